package io.voddelete.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import io.voddelete.kit.SettableClock;
import io.voddelete.kit.StoreFile;
import io.voddelete.reader.Entry;
import io.voddelete.store.AssetStore;
import io.voddelete.store.DamagedStoreException;
import io.voddelete.store.Outbox;
import io.voddelete.store.StoreException;
import io.voddelete.store.Submission;
import io.voddelete.store.Target;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files of a store that are not what was written: no other id is made of one that was accepted, and nothing of the log is
 * dropped in silence.
 */
class SqliteDamageTest {
    private static final Target TARGET = new Target("https://vod.example.com", "project");

    @TempDir
    Path directory;

    @TempDir
    Path copy;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T00:00:00Z"));
    private final Random random = new Random(7);
    private final List<String> remarks = new ArrayList<>();
    private final Map<Path, byte[]> killed = new HashMap<>();

    /** A disk flips a bit of a page that holds the rows while the module is down. */
    @Test
    void noFlippedBitOfARowMakesAnotherAssetIdOfIt() throws IOException {
        try (AssetStore store = open(directory)) {
            accept(store, "a.txt", 0, 40);
        }
        byte[] whole = Files.readAllBytes(database(directory));
        List<AssetId> accepted =
                Ids.lines(0, 40).stream().map(Entry.Found::assetId).toList();
        int refused = 0;
        int begin = pageOf("asset") * 8;
        for (int bit = begin; bit < begin + Sqlite.PAGE_SIZE * 8; bit += 1 + random.nextInt(200)) {
            restore(); // nothing: no file of the one before is left
            Files.write(database(copy), whole);
            flip(database(copy), bit);
            try (AssetStore store = open(copy)) {
                assertThat(store.claims().claim(inFlight -> 40, Duration.ofMinutes(1)))
                        .as("bit " + bit)
                        .extracting(Claim::assetId)
                        .doesNotHaveDuplicates()
                        .isSubsetOf(accepted);
            } catch (DamagedStoreException | StoreException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(80);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "asset_id; char(102) || substr(asset_id, 2)",
                "submission; 2",
                "line; line + 4",
                "generation; 3",
                "checksum; checksum + 1",
                "checksum; 1.5"
            })
    void aRowThatIsNotWhatWasWrittenIsNeitherClaimedNorReportedNorTakenOver(String column, String value) {
        try (AssetStore store = open(directory)) {
            accept(store, "a.txt", 0, 3);
            accept(store, "b.txt", 100, 3);
            List<Claim> claims = store.claims().claim(inFlight -> 2, Duration.ofMinutes(1));
            store.claims().settle(List.of(failed(claims.get(0))));
            String change = "UPDATE asset SET " + column + " = " + value + " WHERE id = ";

            file().change(change + claims.get(0).row());
            assertDamaged(() -> store.outbox().unreported(Outbox.Side.FAILURE, false, 10));
            if (!column.equals("asset_id")) { // SQL has changed the index, too
                assertDamaged(() -> accept(store, "again.txt", 0, 1));
            }
            file().change(change + claims.get(1).row());
            if (!column.equals("generation")
                    && !column.equals("asset_id")) { // no such row, or found when it is reported
                assertDamaged(() -> store.claims().settle(List.of(failed(claims.get(1)))));
            }
            file().change(change + 3);
            assertDamaged(() -> store.claims().claim(inFlight -> 100, Duration.ofMinutes(1)));
        }
    }

    @Test
    void aDamagedIdIsNotHandedOverWithANewChecksum() {
        try (AssetStore store = open(directory)) {
            Submission broken = store.submissions().open("broken.txt", "file:broken.txt");
            store.submissions().accept(broken, Ids.lines(0, 3));
            accept(store, "b.txt", 0, 3);
            file().change("UPDATE asset SET asset_id = 'f' || substr(asset_id, 2) WHERE id = 2");
            assertDamaged(() -> store.submissions().abandon(broken));
        }
    }

    /** The first id of the index of pending ids, as a flipped bit makes it: settled, of an open submission, none at all. */
    @ParameterizedTest
    @ValueSource(ints = {4, 7, 90})
    void anIndexThatLeadsToAnotherRowIsNotBelieved(int row) throws Exception {
        try (AssetStore store = open(directory)) {
            accept(store, "a.txt", 0, 6);
            List<Claim> claims = store.claims().claim(inFlight -> 6, Duration.ofMinutes(1));
            store.claims()
                    .settle(claims.stream()
                            .skip(1)
                            .<Result>map(SqliteDamageTest::failed)
                            .toList());
            store.claims().releaseUnbegun();
            Submission open = store.submissions().open("open.txt", "file:open.txt");
            store.submissions().accept(open, Ids.lines(100, 104));
        }
        clock.advance(Duration.ofSeconds(1));
        file().change("CREATE TABLE other (id INTEGER PRIMARY KEY, submission, due_at, status)");
        file().change("CREATE INDEX other_pending ON other (submission, due_at) WHERE status = 'PENDING'");
        file().change("INSERT INTO other SELECT CASE id WHEN 1 THEN " + row + " WHEN " + row + " THEN 3 ELSE id END,"
                + " submission, due_at, status FROM asset WHERE status = 'PENDING'");
        swapRoots("asset_pending", "other_pending");
        try (AssetStore store = open(directory)) {
            assertDamaged(() -> store.claims().claim(inFlight -> 100, Duration.ofMinutes(1)));
        }
    }

    /** Each has the content of the other from now on; the mark of a regular end stays good. */
    private void swapRoots(String one, String other) throws SQLException {
        String marked = file().rows("PRAGMA application_id").get(0);
        String root = "SELECT rootpage FROM sqlite_master WHERE name = '";
        String first = file().rows(root + one + "'").get(0);
        String second = file().rows(root + other + "'").get(0);
        String set = "UPDATE sqlite_master SET rootpage = ";
        try (Connection connection = file().change();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA writable_schema = ON");
            statement.execute(set + second + " WHERE name = '" + one + "'");
            statement.execute(set + first + " WHERE name = '" + other + "'");
            statement.execute("PRAGMA schema_version = " + (Integer.parseInt(marked) >> 1 & 255));
        }
    }

    @Test
    void aRowThatAnOperatorKnowsToBeRightGetsANewChecksumAtTheNextStart() {
        try (AssetStore store = open(directory)) {
            accept(store, "a.txt", 0, 3);
            file().change("UPDATE asset SET checksum = checksum + 1 WHERE id = 2");
            assertDamaged(() -> store.claims().claim(inFlight -> 3, Duration.ofMinutes(1)));
        }
        file().change("INSERT INTO setting VALUES ('right-row', '2')");
        try (AssetStore store = open(directory)) {
            assertThat(store.claims().claim(inFlight -> 10, Duration.ofMinutes(1)))
                    .hasSize(3);
        }
        assertThat(file().rows("SELECT name FROM setting")).doesNotContain("right-row");
    }

    @Test
    void aCounterThatWouldEndASubmissionBeforeItsIdsAreSentIsFoundAtTheStart() {
        try (AssetStore store = open(directory)) {
            accept(store, "a.txt", 0, 3);
        }
        file().change("UPDATE submission SET pending = 2");
        assertThatThrownBy(() -> open(directory))
                .isInstanceOf(DamagedStoreException.class)
                .hasMessageContaining("counts 2 pending ids and has 3");
    }

    /** After a kill all is compared, table and indexes: an id that lies in no index would never be sent. */
    @Test
    void afterAKillTheIndexesAreComparedWithTheTableAndAfterACleanEndTheStructureAlone()
            throws IOException, SQLException {
        try (AssetStore store = open(directory)) {
            store.submissions().open("a.txt", "file:a.txt");
        }
        try (AssetStore store = open(directory)) {
            accept(store, "a.txt", 0, 10);
            try (Connection connection = file().change();
                    Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA writable_schema = ON");
                statement.execute("UPDATE sqlite_master SET sql = replace(sql, 'submission, line', 'line, submission')"
                        + " WHERE name = 'asset_line'");
            }
            store.submissions().open("b.txt", "file:b.txt");
            copyKilled();
        }
        assertThatThrownBy(() -> open(copy))
                .isInstanceOf(DamagedStoreException.class)
                .hasMessageContaining("asset_line");
        assertOpensWith(directory, 10);
    }

    @Test
    void aCheckThatTakesTooLongIsBrokenOffAndSaid() throws IOException {
        try (AssetStore store = open(directory)) {
            accept(store, "a.txt", 0, 2000);
            copyKilled();
        }
        WriteAheadLog log = new WriteAheadLog(Checkpoints.beside(database(copy), "-wal"));
        new StoreCheck(database(copy), log, remarks::add, Duration.ofMinutes(1)).run();
        assertThat(remarks).isEmpty();
        new StoreCheck(database(copy), log, remarks::add, Duration.ZERO).run();
        assertThat(remarks).singleElement().asString().contains("0 seconds only");
        assertOpensWith(copy, 2000);
    }

    @Test
    void aPageThatWasOverwrittenIsFoundAtTheStart() throws IOException {
        try (AssetStore store = open(directory)) {
            accept(store, "a.txt", 0, 2000);
        }
        try (FileChannel channel = FileChannel.open(database(directory), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[Sqlite.PAGE_SIZE]), pageOf("asset"));
        }
        assertThatThrownBy(() -> open(directory))
                .isInstanceOf(DamagedStoreException.class)
                .hasMessageContaining("is damaged: ")
                .hasMessageContaining("backup");
    }

    @Test
    void aDatabaseThatWasCutOffIsDamaged() throws IOException {
        try (AssetStore store = open(directory)) {
            accept(store, "a.txt", 0, 2000);
        }
        try (FileChannel channel = FileChannel.open(database(directory), StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - Sqlite.PAGE_SIZE);
        }
        assertThatThrownBy(() -> open(directory)).isInstanceOf(DamagedStoreException.class);
    }

    @Test
    void aDatabaseThatIsGoneBesideItsLogIsNoFirstStart() throws IOException {
        try (AssetStore store = open(directory)) {
            accept(store, "a.txt", 0, 500);
            copyKilled();
        }
        try (FileChannel channel = FileChannel.open(database(copy), StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        assertThatThrownBy(() -> open(copy)).hasMessageContaining("missing or empty");
        Files.delete(database(copy));
        assertThatThrownBy(() -> open(copy)).hasMessageContaining("missing or empty");
    }

    @Tag("slow")
    @Test
    void theStoreIsWholeOverManyCheckpointsAndReadersInBetween() throws IOException, SQLException {
        int ids = 0;
        try (AssetStore store = open(directory);
                Connection reader = DriverManager.getConnection("jdbc:sqlite:" + database(directory))) {
            for (int file = 0; file < 12; file++) {
                accept(store, file + ".txt", ids, 20_000);
                ids += 20_000;
                reader.setAutoCommit(file % 3 == 0);
                try (Statement statement = reader.createStatement()) {
                    statement.execute("SELECT count(*) FROM submission"); // holds the log in two of three rounds
                }
                if (file % 4 == 3) {
                    copyKilled();
                    assertOpensWith(copy, ids);
                }
            }
        }
        assertOpensWith(directory, ids);
        assertThat(remarks).isEmpty();
        assertThat(Checkpoints.beside(database(directory), "-wal")).doesNotExist();
    }

    @Test
    void anotherProgramMayHaveTakenTheLogOverAfterAKill() throws IOException, SQLException {
        try (AssetStore store = open(directory)) {
            accept(store, "a.txt", 0, 2000);
            copyKilled();
        }
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + database(copy));
                Statement statement = other.createStatement()) {
            statement.execute("SELECT count(*) FROM asset");
        }
        assertThat(Checkpoints.beside(database(copy), "-wal")).doesNotExist();
        assertOpensWith(copy, 2000);
        assertThat(remarks).isEmpty();
    }

    @Test
    void noBitOfTheLogIsTurnedInSilence() throws IOException {
        try (AssetStore store = open(directory)) {
            accept(store, "a.txt", 0, 500);
            accept(store, "b.txt", 500, 500);
            accept(store, "c.txt", 1000, 500);
            copyKilled();
        }
        Path log = Checkpoints.beside(database(copy), "-wal");
        byte[] whole = Files.readAllBytes(log);
        int dropped = 0;
        for (int i = 0; i < 300; i++) {
            restore();
            remarks.clear();
            flip(log, random.nextInt(whole.length * 8));
            try {
                open(copy).close();
                // the last transaction may have been torn by a power loss as well: that is said
                assertThat(remarks).hasSize(1).allMatch(remark -> remark.contains("never committed"));
                dropped++;
            } catch (DamagedStoreException e) {
                assertThat(e).hasMessageContaining("the log of the store is damaged: frame ");
            }
        }
        assertThat(dropped).isLessThan(100);
        restore();
        remarks.clear();
        assertOpensWith(copy, 1500);
        assertThat(remarks).isEmpty();
    }

    @Test
    void noBitOfTheHeaderOfTheLogIsTurnedInSilence() throws IOException {
        try (AssetStore store = open(directory)) {
            accept(store, "a.txt", 0, 500);
            copyKilled();
        }
        Path log = Checkpoints.beside(database(copy), "-wal");
        for (int bit = 0; bit < 32 * 8; bit++) {
            flip(log, bit);
            assertThatThrownBy(() -> open(copy)).as("bit " + bit).hasMessageContaining("frame 0 (its header)");
            flip(log, bit);
        }
        assertOpensWith(copy, 500);
        assertThat(remarks).isEmpty();
    }

    @Test
    void whatAnEarlierRoundOfTheLogHasLeftIsNothingToSpeakOf() throws IOException {
        try (AssetStore store = open(directory)) {
            accept(store, "a.txt", 0, 60_000); // more than a round
            for (int i = 0; i < 12; i++) {
                store.submissions().open(i + ".txt", "file:" + i);
                copyKilled();
                assertOpensWith(copy, 60_000);
            }
        }
        assertThat(remarks).isEmpty();
    }

    @Test
    void whatATransactionThatWasTakenBackHasLeftIsNoDamage() throws IOException, SQLException {
        Path file = directory.resolve("plain.db");
        WriteAheadLog log = new WriteAheadLog(directory.resolve("plain.db-wal"));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA cache_size = 10");
            statement.execute("CREATE TABLE t (a, b)");
            statement.execute("BEGIN");
            statement.execute("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
                    + " INSERT INTO t SELECT i, hex(randomblob(100)) FROM n");
            statement.execute("ROLLBACK");
            statement.execute("INSERT INTO t VALUES (1, hex(randomblob(5000)))");
            int frames = log.check().frames();
            assertThat(log.check().end()).isEqualTo(WriteAheadLog.End.CLEAN);
            assertThat(Files.size(log.file())).isGreaterThan((frames + 50) * 4120L);

            flip(log.file(), 8 * (32 + (frames - 1) * 4120L + 1000));

            assertThat(log.check().end()).isEqualTo(WriteAheadLog.End.TORN);
        }
    }

    @Test
    void whatAPowerLossLeavesOfTheLastTransactionIsNoDamage() throws IOException {
        try (AssetStore store = open(directory)) {
            accept(store, "a.txt", 0, 500);
            Path log = Checkpoints.beside(database(directory), "-wal");
            long before = Files.size(log);
            store.submissions().open("b.txt", "file:b.txt");
            copyKilled();
            Path copied = Checkpoints.beside(database(copy), "-wal");
            byte[] whole = Files.readAllBytes(copied);
            assertThat((long) whole.length).isGreaterThan(before);
            for (long end = before; end < whole.length; end += 512) {
                restore();
                try (FileChannel channel = FileChannel.open(copied, StandardOpenOption.WRITE)) {
                    channel.truncate(end);
                }
                remarks.clear();
                assertOpensWith(copy, 500);
                assertThat(remarks).isEmpty(); // no end of a transaction is there that would not be whole
            }
            restore();
            try (FileChannel channel = FileChannel.open(copied, StandardOpenOption.WRITE)) {
                channel.write(
                        ByteBuffer.wrap("old ".repeat(128).getBytes()),
                        before + 512); // written in another order, and not to the end
            }
            assertOpensWith(copy, 500);
            assertThat(remarks).singleElement().asString().contains("in its last transaction");
        }
    }

    private AssetStore open(Path where) {
        return Sqlite.open("jdbc:sqlite:" + database(where), TARGET, clock, random, remarks::add);
    }

    private static Path database(Path where) {
        return where.resolve("vod-delete.db");
    }

    private static void accept(AssetStore store, String name, int from, int count) {
        Submission submission = store.submissions().open(name, "file:" + name);
        store.submissions().accept(submission, Ids.lines(from, from + count));
        store.submissions().seal(submission, Ids.sealing(count));
    }

    private void assertOpensWith(Path where, int accepted) {
        try (AssetStore store = open(where)) {
            assertThat(store.queries().totals().accepted()).isEqualTo(accepted);
            assertThat(store.claims().claim(inFlight -> 10, Duration.ofMillis(1)))
                    .hasSize(10);
        }
    }

    private void assertDamaged(ThrowingCallable verb) {
        assertThatThrownBy(verb)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).contains("the store is damaged"));
    }

    private static Result failed(Claim claim) {
        return new Result.Settled(claim, Status.FAILED, "refused", 1, null, null);
    }

    private StoreFile file() {
        return StoreFile.of(directory);
    }

    /** Where the last page of a table or index begins. */
    private int pageOf(String name) {
        return (Integer.parseInt(file().rows("SELECT max(pageno) FROM dbstat WHERE name = '" + name + "'")
                                .get(0))
                        - 1)
                * Sqlite.PAGE_SIZE;
    }

    private static void flip(Path file, long bit) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, bit / 8);
            one.put(0, (byte) (one.get(0) ^ 1 << bit % 8)).flip();
            channel.write(one, bit / 8);
        }
    }

    /** The files as a killed process would have left them. */
    private void copyKilled() throws IOException {
        killed.clear();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*{.db,-wal}")) {
            for (Path file : files) {
                killed.put(file.getFileName(), Files.readAllBytes(file));
            }
        }
        restore();
    }

    private void restore() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(copy)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        for (Map.Entry<Path, byte[]> file : killed.entrySet()) {
            Files.write(copy.resolve(file.getKey()), file.getValue());
        }
    }
}
