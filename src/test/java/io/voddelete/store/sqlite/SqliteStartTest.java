package io.voddelete.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.Ids;
import io.voddelete.kit.StoreFile;
import io.voddelete.store.AssetStore;
import io.voddelete.store.DamagedStoreException;
import io.voddelete.store.Sql;
import io.voddelete.store.Submission;
import io.voddelete.store.Target;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A start that ends while it marks the file as continued in a new log: by a kill, or because the disk fails. */
class SqliteStartTest {
    @TempDir
    Path directory;

    private final List<String> remarks = new ArrayList<>();
    private final Random random = new Random(1);

    @ParameterizedTest
    @ValueSource(ints = {0, 20})
    void aStartThatIsKilledBeforeItsFirstCheckpointIsFollowedByAnother(int ids) throws Exception {
        make("used", ids);
        leaveMarkInLog("used", "killed");
        assertThat(at("killed", "-wal")).isNotEmptyFile();

        assertHolds("killed", ids);
        assertHolds("killed", ids);
        assertThat(remarks).isEmpty();
    }

    @Test
    void soIsAStartThatIsKilledAgainWhileItRecovers() throws Exception {
        make("used", 20);
        leaveMarkInLog("used", "killed");
        leaveMarkInLog("killed", "again");

        assertHolds("again", 20);
    }

    @Test
    void aStoreOfAVersionThatMadeNoMarksMayBeKilledToo() throws Exception {
        StoreFile.unpack("unmarked", directory);
        leaveMarkInLog("closed", "marked");

        assertHolds("marked", 10);
    }

    @Test
    void theLogThatSuchAStartOfAnotherStoreLeftIsRefused() throws Exception {
        make("used", 20);
        make("other", 3000);
        leaveMarkInLog("other", "killed");
        Files.copy(at("killed", "-wal"), at("used", "-wal"));

        assertThatThrownBy(() -> open("used"))
                .isInstanceOf(DamagedStoreException.class)
                .hasMessageContaining("does not belong to");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20})
    void aStartWhoseCheckpointFailsLeavesAFileThatIsWhole(int ids) throws Exception {
        make("used", ids);
        Checkpoints upkeep = Checkpoints.of(at("used", ""), remarks::add, random, () -> {});
        try (Connection connection = withoutCheckpoint("used")) {
            upkeep.setUp(connection, false);
            Sql sql = new Sql(connection);
            assertThatThrownBy(() -> upkeep.begin(sql)).hasMessage("disk I/O error");
        }
        assertThat(at("used", "-wal")).as("SQLite transferred it").doesNotExist();

        assertHolds("used", ids);
        assertThat(remarks).isEmpty();
    }

    /** The first start of all is killed while SQLite turns the new file into one with a log. */
    @Test
    void aFirstStartThatIsKilledWhileItCreatesTheFileIsFollowedByAnother() throws Exception {
        make("killed", 0);
        leaveJournalOfNewFile("killed");
        assertThat(at("killed", "")).hasSize(Sqlite.PAGE_SIZE);

        assertHolds("killed", 0);
        assertThat(at("killed", "-journal")).doesNotExist();
        assertHolds("killed", 0);
        assertThat(remarks).isEmpty();
    }

    @Test
    void aFileWithTablesIsNotTakenForANewOneWhateverLiesBesideIt() throws Exception {
        make("used", 20);
        leaveJournalOfNewFile("used");
        byte[] before = Files.readAllBytes(at("used", ""));

        assertThatThrownBy(() -> open("used"))
                .isInstanceOf(DamagedStoreException.class)
                .hasMessageContaining("Nothing was opened or changed");
        assertThat(at("used", "")).hasBinaryContent(before);
    }

    /** As SQLite writes it before the first page of a new file. */
    private void leaveJournalOfNewFile(String name) throws IOException {
        ByteBuffer begin = ByteBuffer.allocate(512);
        begin.putLong(0xd9d505f920a163d7L)
                .putInt(0)
                .putInt(1)
                .putInt(0)
                .putInt(512)
                .putInt(Sqlite.PAGE_SIZE);
        Files.write(at(name, "-journal"), begin.array());
    }

    /** A store that was closed, with so many ids; without any, a file that has not even tables. */
    private void make(String name, int ids) throws IOException, SQLException {
        if (ids == 0) {
            Files.createDirectories(directory.resolve(name));
            connect(name).close();
            return;
        }
        try (AssetStore store = open(name)) {
            Submission submission = store.submissions().open("a.txt", "file:a.txt");
            store.submissions().accept(submission, Ids.lines(0, ids));
            store.submissions().seal(submission, Ids.sealing(ids));
        }
    }

    /** Copies what is there while the mark of a start is in the log only. */
    private void leaveMarkInLog(String from, String to) throws IOException, SQLException {
        try (Connection connection = connect(from);
                Statement statement = connection.createStatement()) {
            Sql sql = new Sql(connection);
            connection.setAutoCommit(false);
            statement.execute("PRAGMA wal_autocheckpoint = 0");
            new LogMark(random).continued(sql);
            Files.createDirectories(directory.resolve(to));
            for (String suffix : List.of("", "-wal")) {
                Files.copy(at(from, suffix), at(to, suffix), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private Connection connect(String name) throws SQLException {
        return Sqlite.dataSource(Sqlite.PREFIX + at(name, "")).getConnection();
    }

    private Connection withoutCheckpoint(String name) throws SQLException {
        Connection real = connect(name);
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (arguments != null && "PRAGMA wal_checkpoint(PASSIVE)".equals(arguments[0])) {
                        throw new SQLException("disk I/O error");
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void assertHolds(String name, long accepted) {
        try (AssetStore store = open(name)) {
            assertThat(store.queries().totals().accepted()).isEqualTo(accepted);
        }
    }

    private AssetStore open(String name) {
        try {
            Files.createDirectories(directory.resolve(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        Target target = new Target("https://vod.example.com", "project");
        return Sqlite.open(Sqlite.PREFIX + at(name, ""), target, TimeSource.system(), random, this::remark);
    }

    private void remark(String remark) {
        if (!remark.contains("were migrated")) {
            remarks.add(remark);
        }
    }

    private Path at(String name, String suffix) {
        return directory.resolve(name).resolve("vod-delete.db" + suffix);
    }
}
