package io.voddelete.standalone;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import io.voddelete.camel.WebhookWiring;
import io.voddelete.support.ProcessEnd;
import io.voddelete.support.ThrottledLog;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Vert.x instance of {@link StandaloneHttpServer}. Camel creates the server and listens in one step, but connection handlers
 * must be set in between, so this wrapper sets them.
 */
final class StandaloneVertx extends VertxWrapper {
    /** Concurrent requests: all that may wait for a commit, plus some threads for other requests. */
    private static final int WORKERS = WebhookWiring.MOST_WAITING + 16;

    /** Socket send buffer, in bytes. The system default would allow several megabytes of unread response per connection. */
    private static final int SEND_BUFFER = 128 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(StandaloneVertx.class);

    private final OpenConnection.Timeouts timeouts;
    private final MemoryBudget.Both budgets;
    private Consumer<HttpServerOptions> beforeListening = options -> {};
    private BooleanSupplier serves = () -> true;

    private StandaloneVertx(VertxInternal vertx, OpenConnection.Timeouts timeouts, MemoryBudget.Both budgets) {
        super(vertx);
        this.timeouts = timeouts;
        this.budgets = budgets;
    }

    /**
     * Starts a Vert.x instance whose server may listen.
     *
     * @param budgets shared by all connections
     * @param nanos a monotonic clock for timeouts, in nanoseconds
     */
    static StandaloneVertx start(
            OpenConnection.Timeouts timeouts,
            ConnectionLimit limit,
            MemoryBudget.Both budgets,
            LongSupplier nanos,
            ThrottledLog faults) {
        Vertx vertx = new VertxBuilder(new VertxOptions().setWorkerPoolSize(WORKERS))
                .findTransport(new ConnectionAdmission(limit, nanos, faults))
                .init()
                .vertx();
        vertx.exceptionHandler(thrown -> {
            ProcessEnd.look(thrown);
            LOG.error("Error in a thread of the HTTP server", thrown);
        });
        return new StandaloneVertx((VertxInternal) vertx, timeouts, budgets);
    }

    /** Sets whether requests are served; probes always are. */
    void servesWhile(BooleanSupplier serves) {
        this.serves = serves;
    }

    /** Sets the action to run once there is a router and before the server listens. */
    void beforeListening(Consumer<HttpServerOptions> action) {
        beforeListening = action;
    }

    /**
     * Serves HTTP/1.1 only, also with TLS. HTTP/2 without TLS is off because Vert.x would then read from a connection before it
     * calls the connection handler.
     */
    @Override
    public HttpServer createHttpServer(HttpServerOptions options) {
        beforeListening.accept(options);
        HttpServer server = super.createHttpServer(options.setHttp2ClearTextEnabled(false)
                        .setUseAlpn(false)
                        .setSendBufferSize(SEND_BUFFER))
                .connectionHandler(opened -> {
                    ConnectionGuard.place(opened, timeouts, budgets);
                    SlowRefusals.place(opened); // outside the guard, for which a delayed response is not yet sent
                });
        return RequestGuard.before(server, serves);
    }
}
