package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.PostgresServer;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.CallKind;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is replaced by another node while VOD works on its call. */
class ReplacedNodeIT {
    private static final Duration LATENCY = Duration.ofSeconds(9);

    @TempDir
    Path directory;

    @Test
    void whatVodAnswersAfterAnotherNodeTookOverIsStoredBeforeTheProcessEnds() throws Exception {
        List<String> ids = SampleIds.random(51, 10);
        try (PostgresServer database = PostgresServer.start();
                VodSimulator simulator =
                        VodSimulator.start(SimulatorOptions.defaults().withLatency(LATENCY, LATENCY))) {
            Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
            settings.put("vod.store.url", database.url());
            settings.put("vod.store.user", "postgres");
            settings.put("vod.store.schema", "replaced");
            settings.put("vod.intake.file.min-age", "100ms");
            settings.put("vod.batch.quiet-period", "200ms");
            settings.put("vod.preflight", "false");
            settings.put("vod.call.timeout", "20s");
            try (ModuleProcess process = ModuleProcess.start(directory, settings)) {
                process.drop("list.txt", ids);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> number(database, "SELECT count(*) FROM replaced.asset WHERE calling = 1") == 10);

                // as another node does that takes over, and finds them alive, and has them refused
                execute(
                        database,
                        "UPDATE replaced.node SET incarnation = incarnation || ' ended', until = '-infinity';"
                                + " UPDATE replaced.sender SET incarnation = 'another';"
                                + " UPDATE replaced.asset SET status = 'FAILED', reason = 'refused', claim = NULL, calling = 0, settled_at = 1;"
                                + " UPDATE replaced.submission SET pending = 0, failed = 10;"
                                + " UPDATE replaced.total SET pending = 0, failed = 10, unreported = 10;"
                                + " INSERT INTO replaced.outcome_count (status, reason, error_code, outcomes, again)"
                                + " VALUES ('FAILED', 'refused', '', 10, 0)");

                assertThat(process.awaitExit(60)).isEqualTo(3);
            }
            assertThat(simulator.recorder().calls())
                    .filteredOn(call -> call.kind() == CallKind.DELETE)
                    .hasSize(1);
            assertThat(number(
                            database,
                            "SELECT count(*) FROM replaced.asset WHERE status = 'DELETED' AND generation = 2"
                                    + " AND reported_at IS NULL AND request_id IS NOT NULL"))
                    .isEqualTo(10);
            assertThat(number(database, "SELECT deleted FROM replaced.total WHERE failed = 0 AND unreported = 10"))
                    .isEqualTo(10);
        }
    }

    private static long number(PostgresServer database, String query) throws SQLException {
        try (Connection connection = database.schema("public").getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            return -1; // the tables are not there yet
        }
    }

    private static void execute(PostgresServer database, String script) throws SQLException {
        try (Connection connection = database.schema("public").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(script);
        }
    }
}
