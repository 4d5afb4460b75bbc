package io.voddelete.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.Ids;
import io.voddelete.kit.PostgresServer;
import io.voddelete.store.AssetStore;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoreRules;
import io.voddelete.store.Submission;
import io.voddelete.store.Target;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a start does about the tables, for a user who may do what the page about nodes says, and may not read the catalog. */
class PostgresTablesTest {
    private static final Target TARGET = new Target("https://vod.example.com", "05041fffa40025702f6dc009cc6f8f33");

    private static PostgresServer server;

    @BeforeAll
    static void start() throws SQLException {
        server = PostgresServer.start();
        execute("CREATE USER vod; REVOKE SELECT ON pg_catalog.pg_tables, pg_catalog.pg_namespace FROM PUBLIC");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void checkNamesTheFileThatIsMissingAndCreatesNothing() throws Exception {
        assertThatThrownBy(() -> open("postgres", "missing", TablesAtStart.CHECK))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("/vod-delete-routes/schema-postgresql.sql");
        assertThat(number("SELECT count(*) FROM pg_namespace WHERE nspname = 'missing'"))
                .isZero();
    }

    @Test
    void checkAndOffTakeWhatCreateHasMade() throws Exception {
        open("postgres", "made", TablesAtStart.CREATE).close();
        execute("GRANT USAGE ON SCHEMA made TO vod;"
                + "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA made TO vod;"
                + "GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA made TO vod");

        assertThatThrownBy(() -> open("vod", "made", TablesAtStart.CHECK))
                .as("who may not read the catalog cannot check")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("pg_tables");
        try (AssetStore store = open("vod", "made", TablesAtStart.OFF)) {
            Submission submission = store.submissions().open("key", "file:key");
            store.submissions().accept(submission, Ids.lines(0, 3));
            store.submissions().seal(submission, Ids.sealing(3));
            assertThat(store.nodes().isSender()).isTrue();
        }
        try (AssetStore store = open("postgres", "made", TablesAtStart.CHECK)) {
            assertThat(store.queries().totals().accepted()).isEqualTo(3);
        }
    }

    @Test
    void tablesOfAnotherVersionAreRefusedAlsoWithoutTheCatalog() throws Exception {
        open("postgres", "later", TablesAtStart.CREATE).close();
        open("postgres", "later", TablesAtStart.OFF).close();
        execute("UPDATE later.schema_version SET version = 1000");

        for (TablesAtStart tables : TablesAtStart.values()) {
            assertThatThrownBy(() -> open("postgres", "later", tables))
                    .as(tables.name())
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("1000");
        }
        execute("UPDATE later.schema_version SET version = " + (Tables.VERSION - 1));
        assertThatThrownBy(() -> open("postgres", "later", TablesAtStart.OFF))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("migration-postgresql-" + Tables.VERSION);
    }

    private static AssetStore open(String user, String schema, TablesAtStart tables) {
        DataSource connections = PostgresStore.dataSource(server.url(), user, "", Duration.ofSeconds(10));
        return new PostgresStore(
                        connections,
                        false,
                        "a",
                        "",
                        schema,
                        tables,
                        false,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20))
                .open("a", TARGET, StoreRules.NONE, TimeSource.system(), new Random(), remark -> {}, () -> {});
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = server.schema("public").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = server.schema("public").getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
