package io.voddelete.campaign;

import io.voddelete.kit.Findings.Kind;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Somebody else takes all connections of the database, and the sessions of the nodes end: it is as if it were away. */
final class ClusterConnectionsTrial implements Trial {
    private static final int CONNECTIONS = 40;
    private static final Duration HELD = Duration.ofSeconds(15);
    private static final String END = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            + " WHERE backend_type = 'client backend' AND application_name <> 'taker'";

    @Override
    public void run(Given given) throws IOException, SQLException {
        int times = given.scale(5, 1);
        DatabaseProcess database =
                DatabaseProcess.start("max_connections=" + CONNECTIONS, "superuser_reserved_connections=0");
        try (ClusterScene scene = new ClusterScene(given, database, ClusterScene.CALLS_A_MINUTE)) {
            scene.start();
            for (int time = 0; time < times; time++) {
                scene.pass(Duration.ofSeconds(2).plus(scene.upTo(3000)));
                takeAll(given, scene, database);
            }
            scene.finish();
        }
    }

    private static void takeAll(Given given, ClusterScene scene, DatabaseProcess database) throws SQLException {
        List<Connection> taken = new ArrayList<>();
        scene.disturbed(Instant.now());
        try {
            Instant full = take(scene, database, taken);
            scene.await(Duration.ofMinutes(1), () -> Instant.now().isAfter(full.plus(HELD)));
            HttpResponse<String> answer =
                    scene.fit().request("msg-" + full.toEpochMilli(), List.of("00000000404000000000000000000ccc"));
            given.tally()
                    .findings
                    .require(answer.statusCode() == 503, Kind.DEMAND, "without a connection: " + answer.body());
            long calls = scene.invariants().count(new ClusterInvariants.Span(full.plusMillis(500), Instant.now()));
            given.tally().findings.require(calls == 0, Kind.UNASKED, calls + " calls came without a connection");
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
        scene.disturbed(Instant.now());
        scene.awaitCall(Instant.now(), "", scene.takeover);
        scene.awaitAllFit();
    }

    /** Ends the sessions of the nodes and takes what is free, until nobody else has one. */
    private static Instant take(ClusterScene scene, DatabaseProcess database, List<Connection> taken)
            throws SQLException {
        Connection first = database.connect();
        taken.add(first);
        execute(first, "SET application_name = 'taker'");
        scene.await(Duration.ofMinutes(1), () -> {
            execute(first, END);
            try {
                while (taken.size() < CONNECTIONS) {
                    Connection connection = database.connect();
                    taken.add(connection);
                    execute(connection, "SET application_name = 'taker'");
                }
            } catch (SQLException e) {
                return false; // a node was faster
            }
            return true;
        });
        return Instant.now();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
