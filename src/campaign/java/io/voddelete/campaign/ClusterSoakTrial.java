package io.voddelete.campaign;

import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.TcpProxy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** All disturbances in any order, for ten minutes, as fast as the nodes can. */
final class ClusterSoakTrial implements Trial {
    private static final Duration LENGTH = Duration.ofMinutes(10);
    private static final int UNLIMITED = 0;
    private static final int DEEDS = 6;

    @Override
    public void run(Given given) throws IOException {
        try (ClusterScene scene = new ClusterScene(given, ClusterScene.database(given), UNLIMITED)) {
            scene.start();
            Instant end = Instant.now().plus(LENGTH);
            while (Instant.now().isBefore(end)) {
                scene.pass(scene.upTo(5000));
                disturb(given, scene, scene.random().nextInt(DEEDS));
            }
            scene.finish();
        }
    }

    private static void disturb(Given given, ClusterScene scene, int deed) throws IOException {
        ClusterNode node = scene.random().nextBoolean() ? scene.sender() : scene.other();
        Instant begin = Instant.now();
        scene.disturbed(begin);
        switch (deed) {
            case 0 -> {
                node.kill();
                given.tally().kills++;
                scene.startAt(begin.plus(scene.upTo(20_000)), node);
            }
            case 1 -> {
                node.freeze();
                scene.pass(scene.upTo(20_000));
                node.wake();
            }
            case 2 -> {
                node.isCut(true);
                node.ways.forEach(TcpProxy::cut);
                scene.pass(scene.upTo(20_000));
                node.ways.forEach(TcpProxy::heal);
                node.isCut(false);
            }
            case 3 -> {
                scene.database.end(scene.random().nextBoolean() ? "QUIT" : "INT");
                scene.database.startAgain();
            }
            case 4 -> {
                int exit = node.stop();
                given.tally().findings.require(exit == 143, Kind.DEMAND, "the exit code of a stop is " + exit);
                node.start();
            }
            default ->
                scene.pause(node).ifPresent(paused -> {
                    scene.pass(scene.upTo(2000));
                    scene.resume(paused);
                });
        }
        scene.disturbed(Instant.now());
        scene.awaitCall(Instant.now(), "", Duration.ofSeconds(25));
    }
}
