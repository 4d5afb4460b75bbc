package io.voddelete.campaign;

import io.voddelete.campaign.AtStep.Step;
import io.voddelete.kit.Findings.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The node that sends sleeps, at each step of vod-delete-batch and at random moments, mostly for longer than its term and the
 * leases of its calls, and wakes up. By then another node sends, and it begins no call any more.
 */
final class ClusterFreezeTrial implements Trial {
    private static final int PASSAGE = 20;
    /** Longer than the term and a lease, and one that ends before the term does, as the sender commits every 300 ms here. */
    private static final List<Duration> SLEEPS = List.of(
            Duration.ofSeconds(17), ClusterScene.LEASE.plusMillis(500), Duration.ofSeconds(22), Duration.ofSeconds(12));

    private static final Duration LONGEST = Duration.ofMinutes(3);
    private int taken;

    @Override
    public void run(Given given) throws IOException {
        List<Step> steps = given.full() ? steps() : List.of();
        int random = given.scale(30, 2);
        try (ClusterScene scene = new ClusterScene(given, ClusterScene.database(given), ClusterScene.CALLS_A_MINUTE)) {
            scene.start();
            for (int sleep = 0; sleep < random; sleep++) {
                scene.pass(scene.upTo(given.scale(5000, 2000)));
                boolean isLong = given.full() && sleep == random / 2;
                sleep(given, scene, scene.sender(), isLong ? LONGEST : SLEEPS.get(sleep % SLEEPS.size()));
            }
            for (Step step : steps) {
                sleepAt(given, scene, step);
            }
            given.tally().findings.require(taken > 0, Kind.DEMAND, "nobody took over");
            given.tally()
                    .remark("%d sleeps at steps, %d at random moments, %d takeovers"
                            .formatted(steps.size(), random, taken));
            scene.finish();
        }
    }

    /** Each at its entry and at its end, and the thread at it the first or the last one to go on. */
    private static List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (String method : ZombieTrial.STEPS) {
            for (boolean entry : new boolean[] {true, false}) {
                for (boolean last : new boolean[] {true, false}) {
                    steps.add(new Step(method, entry, PASSAGE, last));
                }
            }
        }
        return steps;
    }

    /** The sender is started again with an agent, and made the sender by a stop of the others. */
    private void sleepAt(Given given, ClusterScene scene, Step step) throws IOException {
        ClusterNode node = scene.other();
        node.jvmOptions = List.of(AtStep.sleep(given.directory(), List.of(step)));
        restart(scene, node);
        ClusterNode sender = scene.sender();
        if (sender != node) {
            makeSender(scene, node);
        }
        node.jvmOptions = List.of();
        scene.await(Duration.ofMinutes(1), () -> AtStep.isSaid(node.said(), 1));
        sleep(given, scene, node, SLEEPS.get(0));
    }

    private static void restart(ClusterScene scene, ClusterNode node) {
        node.stop();
        node.start();
        scene.awaitAllFit();
    }

    /** Stops the sender, again and again if another one is faster. */
    private static void makeSender(ClusterScene scene, ClusterNode node) {
        for (ClusterNode sender = scene.sender(); sender != node; sender = scene.sender()) {
            restart(scene, sender);
        }
    }

    private void sleep(Given given, ClusterScene scene, ClusterNode node, Duration time) {
        Instant slept = node.freeze();
        scene.disturbed(slept);
        boolean isReplaced = time.compareTo(ClusterScene.TERM.plusSeconds(1)) > 0;
        if (isReplaced) {
            scene.awaitCall(slept, node.accessKey(), scene.takeover);
            taken++;
        }
        scene.await(time.plusMinutes(1), () -> Instant.now().isAfter(slept.plus(time)));
        Instant woke = node.wake();
        scene.disturbed(woke);
        if (isReplaced) {
            scene.slept(node, woke);
            int starts = node.starts().size();
            scene.await(Duration.ofSeconds(30), () -> node.starts().size() > starts);
        } else {
            scene.awaitCall(woke, "", scene.takeover);
        }
        scene.awaitAllFit();
    }
}
