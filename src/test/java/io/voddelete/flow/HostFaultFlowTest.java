package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.camel.VodModule;
import io.voddelete.kit.RouteFile;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.StoreFile;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.settings.Settings;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.standalone.ServerInTests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A part of a host that cannot start, after ours have. */
@Timeout(120)
class HostFaultFlowTest {
    private static final Duration LONG_ENOUGH_TO_SEND = Duration.ofSeconds(2);

    private static final Map<String, String> NOBODY_TAKES_OUTCOMES =
            Map.of("vod.outcome.success-uri", "direct:nobody?block=false");

    @TempDir
    Path directory;

    private final CamelContext host = new DefaultCamelContext();
    private Settings settings;
    private List<String> claimed;
    private List<String> unreported;
    private List<Integer> answered;

    @Test
    void nothingIsSentOrTakenInBeforeTheLastPartOfTheHostHasStarted() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0))) {
            try (RunningModule deleting = RunningModule.start(directory, simulator, NOBODY_TAKES_OUTCOMES)) {
                deleting.drop("deleted.txt", SampleIds.random(174, 1));
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> deleting.totals().deleted() == 1);
            }
            int calls = simulator.recorder().calls().size();
            Map<String, String> onlyAccepting = new HashMap<>(NOBODY_TAKES_OUTCOMES);
            onlyAccepting.put("vod.sender.enabled", "false");
            try (RunningModule accepting = RunningModule.start(directory, simulator, onlyAccepting)) {
                accepting.drop("earlier.txt", SampleIds.random(171, 20));
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> accepting.totals().pending() == 20);
            }
            Path waiting = Files.write(directory.resolve("inbox/waiting.txt"), SampleIds.random(172, 5));
            try {
                host.addComponent("late", new LateFault());
                host.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("late:part").startupOrder(100_000).to("mock:host");
                    }
                });
                install(simulator);

                assertThatThrownBy(host::start).hasStackTraceContaining("a part of the host");

                assertThat(claimed).containsExactly("0");
                assertThat(simulator.recorder().calls()).hasSize(calls);
                assertThat(unreported).containsExactly("1");
                assertThat(waiting).exists();
                assertThat(answered).containsExactly(503, 503);
                assertThat(StoreFile.of(directory).rows("SELECT count(*) FROM submission"))
                        .containsExactly("2");
            } finally {
                host.stop();
            }
        }
    }

    private void install(VodSimulator simulator) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("vod.endpoint", simulator.endpoint().toString());
        properties.setProperty("vod.project-id", SimulatorOptions.PROJECT_ID);
        properties.setProperty("vod.access-key", SimulatorOptions.ACCESS_KEY);
        properties.setProperty("vod.secret-key", SimulatorOptions.SECRET_KEY);
        properties.setProperty("vod.data-directory", directory.toString());
        properties.setProperty("vod.intake.file.min-age", "1ms");
        properties.setProperty("vod.batch.quiet-period", "50ms");
        properties.setProperty("vod.http.port", "0");
        properties.setProperty("vod.intake.webhook.enabled", "true");
        properties.setProperty("vod.intake.webhook.secret-key", WebhookCaller.SECRET);
        properties.setProperty("vod.status.enabled", "true");
        properties.setProperty("vod.status.token", StatusCaller.TOKEN);
        settings = Settings.load(List.of(), Map.of(), properties);
        ServerInTests.addTo(host, settings);
        VodModule.install(host, settings);
        RouteFile.load(host, RouteFile.all());
    }

    private List<Integer> sendAndOrder() {
        String url = ServerInTests.url(host, settings);
        return List.of(
                new WebhookCaller(url + "/vod/submissions")
                        .send("msg-1", WebhookCaller.json(SampleIds.random(173, 3)))
                        .statusCode(),
                new StatusCaller(url).order("/vod/sender/pause").statusCode());
    }

    /** Takes its time, and then cannot start. */
    private final class LateFault extends DefaultComponent {
        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    return new DefaultConsumer(this, processor) {
                        @Override
                        protected void doStart() {
                            Awaitility.await().pollDelay(LONG_ENOUGH_TO_SEND).until(() -> true);
                            answered = sendAndOrder();
                            unreported = StoreFile.of(directory)
                                    .rows(
                                            "SELECT count(*) FROM asset WHERE status = 'DELETED' AND reported_at IS NULL");
                            claimed =
                                    StoreFile.of(directory).rows("SELECT count(*) FROM asset WHERE claim IS NOT NULL");
                            throw new IllegalStateException("a part of the host cannot start");
                        }
                    };
                }
            };
        }
    }
}
