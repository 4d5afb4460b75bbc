package io.voddelete.campaign;

import io.voddelete.campaign.ClusterInvariants.Span;
import io.voddelete.kit.Findings.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/**
 * The primary dies and its standby is promoted. With synchronous replication nothing is lost and one of the nodes goes on by
 * itself. Otherwise the standby may be behind: then nobody calls until a person has looked, and then nothing is FAILED that
 * was deleted. Commits that did not wait for the standby, since somebody cancelled that, are lost in the same way.
 */
final class ClusterFailoverTrial implements Trial {
    /** How commits come to the standby. */
    enum Replication {
        SYNCHRONOUS,
        ASYNCHRONOUS,
        CANCELLED
    }

    private static final String COMMITS = "SELECT coalesce(sum(commits), 0) FROM node";
    private static final String HALTED = "SELECT count(*) FROM sender WHERE halted IS NOT NULL";
    private static final Duration WATCHED = Duration.ofSeconds(15);

    private final Replication replication;
    private final int times;
    private long lost;
    private int losses;

    /** @param times in the full form; there is no other */
    ClusterFailoverTrial(Replication replication, int times) {
        this.replication = replication;
        this.times = times;
    }

    @Override
    public void run(Given given) throws IOException, SQLException {
        for (int time = 0; time < times; time++) {
            Path directory = Files.createDirectory(given.directory().resolve("failover-" + time));
            long seed = given.seed() + time;
            // with it, what VOD says is gone may be taken for the deed of somebody else; without it, ids may be sent
            // unasked
            boolean preflight = time % 2 == 0;
            failOver(new Given(given.full(), seed, directory, new Random(seed), given.tally()), preflight);
        }
        given.tally().remark("%d of %d failovers lost commits, %d of them".formatted(losses, times, lost));
        given.tally()
                .findings
                .require(
                        replication == Replication.SYNCHRONOUS ? losses == 0 : losses > times / 2,
                        Kind.DEMAND,
                        losses + " of " + times + " failovers lost commits");
    }

    private void failOver(Given given, boolean preflight) throws IOException, SQLException {
        ReplicatedDatabase database = ReplicatedDatabase.start(replication != Replication.ASYNCHRONOUS);
        try (ClusterScene scene = new ClusterScene(given, database, ClusterScene.CALLS_A_MINUTE)) {
            scene.nodes.forEach(node -> node.settings.put("vod.preflight", String.valueOf(preflight)));
            scene.start();
            scene.awaitAllFit();
            scene.pass(Duration.ofSeconds(1).plus(scene.upTo(4000)));
            fallBehind(scene, database);
            long before = database.count(COMMITS);
            database.killPrimary();
            Instant killed = Instant.now();
            scene.disturbed(killed);
            database.promote();
            Instant promoted = Instant.now();
            long missing = before - database.count(COMMITS);
            if (missing > 0) {
                losses++;
                lost += missing;
                goOn(given, scene, database, killed);
            } else {
                scene.awaitCall(promoted, "", scene.takeover);
                scene.finish();
            }
        }
    }

    private void fallBehind(ClusterScene scene, ReplicatedDatabase database) throws SQLException {
        if (replication == Replication.SYNCHRONOUS) {
            return;
        }
        database.holdReplication();
        Instant end = Instant.now().plus(scene.upTo(2000)).plusMillis(100);
        scene.await(Duration.ofMinutes(1), () -> {
            if (replication == Replication.CANCELLED) {
                database.cancelWaits();
            }
            return Instant.now().isAfter(end);
        });
    }

    /** Waits until the loss is seen, sees that nobody calls, does what the operator is told to do, and compares. */
    private static void goOn(Given given, ClusterScene scene, ReplicatedDatabase database, Instant killed)
            throws IOException, SQLException {
        scene.await(Duration.ofMinutes(1), () -> database.count(HALTED) == 1);
        given.tally().recovered(Duration.between(killed, Instant.now()));
        Instant seen = Instant.now();
        scene.await(Duration.ofMinutes(1), () -> Instant.now().isAfter(seen.plus(WATCHED)));
        long calls = scene.invariants().count(new Span(killed.plusMillis(200), Instant.now()));
        given.tally()
                .findings
                .require(
                        calls == 0,
                        Kind.UNAPPROVED,
                        calls + " calls came after commits were lost, before anybody looked");
        scene.submitAgain();
        database.execute("UPDATE vod_delete.sender SET halted = NULL");
        Instant resumed = Instant.now();
        for (ClusterNode node : scene.nodes) {
            node.start();
        }
        scene.disturbed(resumed);
        scene.awaitCall(resumed, "", Duration.ofMinutes(1));
        scene.finish();
    }
}
