package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.ShiftedClock;
import io.voddelete.sender.SendingPause;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.store.Totals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of every class on the wire, to calls for assets that all live: whatever is said, each is deleted in the end. */
class ErrorFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);

    @TempDir
    Path directory;

    @Test
    void errorsThatHoldNobodyBackFailNoIdAndNoneIsSentAgainAfterTheDeed() throws Exception {
        List<String> rules = List.of(
                "error=VOD.10062,on=delete,times=1",
                "error=VOD.10083,on=delete,times=1",
                "error=VOD.10080,on=delete,times=1,effect=after",
                "error=VOD.10111,on=delete,times=1",
                "error=VOD.10051,on=delete,times=1",
                "error=VOD.10052,on=delete,times=1,effect=after",
                "error=APIGW.0605,on=delete,times=1",
                "error=APIGW.0610,on=delete,times=1,effect=after",
                "error=APIGW.0201,on=delete,times=1,effect=after,status=504",
                "error=APIGW.0201,on=delete,times=1",
                "error=VOD.10053,on=delete,times=1",
                "error=VOD.99999,on=delete,times=1",
                "error=VOD.99998,on=delete,times=1,effect=after,status=200",
                "codeless=503,on=delete,times=1,effect=after",
                "page=403,on=delete,times=1",
                "page=302,on=delete,times=1,effect=after",
                "error=VOD.10051,on=info,times=1",
                "error=VOD.10062,on=info,times=1",
                "error=VOD.99999,on=info,times=1",
                "page=403,on=info,times=1");
        List<String> ids = SampleIds.random(21, 200);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS.withFaults(String.join(";", rules)));
                RunningModule module = RunningModule.start(directory, simulator, Map.of())) {
            module.drop("errors.txt", ids);
            Totals totals = module.awaitEnd(1);

            assertThat(simulator.faults().lines().filter(line -> !line.startsWith("#")))
                    .hasSameSizeAs(rules)
                    .allMatch(line -> line.endsWith("# applied: 1"));
            assertEachDeletedOnce(ids, totals, simulator, module);
            assertThat(new Invariants(simulator.recorder(), module.outcomes()).sentAgain())
                    .isZero();
        }
    }

    @Test
    void oneIdThatMakesTheRequestIllegalIsFoundWithoutAPause() throws Exception {
        List<String> ids = SampleIds.random(22, 40);
        String rules = "spoils=VOD.10081,times=3,ids=" + ids.get(7);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS.withFaults(rules));
                RunningModule module = RunningModule.start(directory, simulator, Map.of())) {
            module.drop("illegal.txt", ids);
            assertEachDeletedOnce(ids, module.awaitEnd(1), simulator, module);
        }
    }

    @Test
    void throttledCallsAreMadeAgain() throws Exception {
        List<String> ids = SampleIds.random(23, 10);
        String rules = "error=VOD.10127,on=delete,times=1,retry-after=1";
        try (VodSimulator simulator = VodSimulator.start(OPTIONS.withFaults(rules));
                RunningModule module = RunningModule.start(directory, simulator, Map.of())) {
            module.drop("throttled.txt", ids);
            assertEachDeletedOnce(ids, module.awaitEnd(1), simulator, module);
            assertThat(simulator.recorder().deleteCalls()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"VOD.10054", "VOD.10120", "VOD.99999"})
    void errorsThatMeetEveryIdPauseTheSenderUntilTheyAreRepaired(String code) throws Exception {
        List<String> ids = SampleIds.random(24, 30);
        ShiftedClock clock = new ShiftedClock();
        SimulatorOptions options = OPTIONS.withClock(clock).withFaults("error=" + code + ",on=delete");
        Map<String, String> changes = Map.of("vod.preflight", "false");
        try (CapturedLog log = CapturedLog.of(SendingPause.class);
                VodSimulator simulator = VodSimulator.start(options);
                RunningModule module = RunningModule.start(directory, simulator, changes, clock)) {
            module.drop("paused.txt", ids);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !log.lines().isEmpty());
            AtomicInteger last = new AtomicInteger();
            Awaitility.await()
                    .during(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(20))
                    .until(() ->
                            isTheSame(last, simulator.recorder().deleteCalls().size()));
            assertThat(module.totals().pending()).isEqualTo(ids.size());
            assertThat(log.lines()).first().asString().contains("ERROR Sending is paused", code);

            simulator.faults("");
            clock.advance(Duration.ofMinutes(11));
            assertEachDeletedOnce(ids, module.awaitEnd(1), simulator, module);
        }
    }

    private static boolean isTheSame(AtomicInteger last, int calls) {
        return last.getAndSet(calls) == calls;
    }

    private static void assertEachDeletedOnce(
            List<String> ids, Totals totals, VodSimulator simulator, RunningModule module) {
        new Invariants(simulator.recorder(), module.outcomes()).check(ids);
        assertThat(totals.deleted()).isEqualTo(ids.size());
        assertThat(totals.failed()).isZero();
        assertThat(ids).allMatch(id -> simulator.recorder().timesDeleted(id) == 1);
    }
}
