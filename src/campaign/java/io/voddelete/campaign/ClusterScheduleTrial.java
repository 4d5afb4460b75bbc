package io.voddelete.campaign;

import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.SampleIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Three nodes have the same schedule and read the same folder every five seconds, while the one that sends is killed and frozen
 * in the middle of runs. Each planned time has one submission, and no list is lost.
 */
final class ClusterScheduleTrial implements Trial {
    private static final int EVERY = 5;
    private static final int IDS_A_LIST = 10;
    /** Of a run that was done; its source says for which time. */
    private static final String RUNS = "SELECT count(*), count(DISTINCT source) FROM submission"
            + " WHERE source LIKE 'schedule:often@%' AND state <> 'OPEN'";

    private int lists;

    @Override
    public void run(Given given) throws IOException, SQLException {
        int kills = given.scale(25, 1);
        int runs = given.scale(120, 4);
        Path folder = Files.createDirectory(given.directory().resolve("lists"));
        try (ClusterScene scene = new ClusterScene(given, ClusterScene.database(given), ClusterScene.CALLS_A_MINUTE)) {
            for (ClusterNode node : scene.nodes) {
                node.settings.put("vod.intake.schedule.enabled", "true");
                node.settings.put("vod.intake.schedule.name", "often");
                node.settings.put("vod.intake.schedule.cron", "0/" + EVERY + " * * * * ?");
                node.settings.put("vod.intake.schedule.source-uri", "file:" + folder);
            }
            scene.start();
            for (int kill = 0; kill < kills; kill++) {
                lay(given, scene, folder, runs / kills);
                disturb(scene, kill % 3 == 2);
            }
            lay(given, scene, folder, 2);
            scene.await(Duration.ofMinutes(1), () -> left(folder) == 0);
            requireOneEach(given, scene, lists);
            scene.finish();
        }
    }

    /** A list for each of so many runs; the last one is just before its time. */
    private void lay(Given given, ClusterScene scene, Path folder, int runs) throws IOException {
        for (int run = 0; run < runs; run++) {
            List<String> ids = SampleIds.random(given.seed() * 77 + ++lists, IDS_A_LIST);
            scene.expect(ids);
            Path half = Files.write(given.directory().resolve("half"), ids);
            Files.move(half, folder.resolve("list-" + lists + ".txt"));
            long next = (Instant.now().getEpochSecond() / EVERY + 1) * EVERY;
            scene.await(Duration.ofMinutes(1), () -> !Instant.now().isBefore(Instant.ofEpochSecond(next)));
        }
    }

    /** Within the second after a planned time. */
    private static void disturb(ClusterScene scene, boolean freeze) {
        ClusterNode sender = scene.sender();
        scene.pass(scene.upTo(1000));
        if (!freeze) {
            Instant killed = sender.kill();
            scene.disturbed(killed);
            scene.startAt(killed.plusSeconds(1), sender);
            return;
        }
        Instant slept = sender.freeze();
        scene.disturbed(slept);
        scene.awaitCall(slept, sender.accessKey(), scene.takeover);
        scene.await(Duration.ofMinutes(1), () -> Instant.now().isAfter(slept.plusSeconds(17)));
        scene.slept(sender, sender.wake());
        scene.disturbed(Instant.now());
        scene.awaitAllFit();
    }

    private static int left(Path folder) {
        return (int) List.of(folder.toFile().listFiles()).stream()
                .filter(file -> file.isFile())
                .count();
    }

    private static void requireOneEach(Given given, ClusterScene scene, int lists) throws SQLException {
        try (Connection connection = scene.database.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(RUNS)) {
            row.next();
            long submissions = row.getLong(1);
            given.tally()
                    .findings
                    .require(
                            submissions == row.getLong(2),
                            Kind.DEMAND,
                            submissions + " submissions of " + row.getLong(2) + " planned times");
            given.tally().findings.require(submissions > 0, Kind.DEMAND, "no run was done");
            given.tally().remark(submissions + " planned times with a submission, " + lists + " lists");
        }
    }
}
