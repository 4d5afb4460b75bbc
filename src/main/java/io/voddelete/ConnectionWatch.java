package io.voddelete;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Closes connections on which no request comes, be they silent or send a head that never ends. From a request's head on
 * its own time counts.
 */
final class ConnectionWatch {
    /**
     * How long is waited.
     *
     * @param request from a new connection to the whole head, and again from the head to the end of the body
     * @param idle from an answer to the whole head of the next request
     */
    record Patience(Duration request, Duration idle) {}

    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Patience patience;
    /** The timers of open connections. Each connection is told of by one thread only. */
    private final Map<HttpConnection, Long> timers = new ConcurrentHashMap<>();

    private final Set<HttpConnection> refused = ConcurrentHashMap.newKeySet();

    ConnectionWatch(Vertx vertx, Patience patience) {
        this.vertx = vertx;
        this.patience = patience;
    }

    Patience patience() {
        return patience;
    }

    void opened(HttpConnection connection) {
        connection.closeHandler(closed -> {
            cancel(timers.remove(connection));
            refused.remove(connection);
        });
        timers.put(connection, closeAfter(patience.request, connection));
    }

    /**
     * What follows on this connection is not to be read: where one request ends and the next begins is in doubt.
     *
     * @return false if that was so before
     */
    boolean refuse(HttpConnection connection) {
        return refused.add(connection);
    }

    boolean isRefused(HttpConnection connection) {
        return refused.contains(connection);
    }

    /** The head of a request is here. */
    void began(HttpConnection connection) {
        cancel(timers.replace(connection, NO_TIMER));
    }

    /** The request is answered, or its connection closed. */
    void ended(HttpConnection connection) {
        timers.computeIfPresent(connection, (open, timer) -> closeAfter(patience.idle, open));
    }

    private long closeAfter(Duration time, HttpConnection connection) {
        return vertx.setTimer(time.toMillis(), late -> connection.close());
    }

    private void cancel(Long timer) {
        if (timer != null && timer != NO_TIMER) {
            vertx.cancelTimer(timer);
        }
    }
}
