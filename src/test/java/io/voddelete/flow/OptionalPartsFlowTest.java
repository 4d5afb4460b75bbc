package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voddelete.kit.BareHost;
import io.voddelete.kit.OutcomeFiles;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host, as a process of its own, without some of the jars that the module can use. */
@Tag("slow")
@Timeout(120)
class OptionalPartsFlowTest {
    private static final List<String> HTTP =
            List.of("camel-platform-http", "camel-platform-http-main", "camel-platform-http-vertx");
    private static final URI NOBODY = URI.create("http://127.0.0.1:9");
    private static final List<String> SCHEDULE = List.of("camel-quartz", "quartz");
    private static final List<String> HEALTH = List.of("camel-health");
    private static final List<String> METRICS = List.of("micrometer-core", "micrometer-registry-prometheus");

    /** As in a runtime image that is made by hand. */
    private static final String WITHOUT_RECORDER =
            "java.se,jdk.crypto.ec,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs";

    private static final List<String> TRACES = List.of(
            "opentelemetry-api",
            "opentelemetry-context",
            "opentelemetry-common",
            "opentelemetry-sdk.*",
            "camel-opentelemetry2");

    private static final Map<String, String> WEBHOOK =
            Map.of("vod.intake.webhook.enabled", "true", "vod.intake.webhook.secret-key", WebhookCaller.SECRET);
    private static final Map<String, String> STATUS =
            Map.of("vod.status.enabled", "true", "vod.status.token", StatusCaller.TOKEN);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"quartz", "http", "health", "metrics", "traces", "recorder", "all"})
    void aHostWithoutThemDeletesByFilesAndIsToldOnceWhatThereIsNot(String what) throws Exception {
        List<String> lacking = switch (what) {
            case "quartz" -> SCHEDULE;
            case "http" -> HTTP;
            case "health" -> HEALTH;
            case "metrics" -> METRICS;
            case "traces" -> TRACES;
            case "recorder" -> List.of();
            default ->
                Stream.of(SCHEDULE, HTTP, HEALTH, METRICS, TRACES)
                        .flatMap(List::stream)
                        .toList();
        };
        try (VodSimulator simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0))) {
            String[] options =
                    what.equals("recorder") ? new String[] {"--limit-modules", WITHOUT_RECORDER} : new String[0];
            Process host = start(simulator.endpoint(), lacking, Map.of(), options);
            try {
                List<String> ids = SampleIds.random(1, 10);
                await().atMost(Duration.ofSeconds(60)).until(() -> !host.isAlive() || Files.isDirectory(inbox()));
                assertThat(host.isAlive()).as(log()).isTrue();
                Path half = Files.write(inbox().resolve(".ids.tmp"), ids);
                Files.move(half, inbox().resolve("ids.txt"), StandardCopyOption.ATOMIC_MOVE);
                OutcomeFiles outcomes = new OutcomeFiles(data());
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> outcomes.success().size() == ids.size());
            } finally {
                host.destroyForcibly().onExit().join();
            }
        }

        assertThat(log()).doesNotContain("NoClassDefFoundError");
        assertThat(missing("org.apache.camel:camel-quartz")).isEqualTo(lacking.contains("camel-quartz") ? 1 : 0);
        assertThat(missing("org.apache.camel:camel-platform-http"))
                .isEqualTo(lacking.contains("camel-platform-http") ? 1 : 0);
        assertThat(missing("org.apache.camel:camel-health")).isEqualTo(lacking.contains("camel-health") ? 1 : 0);
        assertThat(missing("io.opentelemetry:opentelemetry-api"))
                .isEqualTo(lacking.contains("opentelemetry-api") ? 1 : 0);
        assertThat(missing("io.micrometer:micrometer-core")).isEqualTo(lacking.contains("micrometer-core") ? 1 : 0);
    }

    @Test
    void aSettingThatNeedsWhatThereIsNotRefusesTheStartAndNamesTheDependency() throws Exception {
        Map<String, String> schedule = Map.of(
                "vod.intake.schedule.enabled",
                "true",
                "vod.intake.schedule.name",
                "nightly",
                "vod.intake.schedule.cron",
                "0 0 3 * * ?",
                "vod.intake.schedule.source-uri",
                "file:" + directory.resolve("lists"));

        assertRefused(SCHEDULE, schedule, "vod.intake.schedule.enabled", "org.apache.camel:camel-quartz");
        assertRefused(List.of("quartz"), schedule, "vod.intake.schedule.enabled", "org.quartz-scheduler:quartz");
        assertRefused(HTTP, WEBHOOK, "vod.intake.webhook.enabled", "org.apache.camel:camel-platform-http");
        assertRefused(
                METRICS, Map.of("vod.metrics.enabled", "true"), "vod.metrics.enabled", "io.micrometer:micrometer-core");
        assertRefused(TRACES, Map.of("vod.trace.ids", "true"), "vod.trace.ids", "io.opentelemetry:opentelemetry-api");
        assertRefused(HTTP, STATUS, "vod.status.enabled", "org.apache.camel:camel-platform-http");
    }

    private void assertRefused(List<String> lacking, Map<String, String> settings, String... facts) throws Exception {
        Process host = start(NOBODY, lacking, settings);
        try {
            assertThat(host.waitFor(60, TimeUnit.SECONDS)).as(log()).isTrue();
        } finally {
            host.destroyForcibly().onExit().join();
        }

        assertThat(log()).contains("vod-delete-routes cannot start").contains(facts);
    }

    private Process start(URI endpoint, List<String> lacking, Map<String, String> changes, String... options)
            throws IOException {
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "vod.embedded",
                "true",
                "vod.endpoint",
                endpoint.toString(),
                "vod.project-id",
                SimulatorOptions.PROJECT_ID,
                "vod.access-key",
                SimulatorOptions.ACCESS_KEY,
                "vod.secret-key",
                SimulatorOptions.SECRET_KEY,
                "vod.data-directory",
                data().toString(),
                "vod.intake.file.min-age",
                "50ms",
                "vod.batch.quiet-period",
                "50ms"));
        settings.putAll(changes);
        Path file = directory.resolve("host.properties");
        try (Writer out = Files.newBufferedWriter(file)) {
            settings.store(out, null);
        }
        return BareHost.start(file, directory.resolve("host.log"), lacking, options);
    }

    private long missing(String artifact) throws IOException {
        return log().lines()
                .filter(line -> line.contains(artifact + " is not on the class path"))
                .count();
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("host.log"));
    }

    private Path inbox() {
        return data().resolve("inbox");
    }

    private Path data() {
        return directory.resolve("data");
    }
}
