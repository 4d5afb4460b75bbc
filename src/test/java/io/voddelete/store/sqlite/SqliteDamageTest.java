package io.voddelete.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.Ids;
import io.voddelete.kit.SettableClock;
import io.voddelete.store.AssetStore;
import io.voddelete.store.DamagedStoreException;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a store that are not what was written: no bit of them is believed, and nothing is dropped in silence. */
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

    @Test
    void everyBitOfTheDatabaseThatIsTurnedIsNamedByItsPage() throws IOException {
        try (AssetStore store = open(directory)) {
            accept(store, "a.txt", 0, 2000);
        }
        Path database = database(directory);
        for (int i = 0; i < 300; i++) {
            long bit = random.nextLong(Files.size(database) * 8);
            flip(database, bit);
            assertThatThrownBy(() -> open(directory))
                    .isInstanceOf(DamagedStoreException.class)
                    .hasMessageContaining("1 of its pages")
                    .hasMessageContaining("not what was written: " + (bit / 8 / Sqlite.PAGE_SIZE + 1) + ",")
                    .hasMessageContaining("backup");
            flip(database, bit);
        }
        assertOpensWith(directory, 2000);
        assertThat(remarks).isEmpty();
    }

    @Test
    void theTableOfADamagedPageIsNamed() throws IOException, SQLException {
        try (AssetStore store = open(directory)) {
            accept(store, "a.txt", 0, 2000);
        }
        int page = page("SELECT max(pageno) FROM dbstat WHERE name = 'asset'");
        flip(database(directory), (page - 1L) * Sqlite.PAGE_SIZE * 8 + 8 * 3000);
        assertThatThrownBy(() -> open(directory)).hasMessageContaining("(of asset)");
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
                assertThat(e).hasMessageContaining("the log of the store is not whole: frame ");
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
    void aDatabaseThatIsGoneIsNoFirstStart() throws IOException {
        try (AssetStore store = open(directory)) {
            accept(store, "a.txt", 0, 500);
            copyKilled();
        }
        for (Path where : List.of(directory, copy)) {
            try (FileChannel channel = FileChannel.open(database(where), StandardOpenOption.WRITE)) {
                channel.truncate(0);
            }
            assertThatThrownBy(() -> open(where)).hasMessageContaining("missing or empty");
            Files.delete(database(where));
            assertThatThrownBy(() -> open(where)).hasMessageContaining("missing or empty");
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

    @Test
    void sumsAreGoodOverManyCheckpointsAndReadersInBetween() throws IOException, SQLException {
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
        // its first pages were never taken over before, so that they have no sums which could be wrong
        assertOpensWith(copy, 2000);
    }

    @Test
    void anotherProgramThatTakesTheLogOverMeanwhileIsSeen() throws IOException, SQLException {
        try (AssetStore store = open(directory)) {
            accept(store, "a.txt", 0, 2000);
        }
        try (AssetStore store = open(directory)) {
            accept(store, "b.txt", 2000, 2000);
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + database(directory));
                    Statement statement = other.createStatement()) {
                statement.execute("PRAGMA wal_checkpoint(PASSIVE)");
            }
            accept(store, "c.txt", 4000, 2000);
            accept(store, "d.txt", 6000, 2000);
            copyKilled();
        }
        assertThat(remarks).singleElement().asString().contains("another program took the log");
        remarks.clear();
        assertOpensWith(directory, 8000);
        assertOpensWith(copy, 8000);
        assertThat(remarks).hasSize(2).allMatch(remark -> remark.contains("structure"));
        remarks.clear();
        assertOpensWith(directory, 8000);
        assertOpensWith(copy, 8000);
        assertThat(remarks).isEmpty();
    }

    @Test
    void withoutSumsTheStructureIsCheckedAndTheyAreMadeAnew() throws IOException {
        try (AssetStore store = open(directory)) {
            accept(store, "a.txt", 0, 2000);
        }
        Path sums = Checkpoints.beside(database(directory), "-sums");
        Files.delete(sums);
        assertOpensWith(directory, 2000);
        assertThat(remarks).singleElement().asString().contains("has no page sums");
        assertOpensWith(directory, 2000);
        assertThat(remarks).hasSize(1);
        Files.write(sums, new byte[100]);
        try (FileChannel channel = FileChannel.open(database(directory), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[4096]), 4096 * 9);
        }
        assertThatThrownBy(() -> open(directory))
                .isInstanceOf(DamagedStoreException.class)
                .hasMessageContaining("is damaged: ");
    }

    @Test
    void aDatabaseThatWasCutOffIsDamaged() throws IOException {
        try (AssetStore store = open(directory)) {
            accept(store, "a.txt", 0, 2000);
        }
        try (FileChannel channel = FileChannel.open(database(directory), StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 4096);
        }
        assertThatThrownBy(() -> open(directory)).isInstanceOf(DamagedStoreException.class);
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

    private int page(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database(directory));
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            return row.getInt(1);
        }
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
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*{.db,-wal,-sums}")) {
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
