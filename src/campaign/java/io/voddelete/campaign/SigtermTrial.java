package io.voddelete.campaign;

import io.voddelete.kit.Counters;
import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings;
import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.SimulatorProcess;
import io.voddelete.simulator.CallKind;
import java.time.Duration;
import java.util.Map;

/** SIGTERM under load: begun calls end and are settled, nothing new is begun, nothing is in doubt and nothing comes twice. */
final class SigtermTrial implements Trial {
    /** Some of those at a time may begin before the signal has come, which a busy machine brings late. */
    private static final int MOST_CALLS_MORE = 3 * Scene.CONCURRENCY;

    @Override
    public void run(Given given) {
        int stops = given.scale(50, 1);
        Findings findings = given.tally().findings;
        try (SimulatorProcess simulator = SimulatorProcess.start(
                        given.directory(),
                        given.seed(),
                        Map.of("latency", given.full() ? "100ms-1000ms" : "100ms-900ms"));
                Scene scene = new Scene(given.directory(), given.tally(), simulator)) {
            scene.start();
            scene.startedIdle();
            scene.drop(new DroppedFile("many.json.gz", SampleIds.random(given.seed(), stops * 400)));
            long longest = 0;
            for (int stop = 0; stop < stops; stop++) {
                long target =
                        simulator.summary().deleted() + 100 + given.random().nextInt(200);
                scene.await(Duration.ofMinutes(1), () -> simulator.summary().deleted() >= target);
                long before = simulator.summary().deletes();
                long begin = System.nanoTime();
                scene.module().terminate();
                int exit = scene.module().awaitExit(30);
                long millis = (System.nanoTime() - begin) / 1_000_000;
                longest = Math.max(longest, millis);
                findings.require(exit == Scene.EXIT_BY_SIGTERM, Kind.DEMAND, "the exit code is " + exit);
                findings.require(millis <= 10_000, Kind.DEMAND, "it took " + millis + " ms to stop");
                long calls = simulator.summary().deletes() - before;
                findings.require(
                        calls <= MOST_CALLS_MORE, Kind.DEMAND, calls + " calls came after stop " + stop + " was asked");
                long settled = Counters.checked(scene.data()).settled();
                long deleted = simulator.summary().deleted();
                findings.require(
                        settled == deleted,
                        Kind.DEMAND,
                        deleted + " ids were deleted before stop " + stop + ", " + settled + " are settled");
                scene.start();
            }
            scene.finish(Duration.ofMinutes(given.scale(10, 2)));
            long questions = simulator.calls(0).stream()
                    .filter(call -> call.kind() == CallKind.INFO)
                    .count();
            findings.require(questions == 0, Kind.DEMAND, questions + " times it was in doubt");
            findings.require(
                    given.tally().sentAgain() == 0, Kind.DEMAND, given.tally().sentAgain() + " ids came twice");
            given.tally().remark(stops + " stops, the longest took " + longest + " ms");
        }
    }
}
