package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.intake.Schedule;
import io.voddelete.intake.ScheduleRun;
import io.voddelete.kit.AlertRules;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.Scrape;
import io.voddelete.kit.ShiftedClock;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.StoreFile;
import io.voddelete.kit.TokenSettings;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which alerts fire on what a module in trouble really serves. */
class AlertFlowTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration LASTING = Duration.ofMinutes(25);
    private static final String NOBODY = "http://127.0.0.1:1";
    private static final String WAITING = "vod_delete_sender_state{state=\"waiting\"}";
    private static final String FAULT = "vod_delete_sender_hindered{cause=\"fault\"}";

    private static final String AUDIT = "vod_delete_store_fault{part=\"audit\"}";
    private static final String NEXT_RUN = "vod_delete_schedule_next_run_timestamp_seconds{schedule=\"nightly\"}";

    @TempDir
    Path directory;

    private final ShiftedClock clock = new ShiftedClock();
    private final AlertRules rules = new AlertRules();

    @Test
    void vodThatDoesNotAnswerIsAnAlertUntilAnOperatorPausesTheSender() throws Exception {
        try (VodSimulator simulator =
                        VodSimulator.start(SimulatorOptions.defaults().withClock(clock));
                RunningModule module =
                        RunningModule.start(directory, simulator, served(Map.of("vod.endpoint", NOBODY)), clock)) {
            drop(module);
            Scrape page = awaitFault(module);

            assertThat(page.value("vod_delete_sender_state{state=\"running\"}")).isZero();
            assertThat(firing(page)).containsExactly("VodDeleteNothingSent");

            new StatusCaller(module.url()).order("/vod/sender/pause");
            assertThat(firing(awaitState(module, "paused"))).isEmpty();
        }
    }

    @Test
    void iamThatGivesNoTokenIsAnAlert() throws Exception {
        try (VodSimulator simulator =
                VodSimulator.start(SimulatorOptions.defaults().withClock(clock))) {
            Map<String, String> settings = new HashMap<>(TokenSettings.of(simulator));
            settings.put("vod.iam.endpoint", NOBODY);
            try (RunningModule module = RunningModule.start(directory, simulator, served(settings), clock)) {
                drop(module);

                assertThat(firing(awaitFault(module))).containsExactly("VodDeleteNothingSent");
            }
        }
    }

    @Test
    void aTokenThatExpiresWhileNothingIsToBeSentIsNone() throws Exception {
        try (VodSimulator simulator =
                        VodSimulator.start(SimulatorOptions.defaults().withClock(clock));
                RunningModule module =
                        RunningModule.start(directory, simulator, served(TokenSettings.of(simulator)), clock)) {
            module.drop("ids.txt", SampleIds.random(41, 10));
            module.awaitEnd(1);
            clock.advance(Duration.ofDays(2));
            Scrape page = scrape(module);

            assertThat(page.value("vod_delete_credentials_expiry_timestamp_seconds"))
                    .isBetween(0.0, clock.instant().getEpochSecond() + 0.0);
            assertThat(firing(page)).isEmpty();
        }
    }

    @Test
    void aStoreInWhichNoCallCanBeBegunIsAnAlert() throws Exception {
        try (VodSimulator simulator =
                        VodSimulator.start(SimulatorOptions.defaults().withClock(clock));
                RunningModule module = RunningModule.start(directory, simulator, served(Map.of()), clock)) {
            StoreFile.of(directory)
                    .change("CREATE TRIGGER full_disk BEFORE UPDATE OF claim ON asset"
                            + " BEGIN SELECT RAISE(ABORT, 'disk full'); END");
            drop(module);

            assertThat(firing(awaitFault(module))).containsExactly("VodDeleteNothingSent");
        }
    }

    @Test
    void anAuditLogThatCannotBeWrittenIsAnAlertUntilItCan() throws Exception {
        Path file = directory.resolve("audit").resolve("audit-000001.jsonl");
        try (VodSimulator simulator =
                        VodSimulator.start(SimulatorOptions.defaults().withClock(clock));
                RunningModule module = RunningModule.start(directory, simulator, served(Map.of()), clock)) {
            new StatusCaller(module.url()).order("/vod/sender/pause");
            new StatusCaller(module.url()).order("/vod/sender/resume");
            Path aside = Files.move(file, directory.resolve("aside"));
            Files.createDirectory(file);
            drop(module);
            Scrape broken = awaitFault(module);

            assertThat(broken.value(AUDIT)).isEqualTo(1);
            assertThat(firing(broken)).contains("VodDeleteAuditBroken", "VodDeleteNothingSent");

            Files.delete(file);
            Files.move(aside, file);
            module.awaitEnd(1);
            assertThat(scrape(module).value(AUDIT)).isZero();
        }
    }

    @Test
    void aModuleThatHasEndedIsAnAlert() throws Exception {
        AtomicBoolean armed = new AtomicBoolean(true);
        RunningModule.Host host = context -> context.getCamelContextExtension()
                .addInterceptStrategy((camel, node, target, next) -> exchange -> {
                    target.process(exchange);
                    if ("vod-claim-due-ids".equals(node.getId()) && armed.getAndSet(false)) {
                        throw new OutOfMemoryError("of a test");
                    }
                });
        try (VodSimulator simulator =
                        VodSimulator.start(SimulatorOptions.defaults().withClock(clock));
                RunningModule module = RunningModule.startIn(host, directory, simulator, served(Map.of()), clock)) {
            Scrape page = awaitState(module, "stopped");

            assertThat(page.value(FAULT)).isEqualTo(1);
            assertThat(firing(page)).containsExactly("VodDeleteSenderStopped");
        }
    }

    @Test
    void aSenderThatIsSwitchedOffIsNone() throws Exception {
        try (VodSimulator simulator =
                        VodSimulator.start(SimulatorOptions.defaults().withClock(clock));
                RunningModule module = RunningModule.start(
                        directory, simulator, served(Map.of("vod.sender.enabled", "false")), clock)) {
            drop(module);
            Scrape page = awaitState(module, "stopped");

            assertThat(page.value("vod_delete_ids_pending{state=\"ready\"}")).isEqualTo(10);
            assertThat(page.value("vod_delete_sender_hindered{cause=\"setting\"}"))
                    .isEqualTo(1);
            assertThat(firing(page)).isEmpty();
        }
    }

    @Test
    void aRunOfAScheduleWhoseSourceCannotBeReadIsAnAlertUntilOneIsDone() throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of(
                "vod.intake.schedule.enabled", "true",
                "vod.intake.schedule.cron", "0 0 * * * ?",
                "vod.intake.schedule.source-uri", "file:" + directory.resolve("lists")));
        Instant begin = clock.instant();
        clock.advance(
                Duration.between(begin, begin.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofMinutes(65)))); // five past
        try (VodSimulator simulator =
                        VodSimulator.start(SimulatorOptions.defaults().withClock(clock));
                RunningModule module = RunningModule.start(directory, simulator, served(settings), clock)) {
            assertThat(firing(scrape(module))).as("nothing was planned yet").isEmpty();
            Schedule schedule = module.context().getRegistry().lookupByNameAndType("vodSchedule", Schedule.class);
            clock.advance(Duration.ofHours(1));
            Scrape late = scrape(module);
            Instant planned = clock.instant().truncatedTo(ChronoUnit.HOURS);

            assertThat(late.value(NEXT_RUN)).isEqualTo(planned.getEpochSecond());
            assertThat(firing(late)).containsExactly("VodDeleteScheduleMissed");

            List<ScheduleRun> due = schedule.due(schedule.fired(Date.from(planned)));
            schedule.noteEmpty(due.get(0));
            schedule.finish(due);
            Scrape done = scrape(module);
            assertThat(done.value(NEXT_RUN))
                    .isEqualTo(planned.plus(Duration.ofHours(1)).getEpochSecond());
            assertThat(firing(done)).isEmpty();
        }
    }

    private static Map<String, String> served(Map<String, String> changes) {
        Map<String, String> settings = new HashMap<>(changes);
        settings.put("vod.metrics.enabled", "true");
        settings.put("vod.status.enabled", "true");
        settings.put("vod.status.token", StatusCaller.TOKEN);
        return settings;
    }

    private static void drop(RunningModule module) {
        module.drop("ids.txt", SampleIds.random(41, 10));
        Awaitility.await().atMost(SOON).until(() -> module.totals().pending() == 10);
    }

    private Scrape awaitFault(RunningModule module) {
        Scrape page = Awaitility.await()
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(300))
                .until(
                        () -> {
                            clock.advance(Duration.ofSeconds(40));
                            return scrape(module);
                        },
                        found -> found.value(FAULT) == 1 && toSend(found) > 0);
        assertThat(page.value(WAITING)).isEqualTo(1);
        return page;
    }

    private static double toSend(Scrape page) {
        return page.value("vod_delete_ids_pending{state=\"ready\"}")
                + page.value("vod_delete_ids_pending{state=\"later\"}");
    }

    private static Scrape awaitState(RunningModule module, String state) {
        return Awaitility.await()
                .atMost(SOON)
                .until(
                        () -> scrape(module),
                        page -> page.value("vod_delete_sender_state{state=\"" + state + "\"}") == 1);
    }

    private Set<String> firing(Scrape page) {
        Instant now = clock.instant();
        return rules.with(now, page).firing(directory, LASTING);
    }

    private static Scrape scrape(RunningModule module) {
        HttpResponse<String> page =
                new StatusCaller(module.url()).get("/observe/metrics", "Authorization", "Bearer " + StatusCaller.TOKEN);
        assertThat(page.statusCode()).isEqualTo(200);
        return Scrape.of(page.body());
    }
}
