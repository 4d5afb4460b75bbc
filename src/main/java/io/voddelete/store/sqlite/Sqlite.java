package io.voddelete.store.sqlite;

import io.voddelete.store.AssetChecksum;
import io.voddelete.store.AssetStore;
import io.voddelete.store.DamagedStoreException;
import io.voddelete.store.JdbcAssetStore;
import io.voddelete.store.Maintenance;
import io.voddelete.store.Ownership;
import io.voddelete.store.Sql;
import io.voddelete.store.StoreException;
import io.voddelete.store.Target;
import io.voddelete.store.WrongTargetException;
import io.voddelete.support.PrivateFiles;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.sqlite.Function;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/** The embedded database: a write-ahead log that is flushed to the disk at every commit. */
public final class Sqlite {
    private static final String SCHEMA = "/vod-delete-routes/schema-sqlite.sql";
    /** What makes tables of this version of those of the version before. */
    private static final String MIGRATION = "/vod-delete-routes/migration-sqlite-%d.sql";
    /** Gives the row a new checksum that an operator knows to be right. */
    private static final String CHECKSUMS = "/vod-delete-routes/checksums-sqlite.sql";
    /** One more with each change of the tables; then a migration belongs to it. */
    private static final int VERSION = 3;

    /** The first one that knows {@code PRAGMA wal_checkpoint(NOOP)}. */
    private static final String OLDEST = "3.51.0";

    static final int PAGE_SIZE = 4096;
    public static final String PREFIX = "jdbc:sqlite:";
    /** Of each of four connections, outside of the heap; what is not there is in the cache of the system. */
    private static final int CACHE_KIBIBYTES = 4 * 1024;
    /** The check of the structure jumps to and fro between a table and its indexes; it is done before anything else is. */
    static final int CHECK_CACHE_KIBIBYTES = 32 * 1024;

    private static final int BUSY_MILLIS = 10_000;

    private Sqlite() {}

    /** The file of a database. */
    public static Path file(String url) {
        return Path.of(url.substring(PREFIX.length()));
    }

    /**
     * Checks the files of a store, which no other process may have open, and opens it.
     *
     * @param url {@code jdbc:sqlite:<path>}
     * @param remarks gets sentences for the operator
     * @throws DamagedStoreException if its log is not what was written, or its structure is not sound
     * @throws WrongTargetException if the store is bound to another endpoint or project
     * @throws OldSqliteException if the SQLite on the class path is too old
     */
    static AssetStore open(
            String url, Target target, TimeSource clock, RandomGenerator random, Consumer<String> remarks) {
        return open(url, target, clock, random, remarks, () -> {});
    }

    /**
     * The same of a store that may be lost to another process.
     *
     * @param ours nothing is committed, and nothing is read that is to be sent, unless it says that the store is ours
     */
    public static AssetStore open(
            String url,
            Target target,
            TimeSource clock,
            RandomGenerator random,
            Consumer<String> remarks,
            Ownership ours) {
        requireVersion();
        try {
            Maintenance upkeep = Checkpoints.of(file(url), remarks, random, ours);
            makeFile(file(url));
            return JdbcAssetStore.open(dataSource(url), target, clock, random, upkeep);
        } catch (IOException e) {
            throw new StoreException("the store cannot be read: " + e, e);
        }
    }

    /** SQLite would let every user read it; what it puts beside the file has the same permissions. */
    private static void makeFile(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            PrivateFiles.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                    .close();
        }
    }

    /** An older one takes the checkpoint that only counts for one that writes. What counts is the library, not the name of its jar. */
    private static void requireVersion() {
        try (Connection connection = DriverManager.getConnection(PREFIX + ":memory:")) {
            String found = new Sql(connection)
                    .first(row -> row.getString(1), "SELECT sqlite_version()")
                    .orElseThrow();
            if (Version.parse(found).compareTo(Version.parse(OLDEST)) < 0) {
                throw new OldSqliteException(found, OLDEST);
            }
        } catch (SQLException e) {
            throw new StoreException("SQLite cannot be used: " + e.getMessage(), e);
        }
    }

    /** @param url {@code jdbc:sqlite:<path>} */
    static DataSource dataSource(String url) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setCacheSize(-CACHE_KIBIBYTES);
        config.setPageSize(PAGE_SIZE);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setGetGeneratedKeys(false); // otherwise every insert is followed by a query that nobody asked for
        config.enforceForeignKeys(false); // every reference is made by the statement that checks it
        SQLiteDataSource dataSource = new SQLiteDataSource(config);
        dataSource.setUrl(url);
        return dataSource;
    }

    /** Neither the schema nor the pages of a file are trusted: it may be damaged, or made by others. Begins a transaction. */
    static void setUp(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA trusted_schema = OFF");
            statement.execute("PRAGMA cell_size_check = ON");
            statement.execute("PRAGMA mmap_size = 0");
        }
        Function.create(connection.unwrap(SQLiteConnection.class), "vod_checksum", new ChecksumFunction());
        connection.setAutoCommit(false);
    }

    /**
     * Makes the tables, or those of an earlier version into those of this one, and binds them to the target; all in the
     * transaction of the caller.
     *
     * @return what an operator should know; empty if there is nothing
     */
    static Optional<String> prepare(Sql sql, Target target) throws SQLException {
        int before = requireOwnTables(sql);
        createTables(sql);
        target.bind(sql);
        return before == VERSION
                ? Optional.empty()
                : Optional.of("The tables of " + sql.database() + " had version " + before
                        + " and were migrated to version "
                        + VERSION
                        + ", with all their content. Earlier versions of this program can no longer open them");
    }

    /**
     * The version of the tables; that of this program where there are none.
     *
     * @throws SQLException if they are of a later version of this program
     */
    static int requireOwnTables(Sql sql) throws SQLException {
        int version = number(sql, "PRAGMA user_version");
        if (!hasTables(sql)) {
            return VERSION;
        }
        if (!isKnown(version)) {
            throw new SQLException("its tables have version " + version
                    + ", but this program supports only up to " + VERSION
                    + ". Nothing was changed. Use the version of the program that wrote it, or another store");
        }
        return version;
    }

    private static boolean isKnown(int version) {
        return version >= 1 && version <= VERSION;
    }

    /** Whether there are tables that this program knows. */
    static boolean hasKnownTables(Sql sql) throws SQLException {
        return hasTables(sql) && isKnown(number(sql, "PRAGMA user_version"));
    }

    /** @throws SQLException also if the tables are those of a later version of this program */
    static void createTables(Sql sql) throws SQLException {
        for (int version = requireOwnTables(sql) + 1; version <= VERSION; version++) {
            run(sql, String.format(Locale.ROOT, MIGRATION, version));
        }
        run(sql, SCHEMA);
        run(sql, CHECKSUMS);
        sql.run("PRAGMA user_version = " + VERSION);
    }

    private static void run(Sql sql, String script) throws SQLException {
        for (String statement : text(script).replaceAll("--[^\n]*", "").split(";")) {
            if (!statement.isBlank()) {
                sql.run(statement);
            }
        }
    }

    private static boolean hasTables(Sql sql) throws SQLException {
        return number(sql, "SELECT count(*) FROM sqlite_master WHERE name = 'asset'") > 0;
    }

    /** Changes something that nobody reads. */
    static int touch(Sql sql, Instant now) throws SQLException {
        return sql.run(
                "INSERT INTO setting (name, value) VALUES ('written-at', ?1) ON CONFLICT DO UPDATE SET value = ?1",
                now);
    }

    static int number(Sql sql, String query) throws SQLException {
        return sql.first(row -> row.getInt(1), query).orElseThrow();
    }

    /** {@code vod_checksum(asset_id, submission, line, generation)} in SQL. */
    private static final class ChecksumFunction extends Function {
        @Override
        protected void xFunc() throws SQLException {
            result(new AssetChecksum(value_text(0), value_long(1), value_long(2), value_int(3)).value());
        }
    }

    private static String text(String script) {
        try (InputStream in = Sqlite.class.getResourceAsStream(script)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + script, e);
        }
    }
}
