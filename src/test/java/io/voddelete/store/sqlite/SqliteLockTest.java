package io.voddelete.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import io.voddelete.kit.StoreFile;
import io.voddelete.store.AssetStore;
import io.voddelete.store.Order;
import io.voddelete.store.StoreException;
import io.voddelete.store.Submission;
import io.voddelete.store.Target;
import io.voddelete.support.TimeSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another connection that holds a lock, as sqlite3 or a backup tool does: it is waited for, and named. */
class SqliteLockTest {
    private static final Order ORDER = Order.of("ops", null);

    private static final Duration LEASE = Duration.ofMinutes(1);
    /** Since Java 25 all timers and unnamed threads share a pool, which has a single thread on a machine of two cores. */
    private static final Executor THREADS = task -> new Thread(task).start();

    @TempDir
    Path directory;

    @Test
    void aLockThatIsHeldForAMomentIsWaitedForWhateverAWorkBeginsWith() throws Exception {
        try (AssetStore store = open()) {
            accept(store);
            CompletableFuture<List<Claim>> claimed;
            CompletableFuture<Void> paused;
            try (Lock lock = new Lock()) {
                claimed = CompletableFuture.supplyAsync(
                        () -> store.claims().claim(inFlight -> 10, LEASE), THREADS); // reads first
                paused = CompletableFuture.runAsync(() -> store.senderState().setOperatorPause(ORDER), THREADS);
                lock.holdFor(Duration.ofMillis(300));
                assertThat(claimed).isNotDone();
                assertThat(store.health().condition().fault()).isNull();
            }
            assertThat(claimed.get(5, TimeUnit.SECONDS)).hasSize(10);
            paused.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void aStoreThatIsLockedAtTheStartIsWaitedFor() throws Exception {
        open().close();
        CompletableFuture<AssetStore> opened;
        try (Lock lock = new Lock()) {
            opened = CompletableFuture.supplyAsync(this::open, THREADS);
            lock.holdFor(Duration.ofMillis(300));
            assertThat(opened).isNotDone();
        }
        opened.get(5, TimeUnit.SECONDS).close();
    }

    @Test
    void atTheStopNothingButAResultWaitsForALockAndThatNotForEver() throws Exception {
        try (AssetStore store = open()) {
            accept(store);
            List<Claim> claims = store.claims().claim(inFlight -> 10, LEASE);
            List<Result> results = claims.stream().map(SqliteLockTest::deleted).toList();
            try (Lock lock = new Lock()) {
                store.stopWithin(Duration.ofSeconds(3));
                CompletableFuture<Integer> settled =
                        CompletableFuture.supplyAsync(() -> store.claims().settle(results), THREADS);

                assertThatThrownBy(store.claims()::releaseUnbegun)
                        .asInstanceOf(type(StoreException.class))
                        .satisfies(fault -> assertThat(fault.kind()).isPresent())
                        .satisfies(fault -> assertThat(fault.remedy()).doesNotContain("disk"))
                        .satisfies(fault -> assertThat(fault)
                                .hasMessageContainingAll(
                                        "another program holds a lock",
                                        database().toString(),
                                        "SQLITE_BUSY"));
                lock.holdFor(Duration.ofSeconds(3)); // it is held to the end of what was allowed
                assertThat(settled).failsWithin(Duration.ofMillis(6500));
            }
        }
        try (AssetStore store = open()) {
            assertThat(store.claims().claim(inFlight -> 100, LEASE))
                    .as("the next start frees them")
                    .hasSize(10);
        }
    }

    @Test
    void aResultIsWrittenAsSoonAsTheLockEndsDuringTheStop() throws Exception {
        try (AssetStore store = open()) {
            accept(store);
            List<Claim> claims = store.claims().claim(inFlight -> 10, LEASE);
            CompletableFuture<Integer> settled;
            try (Lock lock = new Lock()) {
                store.stopWithin(Duration.ofSeconds(20));
                settled = CompletableFuture.supplyAsync(
                        () -> store.claims()
                                .settle(claims.stream()
                                        .map(SqliteLockTest::deleted)
                                        .toList()),
                        THREADS);
                lock.holdFor(Duration.ofMillis(300));
                assertThat(settled).isNotDone();
            }
            assertThat(settled.get(5, TimeUnit.SECONDS)).isEqualTo(10);
            assertThat(store.queries().totals().deleted()).isEqualTo(10);
        }
    }

    @Test
    void whetherAnythingIsDueIsAskedWithoutTheWriter() throws Exception {
        try (AssetStore store = open()) {
            accept(store);
            try (Lock lock = new Lock()) {
                CompletableFuture<Boolean> asked = CompletableFuture.supplyAsync(
                        () -> store.releases().tick(Instant.now()).isEmpty()
                                && !store.releases().doTasks(10),
                        THREADS);
                lock.holdFor(Duration.ofMillis(100));
                assertThat(asked.get(5, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private Path database() {
        return directory.resolve("vod-delete.db");
    }

    private AssetStore open() {
        return Sqlite.open(
                "jdbc:sqlite:" + database(),
                new Target("https://vod.example.com", "project"),
                TimeSource.system(),
                new Random(1),
                remark -> {});
    }

    private static void accept(AssetStore store) {
        Submission submission = store.submissions().open("a.txt", "file:a.txt");
        store.submissions().accept(submission, Ids.lines(0, 10));
        store.submissions().seal(submission, Ids.sealing(10));
    }

    private static Result deleted(Claim claim) {
        return new Result.Settled(claim, Status.DELETED, null, 1, null, null);
    }

    /** The lock of a transaction that writes. */
    private final class Lock implements AutoCloseable {
        private final Connection connection = StoreFile.of(directory).change();

        Lock() throws SQLException {
            execute("PRAGMA busy_timeout = 5000");
            execute("BEGIN IMMEDIATE");
        }

        void holdFor(Duration time) {
            CompletableFuture.runAsync(
                            () -> {}, CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS))
                    .join();
        }

        private void execute(String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        @Override
        public void close() throws SQLException {
            execute("ROLLBACK");
            connection.close();
        }
    }
}
