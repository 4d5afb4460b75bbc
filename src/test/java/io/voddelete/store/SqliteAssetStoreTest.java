package io.voddelete.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contracts of the store on SQLite. */
class SqliteAssetStoreTest {
    static DataSource sqlite(Path directory) {
        return Sqlite.dataSource("jdbc:sqlite:" + directory.resolve("vod-delete.db"));
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
                        dataSource, new Target("https://vod.example", "p1"), InstantSource.system(), new Random(1)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("version 99");

        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet tables = statement.executeQuery("SELECT group_concat(name) FROM sqlite_master")) {
            assertThat(tables.getString(1)).isEqualTo("asset");
        }
    }

    @Nested
    class Accepting extends AcceptContract {
        @Override
        DataSource dataSource(Path directory) {
            return sqlite(directory);
        }
    }

    @Nested
    class ClaimingIds extends ClaimContract {
        @Override
        DataSource dataSource(Path directory) {
            return sqlite(directory);
        }
    }

    @Nested
    class Settling extends SettleContract {
        @Override
        DataSource dataSource(Path directory) {
            return sqlite(directory);
        }
    }

    @Nested
    class FollowingSubmissions extends SubmissionsContract {
        @Override
        DataSource dataSource(Path directory) {
            return sqlite(directory);
        }
    }

    @Nested
    class LookingUp extends LookupsContract {
        @Override
        DataSource dataSource(Path directory) {
            return sqlite(directory);
        }
    }

    @Nested
    class WorkingTogether extends ConcurrencyContract {
        @Override
        DataSource dataSource(Path directory) {
            return sqlite(directory);
        }
    }

    @Nested
    class DoingAnything extends RandomOperationsContract {
        @Override
        DataSource dataSource(Path directory) {
            return sqlite(directory);
        }
    }
}
