package io.voddelete.campaign;

import io.voddelete.kit.Counters;
import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings;
import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.SimulatorProcess;
import java.time.Duration;
import java.util.Map;

/** A start with a million ids in the store, after a SIGKILL and after a stop: the first call goes out soon. Only in the full form. */
final class StartTrial implements Trial {
    private static final int FILES = 10;
    private static final int IDS_A_FILE = 100_000;
    private static final int STARTS = 6;
    private static final Duration FIRST_CALL_WITHIN = Duration.ofSeconds(5);

    @Override
    public void run(Given given) {
        Findings findings = given.tally().findings;
        try (SimulatorProcess simulator =
                        SimulatorProcess.start(given.directory(), given.seed(), Map.of("latency", "1000ms"));
                Scene scene = new Scene(given.directory(), given.tally(), simulator)) {
            scene.start();
            scene.startedIdle();
            for (int file = 0; file < FILES; file++) {
                scene.drop(
                        new DroppedFile("start-" + file + ".txt", SampleIds.random(given.seed() + file, IDS_A_FILE)));
            }
            scene.await(Duration.ofMinutes(5), () -> Counters.of(scene.data()).submissions() == FILES);
            for (int start = 0; start < STARTS; start++) {
                if (start % 2 == 0) {
                    scene.kill();
                } else {
                    scene.module().terminate();
                    scene.module().awaitExit(30);
                }
                long calls = simulator.summary().calls();
                scene.start();
                scene.await(Duration.ofMinutes(1), () -> simulator.summary().calls() > calls);
                scene.pass(Duration.ofMillis(given.random().nextInt(2000)));
            }
            findings.require(
                    given.tally().worstRecovery().compareTo(FIRST_CALL_WITHIN) <= 0,
                    Kind.DEMAND,
                    "the first call after a start took " + given.tally().worstRecovery());
            scene.kill();
            scene.compareCalls();
            given.tally().remark(STARTS + " starts with 1000000 rows");
        }
    }
}
