package io.voddelete.campaign;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The clocks of three nodes are set, each by itself, while they run. The database's clock is right, and so is VOD's. */
final class ClusterClockTrial implements Trial {
    /** How far they are ahead: of two in a row, one is more than VOD admits in a signature. */
    private static final List<Duration> CLOCKS = List.of(
            Duration.ofMinutes(5), Duration.ofHours(2), Duration.ofMinutes(-5), Duration.ofHours(-2), Duration.ZERO);

    @Override
    public void run(Given given) throws IOException {
        int moves = given.scale(20, 2);
        try (ClusterScene scene = new ClusterScene(given, ClusterScene.database(given), ClusterScene.CALLS_A_MINUTE)) {
            for (ClusterNode node : scene.nodes) {
                Path clock = clock(node);
                ClockShift.set(clock, Duration.ZERO);
                node.jvmOptions = List.of(AgentJar.option(node.place, ClockShift.class, clock.toString()));
            }
            scene.requests.clocksDiffer = true;
            scene.start();
            scene.moreCalls = moves; // a slot of the old clock may be followed at once by one of the new clock
            for (int move = 0; move < moves; move++) {
                scene.pass(Duration.ofSeconds(3).plus(scene.upTo(3000)));
                ClusterNode node = move % 2 == 0 ? scene.sender() : scene.other();
                ClockShift.set(clock(node), CLOCKS.get(scene.random().nextInt(CLOCKS.size())));
                Instant moved = Instant.now();
                scene.disturbed(moved);
                scene.awaitCall(moved, "", scene.takeover);
            }
            scene.nodes.forEach(node -> ClockShift.set(clock(node), Duration.ZERO));
            scene.finish();
        }
    }

    private static Path clock(ClusterNode node) {
        return node.place.resolve("clock");
    }
}
