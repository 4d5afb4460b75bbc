package io.voddelete.campaign;

import io.voddelete.campaign.AtStep.Step;
import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.SimulatorProcess;
import io.voddelete.kit.Tool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * The process sleeps beyond its leases and wakes up, at each step of vod-delete-batch and at random moments. What it had
 * claimed, begun or on the way is no longer its own: nothing of it is sent before it is claimed again, and asked about where
 * it may be gone. The second claimer is the module itself. It sleeps for longer than a call may take, so that answers have
 * come long ago; each second time VOD cuts the connections meanwhile, after the deed.
 */
final class ZombieTrial implements Trial {
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final String CUT = "cut,effect=after,on=delete,rate=1";
    private static final int PASSAGE = 20;

    /** In the order of routes/pipeline/delete.camel.yaml; the last one before the bytes of the call go out is in it. */
    static final List<String> STEPS = List.of(
            "sender.CallCredentialsProvider$1.ready",
            "sender.DeleteBatch.beginCall",
            "sender.DeleteBatch.waitForSlot",
            "camel.SigningProcessor.process",
            "camel.CallDeadline.execute",
            "camel.ResponseProcessor.process",
            "sender.DeleteBatch.settle");

    @Override
    public void run(Given given) throws IOException {
        List<Step> steps = steps(given);
        int random = given.scale(30, 0);
        int sleeps = steps.size() + random;
        try (SimulatorProcess simulator =
                        SimulatorProcess.start(given.directory(), given.seed(), Map.of("latency", "5ms-60ms"));
                Scene scene = new Scene(given.directory(), given.tally(), simulator)) {
            scene.settings.put("vod.batch.lease", LEASE.toMillis() + "ms");
            scene.settings.put("vod.call.timeout", "1s");
            scene.start(AtStep.sleep(given.directory(), steps));
            scene.startedIdle();
            scene.drop(new DroppedFile("many.csv", KillTrial.mixed(given, given.scale(2000 + sleeps * 1500, 600))));
            for (int time = 1; time <= sleeps; time++) {
                awaitMoment(given, scene, time, steps.size());
                sleep(given, scene, time % 2 == 0);
            }
            scene.finish(Duration.ofMinutes(3));
            given.tally().remark(steps.size() + " sleeps at steps, " + random + " at random moments");
        }
    }

    /** Each at its entry and at its end, and the thread at it the first or the last one to go on. */
    private static List<Step> steps(Given given) {
        if (!given.full()) {
            return List.of(new Step("camel.SigningProcessor.process", false, PASSAGE, true));
        }
        List<Step> steps = new ArrayList<>();
        for (String method : STEPS) {
            for (boolean entry : new boolean[] {true, false}) {
                for (boolean last : new boolean[] {true, false}) {
                    steps.add(new Step(method, entry, PASSAGE, last));
                }
            }
        }
        return steps;
    }

    private static void awaitMoment(Given given, Scene scene, int time, int steps) {
        if (time <= steps) {
            scene.await(
                    Duration.ofMinutes(1), () -> AtStep.isSaid(scene.module().log(), time));
            return;
        }
        long target = scene.simulator.summary().deleted() + 50 + given.random().nextInt(800);
        scene.await(Duration.ofMinutes(1), () -> scene.simulator.summary().deleted() >= target);
    }

    private static void sleep(Given given, Scene scene, boolean cut) {
        if (cut) {
            scene.simulator.faults(CUT);
        }
        signal(scene, "STOP");
        long end = System.nanoTime() + LEASE.plusMillis(500).toNanos();
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> System.nanoTime() >= end);
        scene.simulator.faults("");
        long before = scene.simulator.summary().calls();
        given.tally().findings.require(scene.module().isAlive(), Kind.DEMAND, "it is gone");
        signal(scene, "CONT");
        scene.await(Duration.ofSeconds(30), () -> scene.simulator.summary().calls() > before || scene.isDone());
    }

    private static void signal(Scene scene, String name) {
        Tool.run("kill", "-" + name, String.valueOf(scene.module().pid()));
    }
}
