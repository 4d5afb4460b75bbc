package io.voddelete.standalone;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.voddelete.camel.Callers;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.Problem;
import io.voddelete.http.Reply;
import io.voddelete.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;

/** Serves the metrics in the form of Prometheus to those who may ask about everything. Needs Micrometer. */
final class MetricsPage {
    /** Beside the health checks, where Prometheus is told to look by the conventions of Camel. */
    static final String PATH = "/observe/metrics";

    private static final String REGISTRY = "prometheusMeterRegistry";
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final CamelContext context;
    private final PrometheusMeterRegistry registry;

    /** Binds a registry to the context, in which the module finds it. */
    MetricsPage(CamelContext context) {
        this.context = context;
        this.registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        context.getRegistry().bind(REGISTRY, registry);
    }

    void serve(RoutingContext request) {
        Optional<Reply> refusal = refusal(request.request());
        if (refusal.isPresent()) {
            StandaloneHttpServer.answer(request, refusal.get());
            return;
        }
        request.vertx()
                .<String>executeBlocking(() -> registry.scrape(TYPE))
                .onSuccess(text -> StandaloneHttpServer.answer(
                        request, new Reply(200, Map.of("Content-Type", TYPE), text.getBytes(StandardCharsets.UTF_8))))
                .onFailure(request::fail);
    }

    private Optional<Reply> refusal(HttpServerRequest request) {
        Callers callers = Callers.find(context).orElse(null);
        if (callers == null) {
            Problem problem = Problem.of(503, "The module is starting or stopping. Send the request again.");
            return Optional.of(problem.reply().with("Retry-After", "5"));
        }
        RequestHead head = HeadCheck.head(request);
        try {
            if (callers.door().mayAsk(head).seesAll()) {
                return Optional.empty();
            }
            return Optional.of(
                    Problem.of(403, "Metrics are about all submissions, and this caller may not see all of them.")
                            .reply());
        } catch (HttpProblemException e) {
            callers.count(head, "metrics were refused", e);
            return Optional.of(e.reply());
        }
    }
}
