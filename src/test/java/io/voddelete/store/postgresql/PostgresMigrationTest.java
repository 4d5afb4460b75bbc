package io.voddelete.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.asset.Claim;
import io.voddelete.kit.PostgresServer;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.store.AssetStore;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoreRules;
import io.voddelete.store.Target;
import io.voddelete.store.Totals;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real stores. Of version 1: eight submissions and one that is open, a held one, a cancelled one, a retry, duplicates and 14 pending
 * ids, 5 of them held. Of version 2, by two nodes, each with lists of its own: nearly the same, with 12 or 11 pending ids. One of each
 * was closed and is paused by an operator, one is that of processes which were killed, the sender in a call of two ids.
 */
class PostgresMigrationTest {
    private static final Target TARGET = new Target("http://127.0.0.1:18481", SimulatorOptions.PROJECT_ID);
    private static final Duration LEASE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private final PostgresServer server = PostgresServer.shared();

    @ParameterizedTest
    @CsvSource({"closed, 9, true", "killed, 7, false"})
    void allThatIsInAStoreOfVersion1IsThereAfter(String name, int claimable, boolean isPaused) throws Exception {
        load(1, name);
        try (AssetStore store = open("a", Duration.ZERO, TablesAtStart.CREATE)) {
            assertThat(store.nodes().isSender()).isTrue();
            assertThat(store.queries().totals()).isEqualTo(new Totals(8, 30, 14, 9, 2, 5, 1, 4, 0));
            assertThat(store.senderState().operatorPause().isPresent()).isEqualTo(isPaused);
            List<Claim> claims = store.claims().claim(inFlight -> 100, LEASE);
            assertThat(claims).as("all but those that are held, or in the call").hasSize(claimable);
        }
        assertThat(number("SELECT max(version) FROM schema_version")).isEqualTo(3);
        assertThat(number("SELECT count(*) FROM owner WHERE incarnation = 'version 2'"))
                .as("what a process of version 1 finds that was frozen")
                .isEqualTo(1);
        assertThat(
                        number(
                                "SELECT count(*) FROM home h JOIN submission s ON s.id = h.submission WHERE s.kept_as IS NOT NULL"))
                .isEqualTo(number("SELECT count(*) FROM submission WHERE kept_as IS NOT NULL"));
        assertThat(number("SELECT count(*) FROM submission WHERE intake_key LIKE 'file:%'"))
                .isPositive()
                .isEqualTo(
                        number(
                                "SELECT count(*) FROM submission WHERE intake_key LIKE 'file:' || (SELECT min(node) FROM home) || ':%'"));
        try (AssetStore next = open("b", Duration.ZERO, TablesAtStart.CREATE)) {
            assertThat(next.nodes().isSender()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"closed, 12, 7, true", "killed, 11, 4, false"})
    void allThatIsInAStoreOfVersion2IsThereAfter(String name, int pending, int claimable, boolean isPaused)
            throws Exception {
        load(2, name);
        try (AssetStore store = open("c", Duration.ZERO, TablesAtStart.CREATE)) {
            assertThat(store.nodes().isSender()).isTrue();
            assertThat(store.queries().totals()).isEqualTo(new Totals(8, pending + 16, pending, 8, 3, 5, 0, 2, 0));
            assertThat(store.senderState().operatorPause().isPresent()).isEqualTo(isPaused);
            assertThat(store.claims().claim(inFlight -> 100, LEASE))
                    .as("all but those that are held, or in the call")
                    .hasSize(claimable);
            assertThat(store.nodes().published()).isEmpty();
        }
        assertThat(number("SELECT max(version) FROM schema_version")).isEqualTo(3);
        assertThat(number("SELECT count(*) FROM node WHERE view = ''"))
                .as("two of version 2 and one of now")
                .isEqualTo(3);
        assertThat(number("SELECT count(*) FROM node WHERE name LIKE 'node-%' AND incarnation LIKE '% ended'"))
                .as("what a process of version 2 finds that was frozen")
                .isEqualTo(2);
        assertThat(number("SELECT count(*) FROM home h JOIN node n ON n.id = h.node WHERE n.name LIKE 'node-%'"))
                .as("files stay with their nodes")
                .isEqualTo(7);
    }

    @Test
    void nodesOfVersion2HaveToEndFirst() throws Exception {
        load(2, "killed");
        execute("UPDATE node SET until = clock_timestamp() + INTERVAL '1 hour' WHERE name = 'node-b'");

        assertThatThrownBy(() -> open("c", Duration.ofSeconds(1), TablesAtStart.CREATE))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("node-b");

        assertThat(number("SELECT max(version) FROM schema_version")).isEqualTo(2);
    }

    @Test
    void aProcessOfTheEarlierVersionHasToEndFirst() throws Exception {
        load(1, "closed");
        execute("UPDATE owner SET until = clock_timestamp() + INTERVAL '1 hour'");

        assertThatThrownBy(() -> open("a", Duration.ofSeconds(1), TablesAtStart.CREATE))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("test-node");

        assertThat(number("SELECT max(version) FROM schema_version")).isEqualTo(1);
        assertThat(number("SELECT count(*) FROM owner")).isEqualTo(1);
    }

    @Test
    void whoMayNotCreateTablesIsToldWhatToRun() throws Exception {
        load(1, "closed");

        assertThatThrownBy(() -> open("a", Duration.ZERO, TablesAtStart.CHECK))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("migration-postgresql-2.sql, ")
                .hasMessageContaining("migration-postgresql-3.sql and ")
                .hasMessageContaining("/schema-postgresql.sql");

        assertThat(number("SELECT max(version) FROM schema_version")).isEqualTo(1);
    }

    @Test
    void aStoreThatWaitsForAPersonStillDoes() throws Exception {
        load(1, "killed");
        execute("UPDATE owner SET halted = 'it had confirmed 2 commits more'");
        assertThatThrownBy(() -> open("a", Duration.ZERO, TablesAtStart.CREATE))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("2 commits more");
    }

    private String schema() {
        return PostgresServer.schemaOf(directory);
    }

    private AssetStore open(String node, Duration wait, TablesAtStart tables) {
        return new PostgresStore(
                        server.schema(schema()), false, node, "", schema(), tables, false, Duration.ofSeconds(10), wait)
                .open(node, TARGET, StoreRules.NONE, TimeSource.system(), new Random(1), remark -> {}, () -> {});
    }

    /** Texts have semicolons too, but none at the end of a line. */
    private void load(int version, String name) throws SQLException, IOException {
        try (InputStream in = getClass().getResourceAsStream("/store/postgresql-" + version + "-" + name + ".sql");
                Connection connection = server.schema("public").getConnection();
                Statement statement = connection.createStatement()) {
            String dump = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("vod_delete", schema());
            for (String each : dump.split(";\n")) {
                if (!each.isBlank()) {
                    statement.execute(each);
                }
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = server.schema(schema()).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = server.schema(schema()).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
