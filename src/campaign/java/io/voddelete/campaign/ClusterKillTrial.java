package io.voddelete.campaign;

import io.voddelete.kit.Findings.Kind;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** SIGKILL for one of three nodes, half of the time for the one that sends; SIGTERM in the end. */
final class ClusterKillTrial implements Trial {
    private static final int EXIT_BY_SIGTERM = 143;
    private static final List<String> MESSAGE = List.of("00000000404000000000000000000aaa");

    @Override
    public void run(Given given) throws IOException {
        int kills = given.scale(40, 3);
        try (ClusterScene scene = new ClusterScene(given, ClusterScene.database(given), ClusterScene.CALLS_A_MINUTE)) {
            scene.start();
            requireOneSubmission(given, scene);
            for (int kill = 0; kill < kills; kill++) {
                scene.pass(scene.upTo(given.scale(8000, 2000)));
                kill(given, scene, kill % 2 == 0);
            }
            stop(given, scene);
            scene.finish();
        }
    }

    /** The same message to two nodes. */
    private static void requireOneSubmission(Given given, ClusterScene scene) {
        scene.expect(MESSAGE);
        int first = scene.nodes.get(1).request("msg-to-two", MESSAGE).statusCode();
        int second = scene.nodes.get(2).request("msg-to-two", MESSAGE).statusCode();
        given.tally()
                .findings
                .require(
                        first == 202 && second == 200, Kind.DEMAND, "a message to two nodes: " + first + ", " + second);
    }

    private static void kill(Given given, ClusterScene scene, boolean sends) {
        ClusterNode victim = sends ? scene.sender() : scene.other();
        Instant killed = victim.kill();
        given.tally().kills++;
        scene.disturbed(killed);
        Instant back = killed.plus(scene.upTo(given.scale(30_000, 3000)));
        if (sends) {
            requireAccepted(given, scene, killed);
            scene.startAt(back, victim);
            scene.awaitCall(killed, "", scene.takeover);
        } else {
            scene.startAt(back, victim);
        }
        scene.awaitAllFit();
    }

    /** Nobody waits for a takeover. */
    private static void requireAccepted(Given given, ClusterScene scene, Instant killed) {
        List<String> ids = List.of("00000000404%020d1".formatted(killed.toEpochMilli()));
        scene.expect(ids);
        HttpResponse<String> answer = scene.fit().request("msg-" + killed.toEpochMilli(), ids);
        given.tally().findings.require(answer.statusCode() == 202, Kind.DEMAND, "without a sender: " + answer.body());
    }

    /** Whoever is told to stop leaves to another one at once. */
    private static void stop(Given given, ClusterScene scene) {
        ClusterNode sender = scene.sender();
        int exit = sender.stop();
        Instant stopped = Instant.now();
        given.tally().findings.require(exit == EXIT_BY_SIGTERM, Kind.DEMAND, "the exit code of a stop is " + exit);
        scene.awaitCall(stopped, sender.accessKey(), given.full() ? Duration.ofSeconds(5) : scene.takeover);
        sender.start();
    }
}
