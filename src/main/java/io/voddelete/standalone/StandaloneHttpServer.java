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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Configures the HTTP server of the stand-alone program, and answers what Camel would answer with an empty body. Loaded only
 * by {@link Application} and tests; an embedder's host has its own server.
 */
final class StandaloneHttpServer {
    /** Proxies usually keep idle connections for 60 s; idle is longer, so that the proxy closes first. */
    static final OpenConnection.Timeouts TIMEOUTS = new OpenConnection.Timeouts(
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
    /** Null if there is none. */
    private final @Nullable MetricsPage metrics;

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
        this.metrics = settings.flag(Setting.METRICS_ENABLED) ? new MetricsPage(context) : null;
    }

    /** Returns whether any setting requires the server. */
    static boolean isWanted(Settings settings) {
        return settings.servesHttp() || settings.flag(Setting.METRICS_ENABLED);
    }

    /** Returns Camel's settings for the server, derived from ours. They override files and environment variables. */
    static Map<String, String> properties(Settings settings) {
        return Map.of(
                "camel.server.enabled", String.valueOf(isWanted(settings)),
                "camel.server.host", settings.text(Setting.HTTP_HOST),
                "camel.server.port", settings.text(Setting.HTTP_PORT),
                "camel.server.maxBodySize", settings.text(Setting.INTAKE_WEBHOOK_MAX_BYTES),
                // health checks share the port, so that probes need no other
                "camel.management.enabled", String.valueOf(isWanted(settings)),
                "camel.management.host", settings.text(Setting.HTTP_HOST),
                "camel.management.port", settings.text(Setting.HTTP_PORT),
                "camel.management.healthCheckEnabled", "true");
    }

    /**
     * Prepares the server of this context. Call before Camel creates the server and before the module is installed.
     *
     * @param nanos a monotonic clock for timeouts, in nanoseconds
     */
    static void guard(CamelContext context, Settings settings, OpenConnection.Timeouts timeouts, LongSupplier nanos)
            throws Exception {
        ServerExposure.isOwn(context, () -> StartSummary.url(settings, port(context, settings)));
        StandaloneVertx vertx = StandaloneVertx.start(
                timeouts,
                ConnectionLimit.of(settings),
                MemoryBudget.Both.of(Runtime.getRuntime().maxMemory()),
                nanos,
                new ThrottledLog(LOG, "accepting an HTTP connection", TimeSource.system()));
        StandaloneHttpServer server = new StandaloneHttpServer(context, settings);
        vertx.beforeListening(server::prepare);
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

    /** Returns the actual port, also if port 0 (any free port) was configured. */
    static int port(CamelContext context, Settings settings) {
        return router(context, settings.number(Setting.HTTP_PORT)).getServer().getPort();
    }

    /** Called for each server socket; only one is allowed. */
    private void prepare(HttpServerOptions options) {
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
        if (metrics != null) {
            router.get(MetricsPage.PATH).handler(metrics::serve);
        }
        router.route().order(Integer.MAX_VALUE).handler(request -> answerUnserved(request, router.getRoutes()));
    }

    static VertxPlatformHttpRouter router(CamelContext context, int port) {
        return VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port));
    }

    /**
     * Refuses what the head alone shows to be invalid, and limits what probes see.
     */
    private void lookAtRequest(RoutingContext request) {
        ConnectionGuard.of(request.request().connection()).refuseBy((problem, again) -> {
            Reply reply = problem.reply();
            answerAndClose(request, again ? reply.with("Retry-After", "5") : reply);
        });
        Reply.guard(request.response()::putHeader); // also on Camel's own responses to probes
        Optional<Reply> refusal = heads.refusal(request.request(), request.normalizedPath());
        if (refusal.isPresent()) {
            answerAndClose(request, refusal.get());
        } else if (request.normalizedPath().equals(MetricsPage.PATH)) {
            request.next();
        } else if (request.normalizedPath().startsWith("/observe/")) {
            probes.take(request);
        } else {
            request.next();
        }
    }

    /** Answers requests that the server itself failed, such as a body over the limit. */
    private void answerFailure(RoutingContext request) {
        ProcessEnd.look(request.failure());
        if (request.failure() instanceof HttpClosedException || request.failure() instanceof SocketException) {
            return; // the client closed the connection
        }
        int status = request.statusCode() < 400 ? 500 : request.statusCode();
        if (status >= 500 && request.failure() != null && !request.response().headWritten()) {
            faults.failed(
                    RootCause.shown(request.failure()),
                    "It was answered with " + status
                            + ". What to do: if it happens again, report it with the surrounding log");
        }
        answerAndClose(
                request,
                Problem.of(
                                status,
                                status == 413
                                        ? "The body is larger than vod.intake.webhook.max-bytes. Nothing was accepted."
                                        : "Internal error. Nothing was accepted.")
                        .reply());
    }

    private void answerUnserved(RoutingContext request, List<Route> routes) {
        if (!context.isStarted()) { // a probe, or the routes have just stopped
            Problem problem = Problem.of(503, "The module is starting or stopping. Send the request again.");
            answerItself(request, problem.reply().with("Retry-After", "5"));
            return;
        }
        Set<String> methods = routes.stream()
                .filter(route -> route.methods() != null && isAt(route.getPath(), request.normalizedPath()))
                .flatMap(route -> route.methods().stream().map(HttpMethod::name))
                .collect(Collectors.toCollection(TreeSet::new));
        if (methods.isEmpty()) {
            answerItself(
                    request, Problem.of(404, "There is nothing at this path.").reply());
        } else {
            String allowed = String.join(", ", methods);
            answerItself(
                    request,
                    Problem.of(405, "Allowed methods: " + allowed).reply().with("Allow", allowed));
        }
    }

    /** Returns whether a path matches the pattern of a route, with parameters written as {@code :name}. */
    private static boolean isAt(String route, String path) {
        return route != null && path.matches(route.replaceAll(":[^/]+", "[^/]+"));
    }

    /** Answers, discards the rest of the request and closes the connection. */
    private void answerAndClose(RoutingContext request, Reply reply) {
        if (!request.response().ended()) {
            ConnectionGuard.of(request.request().connection()).closeAfterResponse();
            request.response().putHeader("Connection", "close");
            answerItself(request, reply);
        }
    }

    /** Answers in place of a route. */
    private void answerItself(RoutingContext request, Reply reply) {
        heads.count(request.request(), request.normalizedPath(), reply.status());
        answer(request, reply);
    }

    static void answer(RoutingContext request, Reply reply) {
        request.response().setStatusCode(reply.status());
        reply.headers().forEach(request.response()::putHeader);
        request.response().end(Buffer.buffer(reply.body()));
    }
}
