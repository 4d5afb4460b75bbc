package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An OutOfMemoryError of the JVM in a thread of ours inside a host: the module ends and says so, the host goes on. */
@Timeout(120)
class NoMemoryFlowTest {
    private static final Map<String, String> SERVED = Map.of(
            "vod.status.enabled",
            "true",
            "vod.status.token",
            StatusCaller.TOKEN,
            "vod.intake.webhook.enabled",
            "true",
            "vod.intake.webhook.secret-key",
            WebhookCaller.SECRET);

    @TempDir
    Path directory;

    private final List<String> ids = SampleIds.random(74, 30);
    private final AtomicReference<Object> never = new AtomicReference<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vod-claim-due-ids",
                "vod-sign-info",
                "vod-call-endpoint",
                "vod-settle-results",
                "vod-note-delivery"
            })
    void theModuleEndsTheHostGoesOnAndTheNextStartFinishes(String step) throws Exception {
        try (VodSimulator simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0))) {
            try (CapturedLog log = CapturedLog.ofAll();
                    RunningModule module =
                            RunningModule.startIn(host -> prepare(host, step), directory, simulator, SERVED)) {
                StatusCaller caller = new StatusCaller(module.url());
                module.drop("ids.txt", ids);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> caller.ask("/vod/summary")
                                .path("sender")
                                .path("state")
                                .asText()
                                .equals("stopped"));

                assertThat(log.lines())
                        .filteredOn(line -> line.startsWith("ERROR vod-delete-routes ends"))
                        .hasSize(1);
                assertThat(caller.ask("/vod/summary")
                                .path("sender")
                                .path("error")
                                .asText())
                        .contains("OutOfMemoryError");
                assertThat(caller.get("/observe/health/ready").statusCode()).isEqualTo(503);
                assertThat(caller.get("/observe/health/live").statusCode()).isEqualTo(503);
                isRefusedForNow(
                        new WebhookCaller(module.url() + "/vod/submissions").send("msg_1", WebhookCaller.json(ids)));
                isRefusedForNow(caller.order("/vod/sender/pause"));
                assertThat(module.context().createProducerTemplate().requestBody("direct:of-host", "?", String.class))
                        .isEqualTo("well");
            }
            Map<String, String> changes = new HashMap<>();
            try (RunningModule module = RunningModule.start(directory, simulator, changes)) {
                module.awaitEnd(1);
                new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            }
        }
    }

    private static void isRefusedForNow(HttpResponse<String> answer) {
        StatusCaller.isProblem(answer, 503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
    }

    private void prepare(CamelContext host, String step) throws Exception {
        host.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:of-host").routeId("of-host").setBody().constant("well");
            }
        });
        host.getCamelContextExtension().addInterceptStrategy((camel, node, target, next) -> exchange -> {
            target.process(exchange);
            if (step.equals(node.getId())) {
                never.set(new long[Integer.MAX_VALUE]); // more than any heap here
            }
        });
    }
}
