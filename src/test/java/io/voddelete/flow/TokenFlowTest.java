package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.ShiftedClock;
import io.voddelete.kit.TokenSettings;
import io.voddelete.sender.SendingPause;
import io.voddelete.simulator.SeenCall;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.store.Pause;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs whose calls show a token of IAM. */
class TokenFlowTest {
    private static final String WRONG = "a-wrong-password";

    private final ShiftedClock clock = new ShiftedClock();
    private final SimulatorOptions options = SimulatorOptions.defaults()
            .withDeletesPerMinute(0)
            .withInfosPerMinute(0)
            .withClock(clock);

    @TempDir
    Path directory;

    @Test
    void idsSurviveTheExpiryAndARevocationOfTheirTokens() throws Exception {
        List<String> ids = SampleIds.random(61, 3_000);
        try (VodSimulator simulator = VodSimulator.start(
                        options.withIam("bytes=32768").withLatency(Duration.ofMillis(1), Duration.ofMillis(3)));
                CapturedLog log = CapturedLog.everythingOf("io.voddelete");
                RunningModule module = start(simulator, Map.of())) {
            // however slow this thread is, there is more to delete after each change
            module.drop("first.txt", ids.subList(0, 1200));
            await(() -> module.totals().deleted() >= 600);
            clock.advance(Duration.ofHours(25)); // all at once: nothing is left for renewing it before its end
            module.drop("second.txt", ids.subList(1200, 2100));
            await(() -> module.totals().deleted() >= 1500);
            assertThat(simulator.tokenStatuses()).containsExactly(201, 201);
            // a call that was in flight may have been refused for the end; so soon after, the next refusal would pause
            clock.advance(Duration.ofSeconds(11));
            simulator.revokeTokens();
            module.drop("third.txt", ids.subList(2100, 3_000));
            module.awaitEnd(3);

            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            assertThat(module.totals().deleted()).isEqualTo(3_000);
            assertThat(simulator.tokenStatuses()).containsExactly(201, 201, 201);
            assertThat(simulator.recorder().sentAgainCount())
                    .as("ids of calls that were refused with the revoked token")
                    .isLessThanOrEqualTo(80);
            assertThat(simulator.recorder().deletions().values())
                    .as("every id is deleted by one call")
                    .containsOnly(1);
            // that the token was refused may be one of several failures in one line a minute
            assertThat(log.text()).doesNotContain("AAAAAAAA");
            assertThat(log.lines()).noneMatch(line -> line.startsWith("ERROR"));
            assertThat(module.senderPause()).isEmpty();
        }
    }

    @Test
    void aTokenIsRenewedHalfAnHourBeforeItEnds() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(options);
                RunningModule module = start(simulator, Map.of())) {
            delete(module, 62, 1);
            clock.advance(Duration.ofHours(23).plusMinutes(29));
            delete(module, 63, 2);
            assertThat(simulator.tokenStatuses()).containsExactly(201);

            clock.advance(Duration.ofMinutes(2));
            delete(module, 64, 3);
            assertThat(simulator.tokenStatuses()).containsExactly(201, 201);
            assertThat(refused(simulator)).isZero();
        }
    }

    @Test
    void aWrongPasswordIsTriedOnceOverTwoRestartsAndHalfAnHourAndAnotherOneWakesTheSender() throws Exception {
        List<String> ids = SampleIds.random(65, 50);
        Path password = Files.writeString(directory.resolve("password"), WRONG);
        Map<String, String> byFile = Map.of("vod.iam.password", "", "vod.iam.password-file", password.toString());
        try (VodSimulator simulator = VodSimulator.start(options);
                CapturedLog log = CapturedLog.of(SendingPause.class)) {
            for (int start = 0; start < 2; start++) {
                try (RunningModule module = start(simulator, byFile)) {
                    if (start == 0) {
                        module.drop("wrong.txt", ids);
                    }
                    await(() -> module.senderPause().isPresent());
                    assertQuiet(simulator);
                }
            }
            try (RunningModule module = start(simulator, byFile)) {
                for (int i = 0; i < 3; i++) {
                    clock.advance(Duration.ofMinutes(11));
                    assertQuiet(simulator);
                }
                assertThat(simulator.tokenStatuses()).containsExactly(401);
                assertThat(simulator.recorder().calls()).isEmpty();
                assertThat(module.totals().failed()).isZero();
                assertThat(module.senderPause().map(Pause::triesAgain)).contains(false);

                Files.writeString(password, SimulatorOptions.PASSWORD + "\n");
                await(() -> {
                    clock.advance(Duration.ofMillis(20)); // the quiet time before a change
                    return module.totals().deleted() == 50;
                });
                module.awaitEnd(1);
                new Invariants(simulator.recorder(), module.outcomes()).check(ids);
                assertThat(simulator.tokenStatuses()).containsExactly(401, 201);
            }
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("ERROR"))
                    .singleElement()
                    .asString()
                    .contains("HTTP 401: The username or password is wrong")
                    .contains("IAM is not asked again with this password", "vod.iam.password")
                    .doesNotContain(WRONG);
        }
        try (Stream<Path> files = Files.walk(directory.resolve("data"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .doesNotContain(WRONG, SimulatorOptions.PASSWORD, "AAAAAAAA"));
        }
    }

    @Test
    void aLockedUserIsTriedAgainAfterHalfAnHourOnly() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(options.withFaults("error=IAM.0061,on=token"));
                RunningModule module = start(simulator, Map.of())) {
            module.drop("locked.txt", SampleIds.random(66, 20));
            await(() -> module.senderPause().isPresent());
            clock.advance(Duration.ofMinutes(11));
            assertQuiet(simulator);
            clock.advance(Duration.ofMinutes(11));
            assertQuiet(simulator);
            assertThat(simulator.tokenStatuses()).containsExactly(401);

            simulator.faults("");
            clock.advance(Duration.ofMinutes(11));
            module.awaitEnd(1);
            assertThat(module.totals().deleted()).isEqualTo(20);
            assertThat(simulator.tokenStatuses()).containsExactly(401, 201);
            assertThat(module.senderPause()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"throttled,on=token,times=2", "cut,on=token,times=2", "stall=3s,on=token,times=1"})
    void whileIamIsNotWellNothingIsFailedOrPaused(String fault) throws Exception {
        List<String> ids = SampleIds.random(67, 100);
        try (VodSimulator simulator = VodSimulator.start(options.withFaults(fault));
                CapturedLog log = CapturedLog.everythingOf("io.voddelete");
                RunningModule module = start(simulator, Map.of("vod.call.timeout", "1s"))) {
            module.drop("ids.txt", ids);
            module.awaitEnd(1);

            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            assertThat(module.totals().deleted()).isEqualTo(100);
            assertThat(refused(simulator))
                    .as("no call goes out without a token")
                    .isZero();
            assertThat(log.text())
                    .contains("Fetching an IAM token failed", "No id is marked FAILED", "next attempt is in")
                    .doesNotContain("Sending is paused", SimulatorOptions.PASSWORD);
        }
    }

    @Test
    void aTokenThatIsRefusedLikeTheOneBeforePausesAndIsAskedForAgainByTheProbe() throws Exception {
        List<String> ids = SampleIds.random(68, 200);
        try (VodSimulator simulator = VodSimulator.start(options.withFaults("revoked"));
                CapturedLog log = CapturedLog.of(SendingPause.class);
                RunningModule module = start(simulator, Map.of())) {
            module.drop("refused.txt", ids);
            await(() -> module.senderPause().isPresent());
            assertQuiet(simulator);
            // two, and more where the machine is so slow that a refusal comes long after its token
            int tokens = simulator.tokenStatuses().size();
            assertThat(simulator.tokenStatuses()).hasSizeGreaterThanOrEqualTo(2).containsOnly(201);
            // the last token is not used if the pause begins first
            int calls = simulator.recorder().calls().size();
            assertThat(calls).isBetween(tokens - 1, tokens);
            assertThat(module.totals().pending()).isEqualTo(200);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR Sending is paused: HTTP 401 APIGW.0307")
                    .contains("vod.iam.endpoint", "vod.project-id", "one region");

            simulator.faults("");
            clock.advance(Duration.ofMinutes(10));
            module.awaitEnd(1);
            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            assertThat(simulator.tokenStatuses())
                    .as("a token that was not used yet serves the probe")
                    .hasSize(calls < tokens ? tokens : tokens + 1)
                    .containsOnly(201);
        }
    }

    private RunningModule start(VodSimulator simulator, Map<String, String> changes) throws Exception {
        Map<String, String> settings = new HashMap<>(TokenSettings.of(simulator));
        settings.putAll(changes);
        return RunningModule.start(directory.resolve("data"), simulator, settings, clock);
    }

    private static void delete(RunningModule module, int seed, int submissions) {
        module.drop("ids-" + seed + ".txt", SampleIds.random(seed, 10));
        module.awaitEnd(submissions);
        assertThat(module.totals().deleted()).isEqualTo(submissions * 10L);
    }

    /** Waits until no call of IAM or VOD came for a while. */
    private static void assertQuiet(VodSimulator simulator) {
        int[] calls = {-1};
        Awaitility.await()
                .during(Duration.ofMillis(700))
                .atMost(Duration.ofSeconds(10))
                .until(() -> {
                    int before = calls[0];
                    calls[0] = simulator.recorder().calls().size()
                            + simulator.tokenStatuses().size();
                    return calls[0] == before;
                });
    }

    private static List<SeenCall> refusedCalls(VodSimulator simulator) {
        return simulator.recorder().calls().stream()
                .filter(call -> !call.errorCode().isEmpty())
                .toList();
    }

    private static int refused(VodSimulator simulator) {
        return refusedCalls(simulator).size();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(5))
                .until(condition);
    }
}
