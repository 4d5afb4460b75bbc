package io.voddelete.campaign;

import io.voddelete.kit.Findings.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** The disk of the database is full for a while, which it may not survive: whatever was acknowledged is there when it is back. */
final class ClusterDiskTrial implements Trial {
    private static final int MEBIBYTES = 400;
    private static final Duration FULL = Duration.ofSeconds(20);

    @Override
    public void run(Given given) throws IOException {
        int times = given.scale(5, 1);
        Path folder = Path.of(System.getProperty("java.io.tmpdir"), "vod-cluster-disk"); // its user has to reach it
        try (SmallDisk disk = SmallDisk.mount(folder, MEBIBYTES)) {
            disk.openToAll();
            DatabaseProcess database =
                    DatabaseProcess.startOn(disk, "max_wal_size=64MB", "min_wal_size=32MB", "wal_recycle=off");
            try (ClusterScene scene = new ClusterScene(given, database, ClusterScene.CALLS_A_MINUTE)) {
                scene.start();
                int stalls = 0;
                for (int time = 0; time < times; time++) {
                    scene.pass(Duration.ofSeconds(2).plus(scene.upTo(3000)));
                    stalls += fill(scene, disk, database) ? 1 : 0;
                }
                given.tally().remark(stalls + " of " + times + " times no call could begin");
                given.tally()
                        .findings
                        .require(stalls > 0, Kind.DEMAND, "the database has not noticed that its disk is full");
                scene.finish();
            }
        }
    }

    /** Returns whether the nodes had to wait for room. */
    private static boolean fill(ClusterScene scene, SmallDisk disk, DatabaseProcess database) throws IOException {
        disk.fill();
        Instant full = Instant.now();
        scene.disturbed(full);
        scene.await(FULL.plusMinutes(1), () -> Instant.now().isAfter(full.plus(FULL)));
        boolean isStalled =
                scene.invariants().count(new ClusterInvariants.Span(full.plus(FULL.dividedBy(2)), full.plus(FULL)))
                        == 0;
        disk.makeRoom();
        if (!database.isRunning()) {
            database.startAgain(); // as its supervisor does
        }
        Instant room = Instant.now();
        scene.disturbed(room);
        scene.awaitCall(room, "", scene.takeover.multipliedBy(2)); // it may be replaying what was written
        scene.awaitAllFit();
        return isStalled;
    }
}
