package io.voddelete.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlTest {
    private static final String INSERT = "INSERT INTO t VALUES (zeroblob(?))";
    private static final String COUNT = "SELECT count(*) FROM t";

    @TempDir
    Path directory;

    private Sql sql;

    @BeforeEach
    void open() throws SQLException {
        sql = new Sql(DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("a.db")));
        sql.run("CREATE TABLE t (a)");
    }

    @AfterEach
    void close() throws SQLException {
        sql.close();
    }

    @Test
    void aStatementThatFailedAsTheDiskWasFullWorksWhenThereIsRoomAgain() throws SQLException {
        sql.run(INSERT, 1);
        limitPages(3);
        for (int times = 0; times < 2; times++) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> sql.run(INSERT, 100_000))
                    .withMessageContaining("SQLITE_FULL");
        }
        limitPages(1_000);

        assertThat(sql.run(INSERT, 100_000)).isOne();
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void aQueryThatFailedWorksWhenItsReasonIsGone() throws SQLException {
        assertThat(count()).isZero();
        sql.run("ALTER TABLE t RENAME TO hidden");
        assertThatExceptionOfType(SQLException.class).isThrownBy(this::count);
        sql.run("ALTER TABLE hidden RENAME TO t");

        assertThat(count()).isZero();
    }

    private void limitPages(int pages) throws SQLException {
        sql.first(row -> row.getInt(1), "PRAGMA max_page_count = " + pages);
    }

    private int count() throws SQLException {
        return sql.first(row -> row.getInt(1), COUNT).orElseThrow();
    }
}
