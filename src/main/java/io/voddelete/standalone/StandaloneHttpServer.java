package io.voddelete.standalone;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import io.voddelete.camel.AnswerWatch;
import io.voddelete.camel.ServerExposure;
import io.voddelete.camel.StartSummary;
import io.voddelete.http.Problem;
import io.voddelete.http.Reply;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import io.voddelete.support.ProcessEnd;
import io.voddelete.support.RootCause;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import java.io.InputStream;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of the stand-alone form: what it is set to, and the answers that it would else give without a word. An
 * embedder's host has a server of its own, so only {@link Application} and tests may load this class.
 */
final class StandaloneHttpServer {
    /** Proxies keep a connection for a minute, and it is they who should close it. */
    static final OpenConnection.Patience PATIENCE = new OpenConnection.Patience(
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(75),
            Duration.ofSeconds(5));

    private static final Logger LOG = LoggerFactory.getLogger(StandaloneHttpServer.class);

    private final CamelContext context;
    private final Settings settings;
    private final String host;
    private final int port;
    private final ListenAddress address;
    private final ProbeGuard probes;
    private final HeadCheck heads;
    private final ThrottledLog faults = new ThrottledLog(LOG, "serving a request", TimeSource.system());
    private boolean listens;

    private StandaloneHttpServer(CamelContext context, Settings settings) {
        this.context = context;
        this.settings = settings;
        this.host = settings.text(Setting.HTTP_HOST);
        this.port = settings.number(Setting.HTTP_PORT);
        this.address = new ListenAddress(settings);
        this.probes = new ProbeGuard(context);
        this.heads = new HeadCheck(context, settings);
    }

    /** Whether anything is to be served. */
    static boolean isWanted(Settings settings) {
        return settings.flag(Setting.INTAKE_WEBHOOK_ENABLED) || settings.flag(Setting.STATUS_ENABLED);
    }

    /** Camel's own keys for it; environment variables cannot set them, but ours, and no file may set them otherwise. */
    static Map<String, String> properties(Settings settings) {
        return Map.of(
                "camel.server.enabled", String.valueOf(isWanted(settings)),
                "camel.server.host", settings.text(Setting.HTTP_HOST),
                "camel.server.port", settings.text(Setting.HTTP_PORT),
                "camel.server.maxBodySize", settings.text(Setting.INTAKE_WEBHOOK_MAX_BYTES),
                // on the same port, so that a probe needs no other
                "camel.management.enabled", String.valueOf(isWanted(settings)),
                "camel.management.host", settings.text(Setting.HTTP_HOST),
                "camel.management.port", settings.text(Setting.HTTP_PORT),
                "camel.management.healthCheckEnabled", "true");
    }

    /**
     * Sees to what the server of this context answers, from its first moment on. Called before it is made, and the module.
     *
     * @param nanos a clock of nanoseconds that is never set, by which peers are waited for
     */
    static void guard(CamelContext context, Settings settings, OpenConnection.Patience patience, LongSupplier nanos)
            throws Exception {
        ServerExposure.isOwn(context, () -> StartSummary.url(settings, port(context, settings)));
        StandaloneVertx vertx = StandaloneVertx.start(
                patience,
                ConnectionLimit.of(settings),
                MemoryBudget.Both.of(Runtime.getRuntime().maxMemory()),
                nanos,
                new ThrottledLog(LOG, "accepting an HTTP connection", TimeSource.system()));
        StandaloneHttpServer server = new StandaloneHttpServer(context, settings);
        vertx.beforeListening(server::takeCare);
        vertx.servesWhile(context::isStarted);
        context.getRegistry().bind("vertx", vertx);
        AnswerWatch.bind(context, StandaloneHttpServer::closeWithConnection);
        context.addStartupListener(server.address);
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopped(CamelContext stopped) {
                vertx.close();
            }
        });
    }

    private static void closeWithConnection(Message message, InputStream answer) {
        if (message instanceof HttpMessage request) {
            ConnectionGuard.of(request.getRequest().connection()).closeWithConnection(answer);
        }
    }

    /** The port that it listens on, also where any free one was asked for. */
    static int port(CamelContext context, Settings settings) {
        return router(context, settings.number(Setting.HTTP_PORT)).getServer().getPort();
    }

    /** For each socket, and there may be one only. */
    private void takeCare(HttpServerOptions options) {
        ServerExposure.checkTls(settings, options.isSsl());
        VertxPlatformHttpRouter router = router(context, port);
        if (listens || router == null || !router.getServer().getHost().equals(host)) {
            throw new SettingsException(List.of("Another setting overrides vod.http.host or vod.http.port. Remove"
                    + " camel.server.host, camel.server.port, camel.management.host and camel.management.port from the"
                    + " system properties (-D)"));
        }
        address.requireUsable();
        listens = true;
        router.route().order(-1).handler(this::lookAtRequest).failureHandler(this::answerFailure);
        router.route().order(Integer.MAX_VALUE).handler(request -> answerUnserved(request, router.getRoutes()));
    }

    static VertxPlatformHttpRouter router(CamelContext context, int port) {
        return VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port));
    }

    /**
     * Refuses by the head what may be. What a probe may see is not its own to say.
     */
    private void lookAtRequest(RoutingContext request) {
        ConnectionGuard.of(request.request().connection()).refuseBy((problem, again) -> {
            Reply reply = problem.reply();
            answerAndHangUp(request, again ? reply.with("Retry-After", "5") : reply);
        });
        Reply.guard(request.response()::putHeader); // Camel's own answers too, to probes
        Optional<Reply> refusal = heads.refusal(request.request(), request.normalizedPath());
        if (refusal.isPresent()) {
            answerAndHangUp(request, refusal.get());
        } else if (request.normalizedPath().startsWith("/observe/")) {
            probes.take(request);
        } else {
            request.next();
        }
    }

    /** What the server itself gives up, as a body over its limit. */
    private void answerFailure(RoutingContext request) {
        ProcessEnd.look(request.failure());
        if (request.failure() instanceof HttpClosedException || request.failure() instanceof SocketException) {
            return; // whoever sent it has hung up before its end
        }
        int status = request.statusCode() < 400 ? 500 : request.statusCode();
        if (status >= 500 && request.failure() != null && !request.response().headWritten()) {
            faults.failed(
                    RootCause.shown(request.failure()),
                    "It was answered " + status + ". What to do: if it comes again, report it, with the log around it");
        }
        answerAndHangUp(
                request,
                Problem.of(
                                status,
                                status == 413
                                        ? "the body is larger than vod.intake.webhook.max-bytes; nothing of it was taken"
                                        : "the request could not be served; nothing of it was taken")
                        .reply());
    }

    private void answerUnserved(RoutingContext request, List<Route> routes) {
        if (!context.isStarted()) { // a probe, or the routes have just gone
            Problem problem = Problem.of(503, "starting or stopping; send it again");
            answer(request, problem.reply().with("Retry-After", "5"));
            return;
        }
        Set<String> methods = routes.stream()
                .filter(route -> route.methods() != null && isAt(route.getPath(), request.normalizedPath()))
                .flatMap(route -> route.methods().stream().map(HttpMethod::name))
                .collect(Collectors.toCollection(TreeSet::new));
        if (methods.isEmpty()) {
            answer(request, Problem.of(404, "there is nothing at this path").reply());
        } else {
            String allowed = String.join(", ", methods);
            answer(
                    request,
                    Problem.of(405, "this path takes " + allowed).reply().with("Allow", allowed));
        }
    }

    /** Whether a path is the one of a route, whose parameters are written {@code :name}. */
    private static boolean isAt(String route, String path) {
        return route != null && path.matches(route.replaceAll(":[^/]+", "[^/]+"));
    }

    /** The rest of what is being sent is not taken. */
    private static void answerAndHangUp(RoutingContext request, Reply reply) {
        if (!request.response().ended()) {
            ConnectionGuard.of(request.request().connection()).hangUp();
            request.response().putHeader("Connection", "close");
            answer(request, reply);
        }
    }

    private static void answer(RoutingContext request, Reply reply) {
        request.response().setStatusCode(reply.status());
        reply.headers().forEach(request.response()::putHeader);
        request.response().end(Buffer.buffer(reply.body()));
    }
}
