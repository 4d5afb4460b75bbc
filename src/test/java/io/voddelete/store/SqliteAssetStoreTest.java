package io.voddelete.store;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;

/** The contracts of the store on SQLite. */
class SqliteAssetStoreTest {
    static DataSource sqlite(Path directory) {
        return Sqlite.dataSource("jdbc:sqlite:" + directory.resolve("vod-delete.db"));
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
