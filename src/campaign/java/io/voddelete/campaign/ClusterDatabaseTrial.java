package io.voddelete.campaign;

import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.Tool;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The database of three nodes is restarted, at once or in order, or one of its sessions dies and all others with it. */
final class ClusterDatabaseTrial implements Trial {
    private static final String SESSION = "KILL";
    private static final List<String> WAYS = List.of("QUIT", SESSION, "INT");
    /** After which time whoever asks for a change is told to come again. */
    private static final Duration REFUSED = Duration.ofSeconds(11);

    @Override
    public void run(Given given) throws IOException, SQLException {
        int times = given.scale(40, 3);
        try (ClusterScene scene = new ClusterScene(given, ClusterScene.database(given), ClusterScene.CALLS_A_MINUTE)) {
            scene.start();
            for (int time = 0; time < times; time++) {
                scene.pass(scene.upTo(given.scale(4000, 2000)));
                disturb(given, scene, WAYS.get(time % WAYS.size()), time == times - 1);
            }
            given.tally().remark(times + " times, by " + WAYS);
            scene.finish();
        }
    }

    private static void disturb(Given given, ClusterScene scene, String way, boolean isLong)
            throws IOException, SQLException {
        scene.disturbed(Instant.now());
        if (way.equals(SESSION)) {
            List<Long> sessions = scene.database.sessions();
            long session = sessions.get(scene.random().nextInt(sessions.size()));
            Tool.run("kill", "-" + way, String.valueOf(session));
        } else {
            scene.database.end(way);
            Instant ended = Instant.now();
            if (isLong) {
                requireRefused(given, scene, ended);
            }
            Instant back = Instant.now().plus(scene.upTo(4000));
            scene.await(Duration.ofMinutes(1), () -> Instant.now().isAfter(back));
            scene.database.startAgain();
        }
        scene.awaitCall(Instant.now(), "", scene.takeover);
        scene.disturbed(Instant.now());
    }

    /** Without a database nothing is accepted and nothing begun. */
    private static void requireRefused(Given given, ClusterScene scene, Instant ended) {
        for (ClusterNode node : scene.nodes) {
            HttpResponse<String> answer =
                    node.request("msg-" + ended.toEpochMilli(), List.of("00000000404000000000000000000bbb"));
            given.tally()
                    .findings
                    .require(
                            answer.statusCode() == 503
                                    && answer.headers()
                                            .firstValue("Retry-After")
                                            .isPresent(),
                            Kind.DEMAND,
                            answer.statusCode() + " without a database: " + answer.body());
        }
        scene.await(Duration.ofMinutes(1), () -> Instant.now().isAfter(ended.plus(REFUSED)));
        long calls = scene.invariants().count(new ClusterInvariants.Span(ended, Instant.now()));
        given.tally()
                .findings
                .require(calls <= ClusterScene.CONCURRENCY, Kind.UNASKED, calls + " calls came without a database");
    }
}
