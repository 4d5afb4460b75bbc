package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.sender.RateLimiter;
import io.voddelete.simulator.SeenCall;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);

    @TempDir
    Path directory;

    @Test
    void callsAreSpacedByThePaceAndCarryTenIds() throws Exception {
        List<String> ids = SampleIds.random(11, 400);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module =
                        RunningModule.start(directory, simulator, Map.of("vod.pace.calls-per-minute", "600"))) {
            module.drop("paced.txt", ids);
            module.awaitEnd(1);

            List<SeenCall> calls = simulator.recorder().deleteCalls();
            assertThat(calls).hasSize(40);
            assertThat(new Invariants(simulator.recorder(), module.outcomes()).meanBatch())
                    .isEqualTo(10.0);
            for (int i = 10; i < calls.size(); i++) {
                // ten intervals of 100.8 ms, with room for the way to the server
                assertThat(Duration.between(calls.get(i - 10).at(), calls.get(i).at()))
                        .isGreaterThan(Duration.ofMillis(900));
            }
        }
    }

    @Test
    void oneIdBehindALargeFileWaitsForTwoBatchesAtMost() throws Exception {
        List<String> large = SampleIds.random(12, 3000);
        String late = SampleIds.random(13, 1).get(0);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module =
                        RunningModule.start(directory, simulator, Map.of("vod.pace.calls-per-minute", "100"))) {
            module.drop("large.txt", large);
            await(() -> simulator.recorder().deletedCount() >= 20);
            module.drop("late.txt", List.of(late));
            await(() -> module.totals().submissions() == 2);
            long before = simulator.recorder().deleteCalls().size();
            await(() -> simulator.recorder().deleteCalls().stream()
                    .anyMatch(call -> call.assetIds().contains(late)));

            List<SeenCall> calls = new ArrayList<>(simulator.recorder().deleteCalls());
            // two batches may be ahead where asset/info takes longer than a slot, as on a busy machine
            assertThat(calls.subList((int) before, (int) Math.min(before + 3, calls.size())))
                    .anySatisfy(call -> assertThat(call.assetIds()).contains(late));
        }
    }

    @Test
    void anAnswerOf429HoldsTheCallsAndFailsNothing() throws Exception {
        List<String> ids = SampleIds.random(14, 60);
        SimulatorOptions options = OPTIONS.withDeletesPerMinute(3).withRetryAfter(true);
        try (VodSimulator simulator = VodSimulator.start(options);
                RunningModule module = RunningModule.start(directory, simulator, Map.of())) {
            module.drop("throttled.txt", ids);
            await(() -> simulator.recorder().deletedCount() == 30);
            await(() -> simulator.recorder().deleteCalls().size() > 3);
            await(() -> module.totals().deleted() == 30);
            long throttled = simulator.recorder().deleteCalls().size() - 3;

            assertThat(throttled).as("no more than were in flight").isLessThanOrEqualTo(8);
            assertThat(module.totals().failed()).isZero();
            assertThat(module.totals().pending()).isEqualTo(30);
        }
    }

    /** A minute of the simulator takes two seconds; its limit is low enough for a busy machine to reach it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLimitBelowTheSettingIsLearntOnTheWireAndEveryIdIsDeletedOnce(boolean sliding) throws Exception {
        List<String> ids = SampleIds.random(16, 400);
        SimulatorOptions options = OPTIONS.withLimits("delete=14,per=2s,window=" + (sliding ? "sliding" : "fixed"))
                .withLatency(Duration.ofMillis(5), Duration.ofMillis(30));
        try (VodSimulator simulator = VodSimulator.start(options);
                CapturedLog log = CapturedLog.of(RateLimiter.class);
                RunningModule module =
                        RunningModule.start(directory, simulator, Map.of("vod.pace.calls-per-minute", "6000"))) {
            module.drop("limited.txt", ids);
            module.awaitEnd(1);

            Invariants invariants = new Invariants(simulator.recorder(), module.outcomes());
            invariants.check(ids);
            assertThat(module.totals().deleted()).isEqualTo(400);
            List<SeenCall> calls = simulator.recorder().deleteCalls();
            List<SeenCall> throttled =
                    calls.stream().filter(call -> call.status() == 429).toList();
            assertThat(throttled)
                    .as("those in flight at the first one, and hardly another")
                    .hasSizeBetween(1, 16);
            assertThat(ids).allMatch(id -> simulator.recorder().timesDeleted(id) == 1);
            assertThat(calls.size() - throttled.size()).as("full batches").isBetween(40, 50);
            assertThat(Duration.between(
                            calls.get(0).at(), calls.get(calls.size() - 1).at()))
                    .as("40 calls, most of them at 7 a second")
                    .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(25));
            assertThat(log.lines())
                    .first()
                    .asString()
                    .startsWith(
                            "WARN The rate of the delete calls is lowered from 6000 to 420 per minute: HTTP 429 APIGW.0308")
                    .contains("limit:14,time:2 second", "No id is marked FAILED");
        }
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(condition);
    }
}
