package io.voddelete.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.Findings.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Pauses by any node, while nodes are killed and frozen and the database is restarted: once answered, nobody calls. */
final class ClusterOrdersTrial implements Trial {
    private static final int DISTURBED = 5;
    private static final Duration WATCHED = Duration.ofSeconds(1);
    private int orders;

    @Override
    public void run(Given given) throws IOException {
        int pauses = given.scale(200, 10);
        try (ClusterScene scene = new ClusterScene(given, ClusterScene.database(given), ClusterScene.CALLS_A_MINUTE)) {
            scene.start();
            stopByFile(given, scene);
            while (scene.pauses() < pauses) {
                scene.pass(scene.upTo(1500));
                if (++orders % DISTURBED == 0) {
                    disturb(scene);
                }
                scene.pause(scene.fit()).ifPresent(paused -> {
                    scene.await(Duration.ofMinutes(1), () -> Instant.now().isAfter(paused.plus(WATCHED)));
                    scene.resume(paused);
                });
            }
            given.tally().remark(scene.pauses() + " pauses of " + orders + " orders were answered");
            scene.finish();
        }
    }

    /** What is not answered counts for nothing. */
    private void disturb(ClusterScene scene) throws IOException {
        ClusterNode sender = scene.sender();
        scene.disturbed(Instant.now());
        switch (orders / DISTURBED % 3) {
            case 0 -> {
                Instant killed = sender.kill();
                scene.startAt(killed.plusSeconds(2), sender);
            }
            case 1 -> {
                Instant slept = sender.freeze();
                Instant awake = slept.plusSeconds(1).plus(scene.upTo(19_000));
                Optional<Instant> paused = scene.pause(scene.fit());
                scene.await(Duration.ofMinutes(1), () -> Instant.now().isAfter(awake));
                sender.wake();
                scene.disturbed(Instant.now());
                Instant watched = Instant.now().plus(WATCHED);
                scene.await(Duration.ofMinutes(1), () -> Instant.now().isAfter(watched));
                paused.ifPresent(scene::resume);
            }
            default -> {
                scene.database.end("QUIT");
                scene.database.startAgain();
            }
        }
    }

    /** A stop file at a node that does not send stops the one that does. */
    private static void stopByFile(Given given, ClusterScene scene) throws IOException {
        ClusterNode other = scene.other();
        Path file = Files.createFile(other.process().inbox().resolve("STOP"));
        scene.await(Duration.ofSeconds(10), () -> cause(scene.sender()).equals("stop-file"));
        Instant stopped = Instant.now();
        scene.await(Duration.ofMinutes(1), () -> Instant.now().isAfter(stopped.plusSeconds(2)));
        scene.disturbed(stopped);
        long calls = scene.invariants().count(new ClusterInvariants.Span(stopped.plusMillis(200), Instant.now()));
        given.tally().findings.require(calls == 0, Kind.UNAPPROVED, calls + " calls came after a stop file");
        Instant begin = Instant.now();
        Files.delete(file);
        scene.awaitCall(begin, "", scene.takeover);
    }

    private static String cause(ClusterNode node) {
        JsonNode summary = node.get("/vod/summary");
        return summary.path("sender").path("cause").asText();
    }
}
