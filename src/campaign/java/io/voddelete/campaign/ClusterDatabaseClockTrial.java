package io.voddelete.campaign;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The clock of the database's machine is set while three nodes run, whose clocks are right: nobody is replaced because of that. */
final class ClusterDatabaseClockTrial implements Trial {
    private static final List<Duration> CLOCKS = List.of(
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            Duration.ofSeconds(-10),
            Duration.ofMinutes(-5),
            Duration.ZERO);

    @Override
    public void run(Given given) throws IOException {
        int moves = given.scale(20, 2);
        DatabaseProcess database = DatabaseProcess.startWithClock();
        try (ClusterScene scene = new ClusterScene(given, database, ClusterScene.CALLS_A_MINUTE)) {
            scene.start();
            for (int move = 0; move < moves; move++) {
                scene.pass(Duration.ofSeconds(3).plus(scene.upTo(3000)));
                database.setClock(CLOCKS.get((move + scene.random().nextInt(2)) % CLOCKS.size()));
                Instant moved = Instant.now();
                scene.disturbed(moved);
                scene.awaitCall(moved, "", scene.takeover);
            }
            scene.requireNoneEnded();
            scene.finish();
        }
    }
}
