package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.Scrape;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.Tool;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of a running module, as Prometheus and hosts get them. */
class MetricsFlowTest {
    /** All series of this version: a change of a line is a change for everybody who has a dashboard or an alert. */
    private static final Path GOLDEN = Path.of("src", "test", "resources", "metrics", "series.txt");

    private static final Map<String, String> SERVED = Map.of(
            "vod.metrics.enabled",
            "true",
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

    @Test
    void aRunIsCountedInSeriesThatNoNameOfAFileAndNoIdCanChange() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
                RunningModule module = RunningModule.start(directory, simulator, SERVED)) {
            StatusCaller caller = new StatusCaller(module.url());
            String before = scrape(caller).promise();
            List<String> lines = new ArrayList<>(SampleIds.random(1, 23));
            lines.add("no id");
            module.drop("le=\"a\" {b}.txt", lines);
            module.awaitEnd(1);
            caller.order("/vod/sender/pause");
            String paused = "vod_delete_sender_paused{cause=\"operator\"}";
            Awaitility.await().until(() -> scrape(caller).value(paused) == 1);
            caller.order("/vod/sender/resume");
            Awaitility.await().until(() -> scrape(caller).value(paused) == 0);
            Scrape after = scrape(caller);

            assertThat(after.value("vod_delete_ids_accepted_total{intake=\"file\"}"))
                    .isEqualTo(23);
            assertThat(after.value("vod_delete_ids_rejected_total{intake=\"file\"}"))
                    .isEqualTo(1);
            assertThat(after.value("vod_delete_ids_settled_total{reason=\"none\",status=\"deleted\"}"))
                    .isEqualTo(23);
            assertThat(after.value("vod_delete_ids_sent_total")).isEqualTo(23);
            assertThat(after.value("vod_delete_calls_total{call=\"delete\",result=\"ok\"}"))
                    .isEqualTo(3);
            assertThat(after.value("vod_delete_call_duration_seconds_count{call=\"delete\"}"))
                    .isEqualTo(3);
            assertThat(after.value("vod_delete_id_age_seconds_count")).isEqualTo(23);
            assertThat(after.value("vod_delete_submissions_completed_total{intake=\"file\"}"))
                    .isEqualTo(1);
            assertThat(after.value("vod_delete_outcomes_reported_total{endpoint=\"success\"}"))
                    .isEqualTo(23);
            assertThat(after.value("vod_delete_orders_total{order=\"pause\",result=\"done\"}"))
                    .isEqualTo(1);
            assertThat(after.value("vod_delete_sender_pauses_total{cause=\"operator\"}"))
                    .isEqualTo(1);
            assertThat(after.value("vod_delete_sender_state{state=\"running\"}"))
                    .isEqualTo(1);
            assertThat(after.value("vod_delete_disk_free_bytes")).isPositive();
            assertThat(after.value("vod_delete_store_size_bytes")).isPositive();
            assertThat(after.value("vod_delete_call_last_accepted_timestamp_seconds{call=\"delete\"}"))
                    .isPositive();
            assertThat(after.promise()).as("no new series").isEqualTo(before);
            assertThat(after.values().keySet()).hasSizeLessThanOrEqualTo(252);
            if (Boolean.getBoolean("docs.write")) {
                Files.createDirectories(GOLDEN.getParent());
                Files.writeString(GOLDEN, after.promise());
            }
            assertThat(after.promise())
                    .as("-Ddocs.write=true writes %s", GOLDEN)
                    .isEqualTo(Files.readString(GOLDEN));
            assertThat(lines).noneMatch(after.text()::contains);
        }
    }

    @Test
    void promtoolHasNothingToSay() throws Exception {
        assumeTrue(Tool.isInstalled("promtool"), "promtool is not installed (Debian package prometheus)");
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
                RunningModule module = RunningModule.start(directory, simulator, SERVED)) {
            Path page = directory.resolve("page.txt");
            Files.writeString(page, scrape(new StatusCaller(module.url())).text());

            Tool promtool = Tool.run("sh", "-c", "promtool check metrics < '" + page + "'");

            assertThat(promtool.said()).isEmpty();
            assertThat(promtool.succeeded()).isTrue();
        }
    }

    @Test
    void onlyWhoMayAskAboutEverythingGetsThem() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
                RunningModule module = RunningModule.start(directory, simulator, SERVED)) {
            StatusCaller caller = new StatusCaller(module.url());

            assertThat(caller.statusAskedAs("attacker.example", "/observe/metrics"))
                    .contains(" 401 ");
            assertThat(caller.get("/observe/metrics", "Origin", "https://attacker.example")
                            .body())
                    .doesNotContain("vod_delete_");
            HttpResponse<String> wrong = caller.get("/observe/metrics", "Authorization", "Bearer wrong");
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(wrong.body()).doesNotContain("vod_delete_");
        }
    }

    @Test
    void withoutTheSettingThereIsNoSuchPage() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
                RunningModule module = RunningModule.start(
                        directory,
                        simulator,
                        Map.of("vod.status.enabled", "true", "vod.status.token", StatusCaller.TOKEN))) {
            assertThat(new StatusCaller(module.url()).get("/observe/metrics").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void aHostGetsThemInItsOwnRegistryOnceAndUntilTheModuleStops() throws Exception {
        MeterRegistry part = new SimpleMeterRegistry();
        CompositeMeterRegistry whole = new CompositeMeterRegistry();
        whole.add(part);
        part.counter("own");
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
                RunningModule module = RunningModule.startIn(
                        context -> {
                            context.getRegistry().bind("part", part);
                            context.getRegistry().bind("whole", whole);
                        },
                        directory,
                        simulator,
                        Map.of())) {
            module.drop("ids.txt", SampleIds.random(1, 23));
            module.awaitEnd(1);

            assertThat(part.get("vod.delete.ids.accepted")
                            .tag("intake", "file")
                            .functionCounter()
                            .count())
                    .isEqualTo(23);
            assertThat(part.get("vod.delete.id.age").timer().count()).isEqualTo(23);
        }
        assertThat(part.getMeters())
                .extracting(Meter::getId)
                .extracting(Meter.Id::getName)
                .containsExactly("own");
    }

    private static Scrape scrape(StatusCaller caller) {
        HttpResponse<String> page = caller.get("/observe/metrics", "Authorization", "Bearer " + StatusCaller.TOKEN);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        return Scrape.of(page.body());
    }
}
