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
 * The Vert.x of {@link StandaloneHttpServer}. Camel makes the server and listens in one go, and lets nobody set what is set here:
 * a server takes a handler of connections only before it listens.
 */
final class StandaloneVertx extends VertxWrapper {
    /** Requests that are served at the same time. Those that wait for a commit share it, and leave some threads to others. */
    private static final int WORKERS = WebhookWiring.MOST_WAITING + 16;

    /** What the system takes of an answer that nobody reads; else it would be some megabytes a connection. */
    private static final int SEND_BUFFER = 128 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(StandaloneVertx.class);

    private final OpenConnection.Patience patience;
    private final MemoryBudget.Both budgets;
    private Consumer<HttpServerOptions> beforeListening = options -> {};
    private BooleanSupplier serves = () -> true;

    private StandaloneVertx(VertxInternal vertx, OpenConnection.Patience patience, MemoryBudget.Both budgets) {
        super(vertx);
        this.patience = patience;
        this.budgets = budgets;
    }

    /**
     * Starts one whose server may listen.
     *
     * @param budgets of all connections
     * @param nanos a clock of nanoseconds that is never set, by which peers are waited for
     */
    static StandaloneVertx start(
            OpenConnection.Patience patience,
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
            LOG.error("an error in a thread of the HTTP server", thrown);
        });
        return new StandaloneVertx((VertxInternal) vertx, patience, budgets);
    }

    /** Whether what is asked for may be served yet, and still; probes are served in any case. */
    void servesWhile(BooleanSupplier serves) {
        this.serves = serves;
    }

    /** What is to be done when there is a router and before the server listens. */
    void beforeListening(Consumer<HttpServerOptions> action) {
        beforeListening = action;
    }

    /**
     * Speaks HTTP/1.1, with TLS too. Without: the server would hear the first bytes of a connection before it tells that there
     * is one.
     */
    @Override
    public HttpServer createHttpServer(HttpServerOptions options) {
        beforeListening.accept(options);
        HttpServer server = super.createHttpServer(options.setHttp2ClearTextEnabled(false)
                        .setUseAlpn(false)
                        .setSendBufferSize(SEND_BUFFER))
                .connectionHandler(opened -> {
                    ConnectionGuard.place(opened, patience, budgets);
                    SlowRefusals.place(opened); // between: what it holds back is not answered yet
                });
        return RequestGuard.before(server, serves);
    }
}
