package io.voddelete.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.store.AcceptContract;
import io.voddelete.store.AssetStore;
import io.voddelete.store.AssetStoreContract;
import io.voddelete.store.CallerContract;
import io.voddelete.store.ClaimContract;
import io.voddelete.store.ConcurrencyContract;
import io.voddelete.store.FiguresContract;
import io.voddelete.store.JdbcAssetStore;
import io.voddelete.store.LineContract;
import io.voddelete.store.ListingContract;
import io.voddelete.store.LookupsContract;
import io.voddelete.store.LostCallContract;
import io.voddelete.store.Maintenance;
import io.voddelete.store.RandomOperationsContract;
import io.voddelete.store.RandomReleasesContract;
import io.voddelete.store.ReleaseContract;
import io.voddelete.store.SettleContract;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoreRules;
import io.voddelete.store.SubmissionsContract;
import io.voddelete.store.Target;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contracts of the store on SQLite. */
class SqliteAssetStoreTest {
    static DataSource sqlite(Path directory) {
        return Sqlite.dataSource("jdbc:sqlite:" + file(directory));
    }

    private static Path file(Path directory) {
        return directory.resolve("vod-delete.db");
    }

    /** As production opens it; there must be nothing to say. */
    private static final class SqliteDatabase implements AssetStoreContract.Database {
        @Override
        public DataSource dataSource(Path directory) {
            return sqlite(directory);
        }

        @Override
        public Maintenance upkeep(Path directory, Consumer<String> remarks) throws IOException {
            return Checkpoints.of(file(directory), remarks, new Random(2), () -> {});
        }

        @Override
        public void prepare(Statement statement) throws SQLException {
            statement.execute("PRAGMA wal_autocheckpoint = 0"); // that is what the store does
        }

        @Override
        public boolean leavesRunningCalls() {
            return false; // they have ended with their process, which had the file locked
        }

        @Override
        public boolean tellsPlans() {
            return true;
        }
    }

    @TempDir
    Path directory;

    @Test
    void aStoreOfAnotherVersionIsRefusedUnchanged() throws Exception {
        DataSource dataSource = sqlite(directory);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE asset (id INTEGER PRIMARY KEY)");
            statement.execute("PRAGMA user_version = 99");
        }

        assertThatThrownBy(() -> JdbcAssetStore.open(
                        dataSource,
                        new Target("https://vod.example", "p1"),
                        StoreRules.NONE,
                        TimeSource.system(),
                        new Random(1),
                        Checkpoints.of(file(directory), remark -> {}, new Random(2), () -> {})))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("version 99");

        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet tables = statement.executeQuery("SELECT group_concat(name) FROM sqlite_master")) {
            assertThat(tables.getString(1)).isEqualTo("asset");
        }
    }

    @Test
    void everyConnectionTrustsNeitherTheSchemaNorThePagesOfTheFile() throws Exception {
        DataSource dataSource = sqlite(directory);
        List<Connection> opened = new ArrayList<>();
        DataSource recording = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(dataSource, arguments);
                    if (result instanceof Connection connection) {
                        opened.add(connection);
                    }
                    return result;
                });
        try (AssetStore store = JdbcAssetStore.open(
                recording,
                new Target("https://vod.example", "p1"),
                StoreRules.NONE,
                TimeSource.system(),
                new Random(1),
                Checkpoints.of(file(directory), remark -> {}, new Random(2), () -> {}))) {
            assertThat(opened).as("%s", store.queries().totals()).hasSize(4);
            for (Connection connection : opened) {
                assertThat(number(connection, "PRAGMA trusted_schema")).isZero();
                assertThat(number(connection, "PRAGMA cell_size_check")).isEqualTo(1);
                assertThat(number(connection, "PRAGMA mmap_size")).isZero();
            }
        }
    }

    private static int number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.getInt(1);
        }
    }

    @Nested
    class Accepting extends AcceptContract {
        @Override
        protected Database database() {
            return new SqliteDatabase();
        }
    }

    @Nested
    class ClaimingIds extends ClaimContract {
        @Override
        protected Database database() {
            return new SqliteDatabase();
        }
    }

    @Nested
    class Settling extends SettleContract {
        @Override
        protected Database database() {
            return new SqliteDatabase();
        }
    }

    @Nested
    class FollowingSubmissions extends SubmissionsContract {
        @Override
        protected Database database() {
            return new SqliteDatabase();
        }
    }

    @Nested
    class LookingUp extends LookupsContract {
        @Override
        protected Database database() {
            return new SqliteDatabase();
        }
    }

    @Nested
    class WorkingTogether extends ConcurrencyContract {
        @Override
        protected Database database() {
            return new SqliteDatabase();
        }
    }

    @Nested
    class KnowingCallers extends CallerContract {
        @Override
        protected Database database() {
            return new SqliteDatabase();
        }
    }

    @Nested
    class Counting extends FiguresContract {
        @Override
        protected Database database() {
            return new SqliteDatabase();
        }
    }

    @Nested
    class Releasing extends ReleaseContract {
        @Override
        protected Database database() {
            return new SqliteDatabase();
        }
    }

    @Nested
    class ReleasingAnything extends RandomReleasesContract {
        @Override
        protected Database database() {
            return new SqliteDatabase();
        }
    }

    @Nested
    class Listing extends ListingContract {
        @Override
        protected Database database() {
            return new SqliteDatabase();
        }
    }

    @Nested
    class ListingLines extends LineContract {
        @Override
        protected Database database() {
            return new SqliteDatabase();
        }
    }

    @Nested
    class ForgettingCalls extends LostCallContract {
        @Override
        protected Database database() {
            return new SqliteDatabase();
        }
    }

    @Nested
    class DoingAnything extends RandomOperationsContract {
        @Override
        protected Database database() {
            return new SqliteDatabase();
        }
    }
}
