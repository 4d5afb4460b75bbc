package io.voddelete.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** The embedded database: a write-ahead log that is flushed to the disk at every commit. */
public final class Sqlite {
    private static final String SCHEMA = "/vod-delete-routes/schema-sqlite.sql";
    private static final int CHECKPOINT_PAGES = 8_000;
    private static final int CACHE_KIBIBYTES = 32 * 1024;
    private static final int BUSY_MILLIS = 10_000;

    private Sqlite() {}

    /** @param url {@code jdbc:sqlite:<path>} */
    public static DataSource dataSource(String url) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setCacheSize(-CACHE_KIBIBYTES);
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, String.valueOf(CHECKPOINT_PAGES));
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setGetGeneratedKeys(false); // otherwise every insert is followed by a query that nobody asked for
        config.enforceForeignKeys(false); // every reference is made by the statement that checks it
        SQLiteDataSource dataSource = new SQLiteDataSource(config);
        dataSource.setUrl(url);
        return dataSource;
    }

    static void createTables(Sql sql) throws SQLException {
        for (String statement : schema().replaceAll("--[^\n]*", "").split(";")) {
            if (!statement.isBlank()) {
                sql.run(statement);
            }
        }
    }

    private static String schema() {
        try (InputStream in = Sqlite.class.getResourceAsStream(SCHEMA)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + SCHEMA, e);
        }
    }
}
