package io.voddelete.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import io.voddelete.kit.StoreFile;
import io.voddelete.store.AssetStore;
import io.voddelete.store.CallGuard;
import io.voddelete.store.Outbox.Side;
import io.voddelete.store.Ownership;
import io.voddelete.store.SealedSubmissions;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoreRules;
import io.voddelete.store.Submission;
import io.voddelete.store.Target;
import io.voddelete.store.Totals;
import io.voddelete.support.FileIdentity;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The folder of a store that is open goes away, as by an unmounted disk: SQLite would go on in files that nobody finds. */
@Timeout(30)
class SqliteMovedTest {
    private static final Target TARGET = new Target("https://vod.example.com", "project");
    private static final Duration LEASE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private final List<String> remarks = Collections.synchronizedList(new ArrayList<>());

    @Test
    void nothingIsWrittenOrReportedWhereNobodyFindsItAndAllGoesOnWhenTheFileIsBack() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        Path elsewhere = directory.resolve("elsewhere");
        try (AssetStore store = open(data)) {
            accept(store, "a.txt", 0, 20);
            List<Claim> claims = store.claims().claim(inFlight -> 10, LEASE);
            store.claims().settle(List.of(deleted(claims.get(0))));
            Totals before = store.queries().totals();

            Files.move(data, elsewhere);
            assertAllIsRefused(store, claims);
            Files.createDirectory(data);
            Files.copy(elsewhere.resolve("vod-delete.db"), data.resolve("vod-delete.db"));
            assertAllIsRefused(store, claims);
            assertThat(store.queries().totals()).isEqualTo(before);
            assertThat(StoreFile.of(elsewhere).rows("SELECT asset_id FROM asset WHERE call_id IS NOT NULL"))
                    .isEmpty();

            Files.move(data, directory.resolve("copy"));
            Files.move(elsewhere, data);
            accept(store, "b.txt", 20, 40);
            store.claims().settle(claims.stream().map(SqliteMovedTest::deleted).toList());
            assertThat(store.outbox().unreported(Side.SUCCESS, false, 100)).hasSize(10);
        }
        assertIsWhole(data, 40, 10);
    }

    @Test
    void aLogThatWasDeletedIsNoticedTooSinceAllIsWrittenToIt() throws IOException {
        try (AssetStore store = open(directory)) {
            accept(store, "a.txt", 0, 20);
            List<Claim> claims = store.claims().claim(inFlight -> 10, LEASE);
            Files.delete(directory.resolve("vod-delete.db-wal"));
            assertRefused(() -> store.claims().beginCall("call", new Batch(claims), LEASE, CallGuard.NONE));
        }
        try (AssetStore store = open(directory)) {
            assertThat(store.queries().totals().accepted())
                    .as("SQLite saves at the end what it holds open")
                    .isEqualTo(20);
        }
    }

    @Test
    void whatIsClosedWhileItIsAwayIsWholeAndNotMixedWithWhatLiesInItsPlace() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        Path elsewhere = directory.resolve("elsewhere");
        AssetStore moved = open(data);
        accept(moved, "a.txt", 0, 20);
        Files.move(data, elsewhere);
        Files.createDirectory(data);
        try (AssetStore other = open(data)) {
            accept(other, "b.txt", 20, 40);
            moved.close();
        }
        assertThat(remarks).singleElement().asString().contains("no longer at its path");
        remarks.clear();
        try (AssetStore store = open(elsewhere)) {
            assertThat(store.queries().totals().accepted()).isEqualTo(20);
        }
        assertThat(remarks).isEmpty();
        assertIsWhole(data, 20, 0);
    }

    @Test
    void whatCouldNotBeHandedOverIsHandedOverByALaterClaim() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        Path elsewhere = directory.resolve("elsewhere");
        try (AssetStore store = open(data)) {
            Submission broken = store.submissions().open("broken.txt", "file:broken.txt");
            store.submissions().accept(broken, Ids.lines(0, 10));
            accept(store, "b.txt", 0, 10);
            Files.move(data, elsewhere);
            assertRefused(() -> store.submissions().abandon(broken));
            Files.move(elsewhere, data);

            assertThat(store.claims().claim(inFlight -> 100, LEASE)).hasSize(10);
        }
    }

    @Test
    void theDatabaseIsNamedAndNotItsLockWhenBothAreGone() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        Path lock = Files.createFile(data.resolve("vod-delete.db.lock"));
        FileIdentity held = FileIdentity.at(lock);
        try (AssetStore store = open(data, held::requireInPlace)) {
            Path elsewhere = directory.resolve("elsewhere");
            Files.move(data, elsewhere);
            assertThatThrownBy(() -> accept(store, "a.txt", 0, 20)).hasMessageEndingWith("vod-delete.db");
            Files.move(elsewhere, data);

            Files.delete(lock);
            assertThatThrownBy(() -> accept(store, "b.txt", 0, 20)).hasMessageEndingWith(lock.toString());
        }
    }

    private static void assertAllIsRefused(AssetStore store, List<Claim> claims) {
        assertRefused(() -> store.submissions().open("b.txt", "file:b.txt"));
        assertRefused(() -> store.claims().beginCall("call", new Batch(claims), LEASE, CallGuard.NONE));
        assertRefused(() -> store.claims().settle(List.of(deleted(claims.get(1)))));
        assertRefused(() -> store.outbox().unreported(Side.SUCCESS, false, 100));
        assertRefused(() -> store.sealedSubmissions().due(SealedSubmissions.Document.RECEIPT, 100));
    }

    private static void assertRefused(ThrowingCallable verb) {
        assertThatThrownBy(verb).isInstanceOf(StoreException.class).hasMessageContaining("no longer at its path");
    }

    /** It was closed as it should be, and holds what it held. */
    private void assertIsWhole(Path data, int accepted, int deleted) {
        remarks.clear();
        try (AssetStore store = open(data)) {
            assertThat(store.queries().totals().accepted()).isEqualTo(accepted);
            assertThat(store.queries().totals().deleted()).isEqualTo(deleted);
        }
        assertThat(remarks).isEmpty();
    }

    private AssetStore open(Path data) {
        return open(data, () -> {});
    }

    private AssetStore open(Path data, Ownership ours) {
        String url = "jdbc:sqlite:" + data.resolve("vod-delete.db");
        return Sqlite.open(url, TARGET, StoreRules.NONE, TimeSource.system(), new Random(1), remarks::add, ours);
    }

    private static void accept(AssetStore store, String name, int from, int to) {
        Submission submission = store.submissions().open(name, "file:" + name);
        store.submissions().accept(submission, Ids.lines(from, to));
        store.submissions().seal(submission, Ids.sealing(to - from));
    }

    private static Result deleted(Claim claim) {
        return new Result.Settled(claim, Status.DELETED, null, 1, null, null);
    }
}
