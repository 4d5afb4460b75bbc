package io.voddelete.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.Counters;
import io.voddelete.kit.Ids;
import io.voddelete.store.ArchiveFiles;
import io.voddelete.store.AssetStore;
import io.voddelete.store.JdbcAssetStore;
import io.voddelete.store.Maintenance;
import io.voddelete.store.Sql;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoreRules;
import io.voddelete.store.Submission;
import io.voddelete.store.Target;
import io.voddelete.store.Totals;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that cannot grow, as on a full disk: SQLite then ends the transaction by itself. */
class SqliteFullTest {
    private static final Duration LEASE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private final List<Connection> connections = new ArrayList<>();

    @Test
    void whatFindsNoRoomChangesNothingAndGoesOnWhenThereIsRoomAgain() throws Exception {
        Target target = new Target("https://vod.example.com", "project");
        try (AssetStore store = JdbcAssetStore.open(
                dataSource(), target, StoreRules.NONE, TimeSource.system(), new Random(1), checkpoints())) {
            Submission first = store.submissions().open("a.txt", "file:a.txt");
            store.submissions().accept(first, Ids.lines(0, 100));
            store.submissions().seal(first, Ids.sealing(100));
            Submission second = store.submissions().open("b.txt", "file:b.txt");
            Totals before = store.queries().totals();

            mayGrowTo(1);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> store.submissions().accept(second, Ids.lines(100, 50_000)))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("SQLITE_FULL");
            }
            assertThat(store.queries().totals()).isEqualTo(before);

            mayGrowTo(1_000_000_000);
            store.claims()
                    .settle(store.claims().claim(inFlight -> 10, LEASE).stream()
                            .map(SqliteFullTest::deleted)
                            .toList());
            store.submissions().accept(second, Ids.lines(100, 50_000));
            store.submissions().seal(second, Ids.sealing(49_900));
            assertThat(store.queries().totals().deleted()).isEqualTo(10);
            assertThat(store.queries().totals().accepted()).isEqualTo(50_000);
        }
        assertThat(Counters.checked(directory).accepted()).isEqualTo(50_000);
    }

    @Test
    void aCheckpointThatFindsTheDiskFullLeavesEachWorkWhole() throws Exception {
        AtomicBoolean isFull = new AtomicBoolean();
        Maintenance upkeep = new EndsTransactions(checkpoints(), isFull);
        Target target = new Target("https://vod.example.com", "project");
        try (AssetStore store = JdbcAssetStore.open(
                dataSource(), target, StoreRules.NONE, TimeSource.system(), new Random(1), upkeep)) {
            Submission submission = store.submissions().open("a.txt", "file:a.txt");
            store.submissions().accept(submission, Ids.lines(0, 10));
            store.submissions().seal(submission, Ids.sealing(10));
            isFull.set(true);
            List<Claim> claims = store.claims().claim(inFlight -> 10, LEASE);

            assertThatThrownBy(() -> store.claims().settle(List.of(deleted(claims.get(0)), deleted(null))))
                    .isInstanceOf(StoreException.class);

            assertThat(store.queries().totals().deleted()).isZero();
            store.claims().settle(claims.stream().map(SqliteFullTest::deleted).toList());
            assertThat(store.queries().totals().deleted()).isEqualTo(10);
        }
        assertThat(Counters.checked(directory).settled()).isEqualTo(10);
    }

    private static Result deleted(Claim claim) {
        return new Result.Settled(claim, Status.DELETED, null, 1, null, null);
    }

    /** Does what SQLite does where there is no room for a checkpoint. */
    private record EndsTransactions(Maintenance upkeep, AtomicBoolean isFull) implements Maintenance {
        @Override
        public void setUp(Connection connection, boolean readOnly) throws SQLException {
            upkeep.setUp(connection, readOnly);
        }

        @Override
        public void skipEventNumbers(Sql sql, long number, Instant now) throws SQLException {
            upkeep.skipEventNumbers(sql, number, now);
        }

        @Override
        public Optional<String> prepare(Sql sql, Target target) throws SQLException {
            return upkeep.prepare(sql, target);
        }

        @Override
        public void begin(Sql sql) throws SQLException {
            upkeep.begin(sql);
        }

        @Override
        public void say(String remark) {
            upkeep.say(remark);
        }

        @Override
        public ArchiveFiles archiveFiles(Path folder) {
            return upkeep.archiveFiles(folder);
        }

        @Override
        public void requireInPlace() throws SQLException {
            upkeep.requireInPlace();
        }

        @Override
        public void committed(Sql sql) {
            upkeep.committed(sql);
            if (isFull.get()) {
                try {
                    sql.run("ROLLBACK");
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            }
        }

        @Override
        public void end(Sql sql) {
            upkeep.end(sql);
        }
    }

    private Checkpoints checkpoints() throws IOException {
        return Checkpoints.of(directory.resolve("vod-delete.db"), remark -> {}, new Random(2), () -> {});
    }

    /** The writer's connection is the first one. SQLite takes the present size where that is larger. */
    private void mayGrowTo(int pages) throws SQLException {
        try (Statement statement = connections.get(0).createStatement()) {
            statement.execute("PRAGMA max_page_count = " + pages);
        }
    }

    private DataSource dataSource() {
        DataSource sqlite = SqliteAssetStoreTest.sqlite(directory);
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(sqlite, arguments);
                        if (result instanceof Connection connection) {
                            connections.add(connection);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
