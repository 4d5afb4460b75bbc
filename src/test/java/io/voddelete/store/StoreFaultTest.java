package io.voddelete.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.voddelete.store.sqlite.Sqlite;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

/** Each kind of trouble as a real database has it: what it is called, what to do, and that people outside see no path. */
class StoreFaultTest {
    private static final String FILL = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
            + " INSERT INTO t SELECT hex(randomblob(500)) FROM n";

    @TempDir
    Path directory;

    private Path database;

    @BeforeEach
    void make() throws SQLException {
        database = directory.resolve("some.db");
        run(open(), "CREATE TABLE t (a)");
    }

    @Test
    void aLock() throws SQLException {
        try (Connection other = open();
                Statement lock = other.createStatement()) {
            lock.execute("BEGIN IMMEDIATE");
            assertThatIsSaid(fails(open(), "PRAGMA busy_timeout = 0", FILL), "lock", "close that program");
        }
    }

    @Test
    void aFullDisk() throws SQLException {
        assertThatIsSaid(fails(open(), "PRAGMA max_page_count = 5", FILL), "full", "make room");
    }

    @Test
    void aReadOnlyFile() throws SQLException {
        SQLiteConfig readOnly = new SQLiteConfig();
        readOnly.setReadOnly(true);
        assertThatIsSaid(
                fails(readOnly.createConnection(Sqlite.PREFIX + database), FILL), "read-only", "owner and permissions");
    }

    /** A file that can be opened and not be read. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aDiskThatCannotBeRead() {
        SQLException fault = catchThrowableOfType(
                SQLException.class,
                () -> run(
                        DriverManager.getConnection(Sqlite.PREFIX + "/proc/self/mem"), "SELECT * FROM sqlite_master"));
        assertThatIsSaid(fault, "cannot be read or written", "check the disk");
    }

    @Test
    void aDamagedDatabase() throws SQLException, IOException {
        run(open(), FILL);
        try (RandomAccessFile file = new RandomAccessFile(database.toFile(), "rw")) {
            file.seek(4096);
            file.write(new byte[4096]);
        }
        assertThatIsSaid(fails(open(), "SELECT count(*) FROM t"), "damaged", "restore a backup");
    }

    @Test
    void aFileThatIsNoDatabase() throws IOException, SQLException {
        Files.writeString(database, "a list of ids\n".repeat(1000));
        assertThatIsSaid(fails(open(), "SELECT count(*) FROM t"), "damaged", "restore a backup");
    }

    @Test
    void whateverElseIsNotGivenAName() throws SQLException {
        StoreException fault = said(fails(open(), "SELECT a FROM nowhere"));
        assertThat(fault.kind()).isEmpty();
        assertThat(fault.remedy()).contains("check the disk");
        assertThat(fault).hasMessageContaining("nowhere");
    }

    private void assertThatIsSaid(SQLException cause, String kind, String remedy) {
        StoreException fault = said(cause);
        assertThat(fault.kind().orElseThrow()).contains(kind).doesNotContain("/", directory.toString());
        assertThat(fault.remedy()).contains(remedy);
        assertThat(fault)
                .hasMessageContainingAll(
                        "the store could not be tried: " + fault.kind().orElseThrow(),
                        database.toString(),
                        cause.getMessage());
    }

    private StoreException said(SQLException cause) {
        assertThat((Throwable) cause).isNotNull();
        return StoreException.of("the store could not be tried", cause, database.toString());
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection(Sqlite.PREFIX + database);
    }

    private static SQLException fails(Connection connection, String... statements) {
        return catchThrowableOfType(SQLException.class, () -> run(connection, statements));
    }

    private static void run(Connection connection, String... statements) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
