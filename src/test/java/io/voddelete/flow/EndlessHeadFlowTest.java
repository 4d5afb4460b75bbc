package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.HostileFront;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.RawServer.Conduct;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.TokenSettings;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole runs in which VOD or IAM answers with a head that never ends: the sender goes on. */
class EndlessHeadFlowTest {
    @TempDir
    Path directory;

    private static Stream<Conduct> heads() {
        return Stream.of(HostileFront::endlessLine, HostileFront::endlessHeaders);
    }

    @ParameterizedTest
    @MethodSource("heads")
    void afterSuchAnswersOfVodEveryIdHasItsOutcome(Conduct head) throws Exception {
        List<String> ids = SampleIds.random(71, 60);
        try (VodSimulator simulator = unlimited();
                HostileFront vod = HostileFront.of(simulator.endpoint(), 3, head);
                CapturedLog log = CapturedLog.of(io.voddelete.sender.DeleteBatch.class);
                RunningModule module = RunningModule.start(
                        directory,
                        simulator,
                        Map.of("vod.endpoint", vod.address().toString()))) {
            module.drop("a.txt", ids);

            assertThat(module.awaitEnd(1).deleted()).isEqualTo(60);
            assertThat(vod.left()).isZero();
            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            assertThat(log.text()).doesNotContain("\tat ");
        }
    }

    @ParameterizedTest
    @MethodSource("heads")
    void afterSuchAnswersOfIamATokenIsHad(Conduct head) throws Exception {
        List<String> ids = SampleIds.random(72, 20);
        try (VodSimulator simulator = unlimited();
                HostileFront iam = HostileFront.of(simulator.endpoint(), 1, head)) {
            Map<String, String> settings = new HashMap<>(TokenSettings.of(simulator));
            settings.put("vod.iam.endpoint", iam.address().toString());
            try (RunningModule module = RunningModule.start(directory, simulator, settings)) {
                module.drop("a.txt", ids);

                assertThat(module.awaitEnd(1).deleted()).isEqualTo(20);
                assertThat(iam.left()).isZero();
                new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            }
        }
    }

    private static VodSimulator unlimited() {
        return VodSimulator.start(SimulatorOptions.defaults()
                .withIam("bytes=32768")
                .withDeletesPerMinute(0)
                .withInfosPerMinute(0));
    }
}
