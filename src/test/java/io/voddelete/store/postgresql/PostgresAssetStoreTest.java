package io.voddelete.store.postgresql;

import io.voddelete.kit.PostgresServer;
import io.voddelete.store.AcceptContract;
import io.voddelete.store.AssetStoreContract;
import io.voddelete.store.CallerContract;
import io.voddelete.store.ClaimContract;
import io.voddelete.store.ConcurrencyContract;
import io.voddelete.store.FiguresContract;
import io.voddelete.store.LineContract;
import io.voddelete.store.ListingContract;
import io.voddelete.store.LookupsContract;
import io.voddelete.store.LostCallContract;
import io.voddelete.store.Maintenance;
import io.voddelete.store.RandomOperationsContract;
import io.voddelete.store.RandomReleasesContract;
import io.voddelete.store.ReleaseContract;
import io.voddelete.store.SettleContract;
import io.voddelete.store.SubmissionsContract;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;

/** The contracts of the store on PostgreSQL. */
class PostgresAssetStoreTest {
    /** As production opens it, each test with a schema of its own. */
    private static final class PostgresDatabase implements AssetStoreContract.Database {
        @Override
        public DataSource dataSource(Path directory) {
            return PostgresServer.shared().schema(schema(directory));
        }

        @Override
        public Maintenance upkeep(Path directory, Consumer<String> remarks) {
            return new PostgresStore(
                            dataSource(directory),
                            false,
                            "node",
                            "",
                            schema(directory),
                            TablesAtStart.CREATE,
                            false,
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(20))
                    .maintenance(
                            "test",
                            new Random(),
                            remark -> {
                                if (!remark.contains("clock of this machine")) { // that of a test is another one
                                    remarks.accept(remark);
                                }
                            },
                            () -> {});
        }

        @Override
        public void prepare(Statement statement) {
            return;
        }

        @Override
        public boolean leavesRunningCalls() {
            return true;
        }

        @Override
        public boolean tellsPlans() {
            return false;
        }

        private static String schema(Path directory) {
            return PostgresServer.schemaOf(directory);
        }
    }

    @Nested
    class Accepting extends AcceptContract {
        @Override
        protected Database database() {
            return new PostgresDatabase();
        }
    }

    @Nested
    class ClaimingIds extends ClaimContract {
        @Override
        protected Database database() {
            return new PostgresDatabase();
        }
    }

    @Nested
    class Settling extends SettleContract {
        @Override
        protected Database database() {
            return new PostgresDatabase();
        }
    }

    @Nested
    class FollowingSubmissions extends SubmissionsContract {
        @Override
        protected Database database() {
            return new PostgresDatabase();
        }
    }

    @Nested
    class LookingUp extends LookupsContract {
        @Override
        protected Database database() {
            return new PostgresDatabase();
        }
    }

    @Nested
    class WorkingTogether extends ConcurrencyContract {
        @Override
        protected Database database() {
            return new PostgresDatabase();
        }
    }

    @Nested
    class KnowingCallers extends CallerContract {
        @Override
        protected Database database() {
            return new PostgresDatabase();
        }
    }

    @Nested
    class Counting extends FiguresContract {
        @Override
        protected Database database() {
            return new PostgresDatabase();
        }
    }

    @Nested
    class Releasing extends ReleaseContract {
        @Override
        protected Database database() {
            return new PostgresDatabase();
        }
    }

    @Nested
    class ReleasingAnything extends RandomReleasesContract {
        @Override
        protected Database database() {
            return new PostgresDatabase();
        }
    }

    @Nested
    class Listing extends ListingContract {
        @Override
        protected Database database() {
            return new PostgresDatabase();
        }
    }

    @Nested
    class ListingLines extends LineContract {
        @Override
        protected Database database() {
            return new PostgresDatabase();
        }
    }

    @Nested
    class ForgettingCalls extends LostCallContract {
        @Override
        protected Database database() {
            return new PostgresDatabase();
        }
    }

    @Nested
    class DoingAnything extends RandomOperationsContract {
        @Override
        protected Database database() {
            return new PostgresDatabase();
        }
    }
}
