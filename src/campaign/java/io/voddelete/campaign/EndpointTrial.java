package io.voddelete.campaign;

import io.voddelete.kit.Counters;
import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings;
import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.JavaProcess;
import io.voddelete.kit.OutcomeFiles;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.SimulatorProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The failure endpoint is down while the success endpoint, which is an HTTP server, takes everything. Then that is slow,
 * dead, back and refusing, and well again. One does not hold up the other, sending pauses at {@code vod.outcome.backlog},
 * and all comes in the end.
 */
final class EndpointTrial implements Trial {
    private static final int IN_FLIGHT = 200;
    /** 100 a second, less than a tenth of what can be settled. */
    private static final int SLOW_MILLIS = 10;

    private static final int REFUSALS = 3;

    @Override
    public void run(Given given) throws Exception {
        int backlog = given.scale(100_000, 300); // the default, or as much as fits into a build
        try (SimulatorProcess simulator = SimulatorProcess.start(given.directory(), given.seed(), Map.of());
                Scene scene = new Scene(given.directory(), given.tally(), simulator)) {
            Path outcomes = Files.createDirectories(scene.data().resolve("outcome"));
            Path received = outcomes.resolve(OutcomeFiles.received("success"));
            Path inTheWay = Files.createDirectory(outcomes.resolve("failure.jsonl"));
            // what is gone is FAILED by the first question, and not by a later one that the backlog would put off
            scene.settings.put("vod.preflight", "true");
            if (!given.full()) {
                scene.settings.put("vod.outcome.backlog", "" + backlog);
            }
            int port;
            try (JavaProcess receiver = OutcomeReceiver.start(received, 0, 0, 0)) {
                port = OutcomeReceiver.address(receiver).getPort();
                scene.settings.put("vod.outcome.success-uri", "http://127.0.0.1:" + port + "/");
                scene.start();
                scene.startedIdle();
                failureIsDown(given, scene, backlog / 10);
                Files.delete(inTheWay);
            }
            try (JavaProcess receiver = OutcomeReceiver.start(received, port, SLOW_MILLIS, 0)) {
                OutcomeReceiver.address(receiver);
                successIsSlow(given, scene, backlog);
            }
            scene.pass(Duration.ofSeconds(given.scale(5, 1))); // dead
            requireHeld(given, scene, backlog, "dead");
            try (JavaProcess receiver = OutcomeReceiver.start(received, port, 0, REFUSALS)) {
                OutcomeReceiver.address(receiver);
                scene.finish(Duration.ofMinutes(given.scale(10, 1)));
            }
            scene.requireFlatMemory();
        }
    }

    private static void failureIsDown(Given given, Scene scene, int failing) {
        List<String> ids = mixed(given, given.seed() + 1, 3 * failing, SampleIds.fated(404, failing));
        scene.drop(new DroppedFile("first.txt", ids));
        scene.await(Duration.ofMinutes(1), () -> Counters.of(scene.data()).settled() == ids.size());
        scene.await(Duration.ofMinutes(2), () -> Counters.of(scene.data()).unreported() == failing);
        Findings findings = given.tally().findings;
        findings.require(
                scene.module().outcomes().success().size() >= ids.size() - failing,
                Kind.DEMAND,
                "the failure endpoint is down, and holds up the success endpoint");
    }

    private static void successIsSlow(Given given, Scene scene, int backlog) {
        int failing = backlog / 10;
        List<String> ids = mixed(given, given.seed() + 2, 2 * backlog, SampleIds.fated(410, failing));
        scene.drop(new DroppedFile("second.jsonl.gz", ids));
        scene.await(Duration.ofMinutes(5), () -> scene.module().log().contains("vod.outcome.backlog is " + backlog));
        // those of before are as many
        scene.await(
                Duration.ofSeconds(30),
                () -> scene.module().outcomes().failure().size() > failing);
        Findings findings = given.tally().findings;
        long before = scene.simulator.summary().deleted();
        long taken = scene.module().outcomes().success().size();
        scene.pass(Duration.ofSeconds(given.scale(5, 1)));
        long deleted = scene.simulator.summary().deleted() - before;
        taken = scene.module().outcomes().success().size() - taken;
        findings.require(taken > 0, Kind.DEMAND, "the slow endpoint gets nothing");
        findings.require(
                deleted <= taken + IN_FLIGHT,
                Kind.DEMAND,
                deleted + " ids were deleted while the backlog was full and the endpoint took " + taken);
        requireHeld(given, scene, backlog, "slow");
    }

    private static void requireHeld(Given given, Scene scene, int backlog, String how) {
        long unreported = Counters.checked(scene.data()).unreported();
        given.tally()
                .findings
                .require(
                        unreported >= backlog - IN_FLIGHT && unreported <= backlog + IN_FLIGHT,
                        Kind.DEMAND,
                        unreported + " outcomes wait, the backlog is " + backlog);
        given.tally().remark("%d outcomes unreported with the endpoint %s".formatted(unreported, how));
    }

    private static List<String> mixed(Given given, long seed, int living, List<String> others) {
        List<String> ids = new ArrayList<>(SampleIds.random(seed, living));
        ids.addAll(others);
        Collections.shuffle(ids, given.random());
        return ids;
    }
}
