package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.ShiftedClock;
import io.voddelete.kit.StatusCaller;
import io.voddelete.sender.SendingPause;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.store.Pause;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What VOD refuses for reasons that no id can help: calls are counted at the simulator. */
class PauseFlowTest {
    private final ShiftedClock clock = new ShiftedClock();
    private final SimulatorOptions options = SimulatorOptions.defaults()
            .withDeletesPerMinute(0)
            .withInfosPerMinute(0)
            .withClock(clock);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void aWrongKeyCostsThreeCallsAtMostOverTwoRestartsAndIsSaidOnce(String preflight) throws Exception {
        List<String> ids = SampleIds.random(15, 300);
        SimulatorOptions slow =
                options.withSecretKey("another-key").withLatency(Duration.ofMillis(300), Duration.ofMillis(300));
        try (VodSimulator simulator = VodSimulator.start(slow);
                CapturedLog log = CapturedLog.of(SendingPause.class)) {
            for (int start = 0; start < 3; start++) {
                try (RunningModule module = start(simulator, Map.of("vod.preflight", preflight))) {
                    if (start == 0) {
                        module.drop("locked.txt", ids);
                    }
                    await(() -> module.senderPause().isPresent());
                    assertQuiet(simulator, 1);
                    assertNothingSettled(module, 300);
                }
            }

            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("ERROR"))
                    .singleElement()
                    .asString()
                    .contains("HTTP 401 APIGW.0301", "No id is marked FAILED", "in 10 minutes, at 20")
                    .contains("What to do: check vod.access-key, vod.secret-key");
            assertThat(log.lines())
                    .as("each restart says why it does nothing")
                    .filteredOn(line -> line.startsWith("WARN Sending is paused since"))
                    .hasSize(2);
        }
    }

    @Test
    void oneCallIsTriedEveryTenMinutesUntilTheKeyIsAcceptedAndThenAllIsDeleted() throws Exception {
        List<String> ids = SampleIds.random(17, 200);
        try (VodSimulator simulator = VodSimulator.start(options.withFaults("revoked"));
                CapturedLog log = CapturedLog.of(SendingPause.class);
                RunningModule module = start(simulator, Map.of())) {
            module.drop("revoked.txt", ids);
            for (int calls = 1; calls <= 4; calls++) {
                int expected = calls;
                await(() -> simulator.recorder().calls().size() == expected);
                await(() -> isHeldFor(module, Duration.ofMinutes(9)));
                clock.advance(Duration.ofMinutes(7));
                assertQuiet(simulator, calls);
                clock.advance(Duration.ofMinutes(3));
            }
            await(() -> simulator.recorder().calls().size() == 5);
            assertNothingSettled(module, 200);
            Instant since = module.senderPause().map(Pause::since).orElseThrow();
            assertThat(Duration.between(since, clock.instant())).isGreaterThanOrEqualTo(Duration.ofMinutes(40));

            simulator.faults("");
            await(() -> isHeldFor(module, Duration.ofMinutes(9)));
            clock.advance(Duration.ofMinutes(10));
            module.awaitEnd(1);

            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            assertThat(module.totals().deleted()).isEqualTo(200);
            assertThat(module.senderPause()).isEmpty();
            assertThat(log.lines())
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith("ERROR Sending is paused: HTTP 401 APIGW.0301"),
                            line -> assertThat(line)
                                    .startsWith("INFO Sending works again")
                                    .contains(" 5"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void otherCredentialsAreTriedAtOnceWithAllThatWaitsTheSameOnesAreNot(String preflight) throws Exception {
        List<String> ids = SampleIds.random(18, 150);
        Map<String, String> wrong = Map.of("vod.secret-key", "a-wrong-key", "vod.preflight", preflight);
        try (VodSimulator simulator = VodSimulator.start(options)) {
            for (int start = 0; start < 2; start++) {
                try (RunningModule module = start(simulator, wrong)) {
                    if (start == 0) {
                        module.drop("wrong.txt", ids);
                    }
                    await(() -> module.senderPause().isPresent());
                    assertQuiet(simulator, 1);
                }
            }
            try (RunningModule module = start(simulator, Map.of("vod.preflight", preflight))) {
                await(() -> module.totals().deleted() == 150);

                assertThat(refused(simulator)).isOne();
                assertThat(module.senderPause()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void allThatWaitedForACallFollowsAtOnceWhenAnOperatorResumes(String preflight) throws Exception {
        Map<String, String> settings = Map.of(
                "vod.preflight", preflight, "vod.status.enabled", "true", "vod.status.token", StatusCaller.TOKEN);
        try (VodSimulator simulator = VodSimulator.start(options.withFaults("revoked"));
                RunningModule module = start(simulator, settings)) {
            module.drop("revoked.txt", SampleIds.random(23, 150));
            await(() -> module.senderPause().isPresent());
            assertQuiet(simulator, 1);

            simulator.faults("");
            new StatusCaller(module.url()).order("/vod/sender/resume");

            await(() -> module.totals().deleted() == 150);
            assertThat(refused(simulator)).isOne();
        }
    }

    @Test
    void aKeyThatMayNotDeleteIsTriedByOneDeleteEveryTenMinutesThoughItMayAsk() throws Exception {
        List<String> ids = SampleIds.random(19, 200);
        try (VodSimulator simulator = VodSimulator.start(options.withFaults("error=VOD.10054,on=delete"));
                CapturedLog log = CapturedLog.of(SendingPause.class);
                RunningModule module = start(simulator, Map.of())) {
            module.drop("forbidden.txt", ids);
            await(() -> module.senderPause().isPresent());
            assertQuietFor(simulator, Duration.ofMillis(1500));
            int before = simulator.recorder().deleteCalls().size();
            assertThat(before)
                    .as("one call until one is accepted, then those in flight")
                    .isLessThanOrEqualTo(9);
            for (int tries = 1; tries <= 3; tries++) {
                int expected = before + tries;
                await(() -> isHeldFor(module, Duration.ofMinutes(9)));
                clock.advance(Duration.ofMinutes(10));
                await(() -> simulator.recorder().deleteCalls().size() == expected);
            }
            assertThat(log.lines()).as("one pause").hasSize(1);

            simulator.faults("");
            await(() -> isHeldFor(module, Duration.ofMinutes(9)));
            clock.advance(Duration.ofMinutes(10));
            module.awaitEnd(1);
            assertThat(module.totals().deleted()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"revoked,          on,  50", "error=APIGW.0301, on,  50", "error=VOD.10056,  off, 50"})
    void aKeyThatIsRevokedUnderLoadCostsOneCallEachThatWasInFlightAndNothingFails(
            String fault, String preflight, int millis) throws Exception {
        List<String> ids = SampleIds.random(20, 1000);
        SimulatorOptions slow = options.withLatency(Duration.ofMillis(millis), Duration.ofMillis(2 * millis));
        try (VodSimulator simulator = VodSimulator.start(slow);
                CapturedLog log = CapturedLog.of(SendingPause.class);
                RunningModule module = start(simulator, Map.of("vod.preflight", preflight))) {
            module.drop("load.txt", ids);
            await(() -> simulator.recorder().deletedCount() > 200);
            simulator.faults(fault);
            await(() -> module.senderPause().isPresent());
            assertQuietFor(simulator, Duration.ofMillis(700));

            assertThat(refused(simulator)).as("calls that were refused").isBetween(1L, 9L);
            assertThat(module.totals().failed()).isZero();
            assertThat(module.totals().deleted()).isEqualTo(simulator.recorder().deletedCount());
            assertThat(log.lines()).filteredOn(line -> line.startsWith("ERROR")).hasSize(1);

            simulator.faults("");
            clock.advance(Duration.ofMinutes(10));
            module.awaitEnd(1);
            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            assertThat(module.totals().deleted()).isEqualTo(1000);
            assertThat(simulator.recorder().deleteCalls().stream()
                            .filter(call -> call.status() == 200)
                            .count())
                    .as("full batches")
                    .isLessThan(130);
        }
    }

    @ParameterizedTest
    @CsvSource({"20m, on", "-20m, on", "20m, off", "-20m, off"})
    void aClockThatIsOffCostsOneCallAndNothingIsPaused(String skew, String preflight) throws Exception {
        List<String> ids = SampleIds.random(21, 60);
        try (VodSimulator simulator = VodSimulator.start(options.withFaults("skew=" + skew));
                CapturedLog log = CapturedLog.of(SendingPause.class);
                RunningModule module = start(simulator, Map.of("vod.preflight", preflight))) {
            module.drop("skewed.txt", ids);
            module.awaitEnd(1);

            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            assertThat(module.totals().deleted()).isEqualTo(60);
            assertThat(refused(simulator)).isOne();
            assertThat(simulator.recorder().calls().get(0).status()).isEqualTo(401);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN The clock of this machine is 1")
                    .contains(skew.startsWith("-") ? "ahead of" : "behind", "correct the clock (NTP)");
        }
    }

    @Test
    void asTheSecretKeyIsWrongTheLogShowsOnceThatBothSidesReadTheSameRequest() throws Exception {
        String token = "made-up-session-token-of-a-test";
        SimulatorOptions other = options.withSecretKey("another-key").withSessionToken(token);
        try (VodSimulator simulator = VodSimulator.start(other);
                CapturedLog log = CapturedLog.of(SendingPause.class);
                RunningModule module = start(simulator, Map.of("vod.session-token", token))) {
            module.drop("mismatch.txt", SampleIds.random(22, 10));
            await(() -> isHeldFor(module, Duration.ofMinutes(9)));
            clock.advance(Duration.ofMinutes(10));
            await(() -> simulator.recorder().calls().size() == 2);
            await(() -> isHeldFor(module, Duration.ofMinutes(9)));

            assertThat(log.lines()).hasSize(2);
            assertThat(log.lines().get(1))
                    .startsWith("WARN The gateway received the refused request as 'GET|/v1.0/"
                            + SimulatorOptions.PROJECT_ID)
                    .containsPattern("this module signed 'GET\\|/v1\\.0/.*x-security-token:\\*\\*\\*")
                    .contains("are equal", "the secret key");
            assertThat(log.text())
                    .doesNotContain(token, SimulatorOptions.SECRET_KEY, SimulatorOptions.ACCESS_KEY, "another-key");
        }
    }

    private RunningModule start(VodSimulator simulator, Map<String, String> changes) throws Exception {
        return RunningModule.start(directory, simulator, changes, clock);
    }

    private boolean isHeldFor(RunningModule module, Duration least) {
        return module.senderPause()
                .filter(pause ->
                        Duration.between(clock.instant(), pause.until()).compareTo(least) > 0)
                .isPresent();
    }

    private static void assertNothingSettled(RunningModule module, int pending) {
        assertThat(module.totals().failed()).isZero();
        assertThat(module.totals().deleted()).isZero();
        assertThat(module.totals().pending()).isEqualTo(pending);
    }

    private static void assertQuiet(VodSimulator simulator, int calls) {
        assertQuietFor(simulator, Duration.ofMillis(700));
        assertThat(simulator.recorder().calls()).hasSize(calls);
    }

    /** Waits until no call came for so long. */
    private static void assertQuietFor(VodSimulator simulator, Duration time) {
        int[] calls = {-1};
        Awaitility.await().during(time).atMost(Duration.ofSeconds(10)).until(() -> {
            int before = calls[0];
            calls[0] = simulator.recorder().calls().size();
            return calls[0] == before;
        });
    }

    private static long refused(VodSimulator simulator) {
        return simulator.recorder().calls().stream()
                .filter(call -> !call.errorCode().isEmpty())
                .count();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(condition);
    }
}
