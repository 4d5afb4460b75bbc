package io.voddelete.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Outcome;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import io.voddelete.kit.StoreFile;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.store.AssetStore;
import io.voddelete.store.Counter;
import io.voddelete.store.DayLimit;
import io.voddelete.store.Events;
import io.voddelete.store.Outbox;
import io.voddelete.store.Requested;
import io.voddelete.store.StoreFigures;
import io.voddelete.store.SubmissionList;
import io.voddelete.store.Target;
import io.voddelete.store.Totals;
import io.voddelete.store.VisibleSubmissions;
import io.voddelete.store.WrongTargetException;
import io.voddelete.support.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real stores of versions 1 to 5, each closed and of a process that was killed. Version 1: two files, two requests and a retry, with duplicates,
 * rejected lines, an earlier generation, a notice, pending ids and the pause of an operator.
 */
class SqliteMigrationTest {
    private static final Target TARGET = new Target("http://127.0.0.1:18481", SimulatorOptions.PROJECT_ID);
    private static final String SHAPE = "SELECT type, name, tbl_name FROM sqlite_master ORDER BY 1, 2";

    private static final String ASSETS = "SELECT id, asset_id, submission, line, generation, status, due_at, call_id,"
            + " calling, evidence, attempts, reason, error_code, settled_at, reported_at FROM asset ORDER BY id";

    @TempDir
    Path directory;

    private final List<String> remarks = new ArrayList<>();

    @BeforeEach
    void unpack() {
        StoreFile.unpack("version-1", directory);
        StoreFile.unpack("version-2", directory.resolve("2"));
        StoreFile.unpack("version-3", directory.resolve("3"));
        StoreFile.unpack("version-4", directory.resolve("4"));
        StoreFile.unpack("version-5", directory.resolve("5"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"closed", "killed"})
    void allThatIsInAStoreOfVersion1IsThereAfterAndNobodyHasSentIt(String name) {
        StoreFile file = StoreFile.of(directory.resolve(name));
        List<String> assets = file.rows(ASSETS);
        List<String> submissions =
                file.rows("SELECT id, source, lines, accepted, duplicate FROM submission ORDER BY id");
        try (AssetStore store = open(name, TARGET)) {
            assertThat(remarks).singleElement().asString().contains("version 1", "version 6");
            assertThat(store.queries().totals()).isEqualTo(new Totals(5, 25, 9, 13, 3, 0, 2, 6, 0));
            assertThat(store.senderState().operatorPause()).isPresent();
            SubmissionList all = store.queries().submissions(Long.MAX_VALUE, 10, VisibleSubmissions.ALL);
            assertThat(all.submissions()).hasSize(5).allMatch(one -> one.caller() == null);
            assertThat(all.submissions().get(0).notices()).isNotEmpty();
            assertThat(store.queries()
                            .submissions(Long.MAX_VALUE, 10, new VisibleSubmissions("webhook", null))
                            .submissions())
                    .isEmpty();
            store.submissions()
                    .submit(
                            "new",
                            "webhook:new",
                            "webhook:new",
                            Requested.NONE,
                            Ids.lines(0, 3),
                            Ids.sealing(3),
                            new DayLimit("cms", 3));
            assertThat(store.queries().submission("new", new VisibleSubmissions("cms", null)))
                    .isPresent();
        }
        assertThat(file.rows(ASSETS).subList(0, assets.size())).isEqualTo(assets);
        assertThat(
                        file.rows(
                                "SELECT id, source, lines, accepted, duplicate FROM submission WHERE caller IS NULL ORDER BY id"))
                .isEqualTo(submissions);
    }

    /** Three submissions and one that is open, 12 pending ids and three of them being called, a retry, two duplicates, a pause. */
    @ParameterizedTest
    @ValueSource(strings = {"2/closed", "2/killed"})
    void eachRowOfAStoreOfVersion2IsAsItWasAndHasAChecksumThatLetsItBeSentAndReported(String name) {
        StoreFile file = StoreFile.of(directory.resolve(name));
        List<String> assets = file.rows(ASSETS);
        assertThat(assets).hasSize(21);
        try (AssetStore store = open(name, TARGET)) {
            assertThat(remarks).singleElement().asString().contains("version 2", "version 6");
            assertThat(store.senderState().operatorPause()).isPresent();
            assertThat(store.queries().totals()).isEqualTo(new Totals(3, 17, 7, 8, 2, 0, 1, 2, 5));
            assertThat(store.outbox().unreported(Outbox.Side.FAILURE, false, 10))
                    .extracting(Outcome::generation)
                    .containsExactly(1, 1);
            List<Claim> claims = store.claims().claim(inFlight -> 100, Duration.ofMinutes(1));
            assertThat(claims).hasSize(7);
            assertThat(claims).filteredOn(claim -> claim.generation() == 2).hasSize(1);
            store.claims()
                    .settle(claims.stream()
                            .<Result>map(claim -> new Result.Settled(claim, Status.DELETED, null, 1, null, null))
                            .toList());
            assertThat(store.queries().totals().deleted()).isEqualTo(15);
        }
        assertThat(file.rows("SELECT count(*) FROM asset WHERE checksum IS NULL"))
                .containsExactly("0");
        assertThat(file.rows("SELECT asset_id, submission, line, generation FROM asset ORDER BY id"))
                .isEqualTo(assets.stream()
                        .map(row -> row.split(" ", 6))
                        .map(row -> String.join(" ", row[1], row[2], row[3], row[4]))
                        .toList());
    }

    /** Three submissions and one that is open, 11 pending ids and three of them being called, a retry, two duplicates. */
    @ParameterizedTest
    @ValueSource(strings = {"3/closed", "3/killed"})
    void everythingInAStoreOfVersion3IsReleasedAndAnIdOfItCanBeKept(String name) {
        StoreFile file = StoreFile.of(directory.resolve(name));
        List<String> assets = file.rows(ASSETS);
        try (AssetStore store = open(name, TARGET)) {
            assertThat(remarks).singleElement().asString().contains("version 3", "version 6");
            assertThat(store.queries().totals()).isEqualTo(new Totals(3, 15, 11, 2, 2, 0, 0, 2, 3));
            assertThat(file.rows(ASSETS)).hasSameSizeAs(assets);
            List<Claim> claims = store.claims().claim(inFlight -> 100, Duration.ofMinutes(1));
            assertThat(claims).hasSize(11);
            store.claims().settle(List.of(new Result.Settled(claims.get(0), Status.KEPT, "protected", 0, null, null)));
            assertThat(store.queries().totals().kept()).isEqualTo(1);
            assertThat(store.outbox().unreported(Outbox.Side.KEPT, false, 10)).hasSize(1);
        }
        assertThat(file.rows("SELECT DISTINCT gate, claimable FROM submission")).containsExactly("RELEASED 1");
        assertThat(file.rows("PRAGMA integrity_check")).containsExactly("ok");
    }

    /** A held list, an approved one, a cancelled one whose ids are kept, an open one, a retry, two duplicates and two pending calls. */
    @ParameterizedTest
    @ValueSource(strings = {"4/closed", "4/killed"})
    void aStoreOfVersion4KeepsItsGatesAndCountsFromZero(String name) {
        StoreFile file = StoreFile.of(directory.resolve(name));
        String gates = "SELECT submission_id, gate, claimable, held_for, approved_at FROM submission ORDER BY id";
        List<String> before = file.rows(gates);
        try (AssetStore store = open(name, TARGET)) {
            assertThat(remarks).singleElement().asString().contains("version 4", "version 6");
            assertThat(store.queries().totals()).isEqualTo(new Totals(6, 24, 15, 2, 1, 6, 2, 2, 8));
            assertThat(file.rows(gates)).isEqualTo(before);
            assertThat(file.rows("SELECT count(*) FROM submission WHERE seen = 1 AND approved_at IS NOT NULL"))
                    .as("whose ids are not sent unasked")
                    .isEqualTo(file.rows("SELECT count(*) FROM submission WHERE approved_at IS NOT NULL"));
            assertThat(file.rows("SELECT count(*) FROM submission WHERE requested_by IS NOT caller"
                            + " OR coalesce(requested_from, request_reason, traceparent, approved_by) IS NOT NULL"))
                    .containsExactly("0");
            StoreFigures figures = store.figures().read();
            assertThat(figures.counts().of(Counter.ACCEPTED, "file")).isZero();
            assertThat(figures.pending()).isEqualTo(new StoreFigures.PendingIds(7, 0, 0, 0, 6, 2));
            assertThat(figures.submissions()).isEqualTo(new StoreFigures.Waiting(1, 1, 0, 3));

            List<Claim> claims = store.claims().claim(inFlight -> 100, Duration.ofMinutes(1));
            assertThat(claims).hasSize(9);
            store.claims().settle(List.of(new Result.Settled(claims.get(0), Status.DELETED, null, 2, null, null)));
            assertThat(store.figures().read().counts().of(Counter.SETTLED, "deleted:none"))
                    .isEqualTo(1);
        }
        assertThat(file.rows("PRAGMA integrity_check")).containsExactly("ok");
    }

    /** A held list, an approved one, a cancelled one, an earlier generation, duplicates; in the one that was killed, ten ids in a call. */
    @ParameterizedTest
    @ValueSource(strings = {"5/closed", "5/killed"})
    void aStoreOfVersion5FindsItsSubmissionsByTheNewConditions(String name) {
        StoreFile file = StoreFile.of(directory.resolve(name));
        List<String> assets = file.rows(ASSETS);
        String submissions =
                "SELECT id, source, gate, pending, waiting, deleted, failed, kept FROM submission ORDER BY id";
        List<String> before = file.rows(submissions);
        assertThat(before).hasSize(6);
        try (AssetStore store = open(name, TARGET)) {
            assertThat(remarks).singleElement().asString().contains("version 5", "version 6");
            assertThat(store.queries().totals()).isEqualTo(new Totals(6, 45, 27, 3, 5, 10, 1, 3, 0));
            assertThat(file.rows(submissions)).isEqualTo(before);
            assertThat(file.rows("SELECT id, live, unfinished FROM submission ORDER BY id"))
                    .containsExactly("1 0 0", "2 0 0", "3 0 0", "4 1 1", "5 1 1", "6 1 1");
            List<Claim> claims = store.claims().claim(inFlight -> 100, Duration.ofMinutes(1));
            assertThat(claims).as("all but those that are held").hasSize(18);
            store.claims()
                    .settle(claims.stream()
                            .<Result>map(claim -> new Result.Settled(claim, Status.DELETED, null, 1, null, null))
                            .toList());
            assertThat(file.rows("SELECT id, live FROM submission WHERE id >= 4 ORDER BY id"))
                    .containsExactly("4 0", "5 1", "6 0");
        }
        assertThat(file.rows("SELECT count(*) FROM asset")).containsExactly(String.valueOf(assets.size()));
        assertThat(file.rows("PRAGMA integrity_check")).containsExactly("ok");
    }

    /** Whoever reads notices has no schema for it. */
    @Test
    void aNoticeThatIsGoneIsNotSentFromAStoreOfVersion4() {
        StoreFile file = StoreFile.of(directory.resolve("4/closed"));
        file.change("DELETE FROM event");
        file.change("INSERT INTO event (name, at, who) VALUES ('retried', 1, 'alice'), ('retry-refused', 2, 'alice'),"
                + " ('paused', 3, 'alice')");

        try (AssetStore store = open("4/closed", TARGET)) {
            assertThat(store.events().next(9)).extracting(Events.Event::name).containsExactly("retried", "paused");
        }
    }

    @Test
    void aMigratedStoreHasTheTablesOfANewOneAndIsNotMigratedAgain() {
        open("closed", TARGET).close();
        open("fresh", TARGET).close();
        assertThat(StoreFile.of(directory.resolve("closed")).rows(SHAPE))
                .isEqualTo(StoreFile.of(directory.resolve("fresh")).rows(SHAPE));
        for (String table : List.of(
                "submission",
                "caller_day",
                "asset",
                "earlier",
                "total",
                "plan",
                "counter",
                "archive",
                "archived",
                "unanswered")) {
            String columns =
                    "SELECT name, type, \"notnull\", pk, hidden FROM pragma_table_xinfo('" + table + "') ORDER BY cid";
            assertThat(StoreFile.of(directory.resolve("closed")).rows(columns))
                    .isEqualTo(StoreFile.of(directory.resolve("fresh")).rows(columns));
        }

        remarks.clear();
        open("closed", TARGET).close();
        assertThat(remarks).isEmpty();
    }

    @Test
    void aStoreThatIsRefusedIsLeftAtItsVersion() {
        assertThatThrownBy(() -> open("closed", new Target("https://vod.example.com", "another")))
                .isInstanceOf(WrongTargetException.class);

        StoreFile file = StoreFile.of(directory.resolve("closed"));
        assertThat(file.rows("PRAGMA user_version")).containsExactly("1");
        assertThat(file.rows("SELECT count(*) FROM sqlite_master WHERE name = 'caller_day'"))
                .containsExactly("0");
        assertThat(remarks).isEmpty();
        open("closed", TARGET).close();
    }

    private AssetStore open(String name, Target target) {
        Path database = directory.resolve(name).resolve("vod-delete.db");
        database.getParent().toFile().mkdirs();
        return Sqlite.open("jdbc:sqlite:" + database, target, TimeSource.system(), new Random(1), remarks::add);
    }
}
