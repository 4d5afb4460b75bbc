package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.core.instrument.step.StepMeterRegistry;
import io.micrometer.core.instrument.step.StepRegistryConfig;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.Scrape;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.Tool;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
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
            WebhookCaller.SECRET,
            "vod.intake.schedule.enabled",
            "true",
            "vod.intake.schedule.cron",
            "0 0 0 1 1 ?",
            "vod.intake.schedule.source-uri",
            "file:lists");

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
            assertThat(after.values().keySet()).hasSizeLessThanOrEqualTo(254);
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
    void everyResponseToASenderOfAListIsCountedOnceWhoeverGivesIt() throws Exception {
        Map<String, String> settings = new TreeMap<>(SERVED);
        settings.put("vod.intake.webhook.max-bytes", "1000");
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
                RunningModule module = RunningModule.start(directory, simulator, settings)) {
            StatusCaller caller = new StatusCaller(module.url());
            WebhookCaller sender = new WebhookCaller(module.url() + "/vod/submissions");
            byte[] large = "x".repeat(2000).getBytes(StandardCharsets.US_ASCII);
            Map<String, String> form = Map.of("Content-Type", "application/x-www-form-urlencoded");
            assertThat(sender.send(form, large).statusCode()).isEqualTo(415);
            assertThat(sender.send(Map.of("Content-Type", "image/png"), large).statusCode())
                    .isEqualTo(415);
            assertThat(sender.send(Map.of("Content-Type", "image/png"), new byte[0])
                            .statusCode())
                    .isEqualTo(415);
            assertThat(sender.send(WebhookCaller.signed("m-1", Instant.now(), large), large)
                            .statusCode())
                    .isEqualTo(413);
            assertThat(sender.send(Map.of("Content-Type", "text/plain"), large).statusCode())
                    .isEqualTo(401);
            assertThat(caller.send("PUT", "/vod/submissions").statusCode()).isEqualTo(405);
            assertThat(caller.send("PUT", "/vod/sender/pause").statusCode()).isEqualTo(405);
            assertThat(caller.get("/vod/submissions").statusCode()).isEqualTo(200);
            assertThat(sender.send("m-2", "{}").statusCode()).isEqualTo(400);
            assertThat(sender.send("m-3", WebhookCaller.json(SampleIds.random(1, 2)))
                            .statusCode())
                    .isEqualTo(202);

            module.awaitEnd(1);
            assertThat(scrape(caller).values().entrySet().stream()
                            .filter(each -> each.getKey().startsWith("vod_delete_webhook_requests_total"))
                            .filter(each -> each.getValue() != 0)
                            .collect(Collectors.toMap(
                                    each -> each.getKey().replaceAll("[^\"]*\"(.*)\".*", "$1"), Map.Entry::getValue)))
                    .isEqualTo(Map.of("202", 1.0, "400", 1.0, "401", 1.0, "413", 1.0, "415", 3.0, "other", 1.0));
        }
    }

    /** Codes, states, names and words that nobody has foreseen. */
    @Test
    void whateverOthersSayThereIsNoOtherSeries() throws Exception {
        Random random = new Random(21);
        List<String> faults = new ArrayList<>(List.of(
                "lie=hostile,times=2",
                "lie=contradiction,times=2",
                "lie=garbage,times=2",
                "lie=null,times=2",
                "word=UNKNOW,times=2",
                "codeless=418,on=delete,times=1",
                "page=599,on=info,times=1"));
        for (int i = 0; i < 20; i++) {
            faults.add("error=" + List.of("VOD.", "APIG.", "deleted:none-").get(i % 3) + random.nextInt(100_000)
                    + ",status=" + (400 + random.nextInt(200)) + ",on=" + (i % 2 == 0 ? "delete" : "info")
                    + ",times=1");
        }
        String name = "Odd-Name_1";
        String token = "made-up-token-of-one-who-sends-lists";
        Map<String, String> settings = new TreeMap<>(SERVED);
        settings.put("vod.intake.schedule.name", name);
        settings.put("vod.intake.webhook.auth", "token");
        settings.put("vod.intake.webhook.token", "cms-1:" + token);
        SimulatorOptions options = SimulatorOptions.defaults()
                .withDeletesPerMinute(0)
                .withInfosPerMinute(0)
                .withFaults(String.join("; ", faults));
        try (VodSimulator simulator = VodSimulator.start(options);
                RunningModule module = RunningModule.start(directory, simulator, settings)) {
            StatusCaller caller = new StatusCaller(module.url());
            WebhookCaller sender = new WebhookCaller(module.url() + "/vod/submissions");
            List<String> ids = SampleIds.random(21, 300);
            module.drop("le=\"1\",state=\"x\"} 1.csv", ids);
            for (String key : List.of("retry:x", "a\"b{}", "schedule:" + name + "@now")) {
                sender.send(
                        Map.of(
                                "Content-Type",
                                "application/json",
                                "Authorization",
                                "Bearer " + token,
                                "Idempotency-Key",
                                key),
                        WebhookCaller.bytes(WebhookCaller.json(SampleIds.random(key.length(), 3))));
            }
            caller.post("/vod/submissions/a%22b/approve", "{\"reason\":\"le=\\\"1\\\"\"}", StatusCaller.TOKEN);
            caller.post("/vod/assets/retry", "{\"failed_for\":\"\\\"}1\"}", StatusCaller.TOKEN);
            module.awaitEnd(4);

            Scrape after = scrape(caller);
            assertThat(after.promise().replace("schedule=\"" + name + "\"", "schedule=\"nightly\""))
                    .isEqualTo(Files.readString(GOLDEN));
            assertThat(after.value("vod_delete_ids_accepted_total{intake=\"webhook\"}"))
                    .isEqualTo(9);
            assertThat(after.value("vod_delete_ids_accepted_total{intake=\"file\"}"))
                    .isEqualTo(300);
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

    @Test
    void aRegistryOfStepsGetsWhatWasAddedAndNotWhatTheStoreHasCountedBefore() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults())) {
            try (RunningModule module = RunningModule.start(directory, simulator, Map.of())) {
                module.drop("before.txt", SampleIds.random(1, 23));
                module.awaitEnd(1);
            }
            MockClock clock = new MockClock();
            Steps alone = new Steps(clock);
            Steps inside = new Steps(clock);
            inside.config().meterFilter(MeterFilter.commonTags(Tags.of("part", "steps")));
            SimpleMeterRegistry whole = new SimpleMeterRegistry();
            CompositeMeterRegistry composite = new CompositeMeterRegistry(clock, List.of(inside, whole));
            composite.config().meterFilter(MeterFilter.commonTags(Tags.of("host", "a")));
            Map<String, MeterRegistry> registries = Map.of("alone", alone, "composite", composite);
            try (RunningModule module = RunningModule.startIn(
                    context -> registries.forEach(
                            (name, registry) -> context.getRegistry().bind(name, registry)),
                    directory,
                    simulator,
                    Map.of())) {
                clock.add(Steps.STEP);
                assertThat(accepted(alone)).isZero();
                assertThat(accepted(inside)).isZero();
                assertThat(accepted(whole)).isEqualTo(23);
                module.drop("after.txt", SampleIds.random(2, 5));
                module.awaitEnd(2);
                Awaitility.await().until(() -> accepted(whole) == 28);
                accepted(alone);
                accepted(inside);
                clock.add(Steps.STEP);
                assertThat(accepted(alone)).isEqualTo(5);
                assertThat(accepted(inside)).isEqualTo(5);
                assertThat(inside.get("vod.delete.ids.accepted")
                                .tags("intake", "file", "host", "a", "part", "steps")
                                .functionCounters())
                        .hasSize(1);
            }
            assertThat(alone.getMeters()).isEmpty();
            assertThat(inside.getMeters()).isEmpty();
            assertThat(whole.getMeters()).isEmpty();
        }
    }

    private static double accepted(MeterRegistry registry) {
        return registry.get("vod.delete.ids.accepted")
                .tag("intake", "file")
                .functionCounter()
                .count();
    }

    /** As those for Datadog, New Relic and CloudWatch. */
    private static final class Steps extends StepMeterRegistry {
        private static final Duration STEP = Duration.ofMinutes(1);

        Steps(MockClock clock) {
            super(
                    new StepRegistryConfig() {
                        @Override
                        public String prefix() {
                            return "steps";
                        }

                        @Override
                        public @Nullable String get(String key) {
                            return null;
                        }
                    },
                    clock);
        }

        @Override
        protected void publish() {
            throw new AssertionError("it was not started");
        }

        @Override
        protected TimeUnit getBaseTimeUnit() {
            return TimeUnit.SECONDS;
        }
    }

    /** Two contexts in one process. */
    @Test
    void theMetricsOfTheFirstContextStayWhenASecondWithTheSameRegistryComesAndGoes() throws Exception {
        MeterRegistry shared = new SimpleMeterRegistry();
        CompositeMeterRegistry around = new CompositeMeterRegistry();
        around.add(shared);
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults())) {
            try (RunningModule first = in(shared, "first", simulator)) {
                first.drop("ids.txt", SampleIds.random(1, 23));
                first.awaitEnd(1);
                List<Meter> before = List.copyOf(shared.getMeters());
                for (MeterRegistry registry : List.of(shared, around)) {
                    try (CapturedLog log = CapturedLog.everythingOf("io.voddelete");
                            RunningModule second = in(registry, "second", simulator)) {
                        assertThat(second.totals().submissions()).isZero();
                        assertThat(log.lines())
                                .filteredOn(line -> line.startsWith("WARN")
                                        && line.contains(registry.getClass().getName()))
                                .hasSize(1);
                    }
                    assertThat(shared.getMeters()).containsExactlyInAnyOrderElementsOf(before);
                }
                assertThat(accepted(shared)).isEqualTo(23);
            }
            assertThat(shared.getMeters()).isEmpty();
            try (RunningModule second = in(shared, "second", simulator)) {
                assertThat(second.totals().submissions()).isZero();
                assertThat(accepted(shared)).isZero();
            }
        }
    }

    private RunningModule in(MeterRegistry registry, String name, VodSimulator simulator) throws Exception {
        return RunningModule.startIn(
                context -> context.getRegistry().bind("shared", registry),
                directory.resolve(name),
                simulator,
                Map.of());
    }

    private static Scrape scrape(StatusCaller caller) {
        HttpResponse<String> page = caller.get("/observe/metrics", "Authorization", "Bearer " + StatusCaller.TOKEN);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        return Scrape.of(page.body());
    }
}
