package io.voddelete;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Vert.x of {@link OwnServer}. Camel makes the server and listens in one go, and lets nobody set what is set here:
 * a server takes a handler of connections only before it listens.
 */
final class OwnVertx extends VertxWrapper {
    /** Requests that are served at the same time. Those that wait for a commit share it, and leave some threads to others. */
    private static final int WORKERS = WebhookWiring.MOST_WAITING + 16;

    private static final Logger LOG = LoggerFactory.getLogger(OwnVertx.class);

    private final ConnectionWatch watch;
    private Consumer<HttpServerOptions> beforeListening = options -> {};

    private OwnVertx(VertxInternal vertx, ConnectionWatch watch) {
        super(vertx);
        this.watch = watch;
    }

    static OwnVertx start(ConnectionWatch.Patience patience) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(WORKERS));
        vertx.exceptionHandler(thrown -> {
            ProcessEnd.look(thrown);
            LOG.error("an error in a thread of the HTTP server", thrown);
        });
        return new OwnVertx((VertxInternal) vertx, new ConnectionWatch(vertx, patience));
    }

    ConnectionWatch watch() {
        return watch;
    }

    /** What is to be done when there is a router and before the server listens. */
    void beforeListening(Consumer<HttpServerOptions> action) {
        beforeListening = action;
    }

    /** Speaks HTTP/1.1: the server would hear the first bytes of a connection before it tells that there is one. */
    @Override
    public HttpServer createHttpServer(HttpServerOptions options) {
        beforeListening.accept(options);
        HttpServer server = super.createHttpServer(options.setHttp2ClearTextEnabled(false))
                .connectionHandler(opened -> {
                    SlowRefusals.place(opened);
                    watch.opened(opened);
                });
        return new RequestGuard(this, watch).before(server);
    }
}
