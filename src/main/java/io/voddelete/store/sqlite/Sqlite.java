package io.voddelete.store.sqlite;

import io.voddelete.store.AssetChecksum;
import io.voddelete.store.AssetStore;
import io.voddelete.store.DamagedStoreException;
import io.voddelete.store.JdbcAssetStore;
import io.voddelete.store.Maintenance;
import io.voddelete.store.Ownership;
import io.voddelete.store.Sql;
import io.voddelete.store.SqlScript;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoreRules;
import io.voddelete.store.Target;
import io.voddelete.store.WrongTargetException;
import io.voddelete.support.PrivateFiles;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
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

/** The embedded database, with a write-ahead log that is synced to disk at every commit. */
public final class Sqlite {
    private static final String SCHEMA = "/vod-delete-routes/schema-sqlite.sql";
    /** Migrates the tables of the previous version to this one. */
    private static final String MIGRATION = "/vod-delete-routes/migration-sqlite-%d.sql";
    /** A trigger for operators that recalculates the checksum of a row. */
    private static final String CHECKSUMS = "/vod-delete-routes/checksums-sqlite.sql";
    /** Increased with each change of the tables, which needs a migration. */
    static final int VERSION = 6;

    /** The first version with {@code PRAGMA wal_checkpoint(NOOP)}. */
    private static final String OLDEST = "3.51.0";

    static final int PAGE_SIZE = 4096;
    public static final String PREFIX = "jdbc:sqlite:";
    /** For each of four connections, outside the heap; the system caches the rest. */
    private static final int CACHE_KIBIBYTES = 4 * 1024;
    /** Larger, because the check of the structure jumps between a table and its indexes; it runs before anything else. */
    static final int CHECK_CACHE_KIBIBYTES = 32 * 1024;

    static final int BUSY_MILLIS = 10_000;

    private Sqlite() {}

    /** Returns the file of a database. */
    public static Path file(String url) {
        return Path.of(url.substring(PREFIX.length()));
    }

    /**
     * Checks the files of a store, which no other process may have open, and opens it.
     *
     * @param url {@code jdbc:sqlite:<path>}
     * @param remarks receives messages for the operator
     * @throws DamagedStoreException if its log is damaged or its structure is not sound
     * @throws WrongTargetException if the store is bound to another endpoint or project
     * @throws OldSqliteException if the SQLite on the class path is too old
     */
    static AssetStore open(
            String url, Target target, TimeSource clock, RandomGenerator random, Consumer<String> remarks) {
        return open(url, target, StoreRules.NONE, clock, random, remarks, () -> {});
    }

    /**
     * Like {@link #open(String, Target, TimeSource, RandomGenerator, Consumer)}, for a store that another process may take over.
     *
     * @param rules what is checked and recorded beyond the tables
     * @param ours checked before each commit, and before each read of something to be sent
     */
    public static AssetStore open(
            String url,
            Target target,
            StoreRules rules,
            TimeSource clock,
            RandomGenerator random,
            Consumer<String> remarks,
            Ownership ours) {
        requireVersion();
        try {
            Maintenance upkeep = Checkpoints.of(file(url), remarks, random, ours);
            makeFile(file(url));
            return JdbcAssetStore.open(dataSource(url), target, rules, clock, random, upkeep);
        } catch (IOException e) {
            throw new StoreException("the store cannot be read: " + e, e);
        }
    }

    /** Creates the file, because SQLite would make it readable for all users; its other files get the same permissions. */
    private static void makeFile(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            PrivateFiles.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                    .close();
        }
    }

    /** Checks the version of the library itself. An older one would run a checkpoint instead of only counting frames. */
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
        config.setGetGeneratedKeys(false); // otherwise a query follows every insert
        config.enforceForeignKeys(false); // our statements check references themselves
        SQLiteDataSource dataSource = new SQLiteDataSource(config);
        dataSource.setUrl(url);
        return dataSource;
    }

    /** Distrusts the schema and the pages of the file, which may be damaged or made by others. Begins a transaction. */
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
     * Creates the tables or migrates those of an earlier version, and binds them to the target, in the caller's transaction.
     *
     * @return a message for the operator; empty if there is none
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
     * Returns the version of the tables; if there are none, that of this program.
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

    /** Returns whether there are tables that this program knows. */
    static boolean hasKnownTables(Sql sql) throws SQLException {
        return hasTables(sql) && isKnown(number(sql, "PRAGMA user_version"));
    }

    /** @throws SQLException also if the tables are those of a later version of this program */
    static void createTables(Sql sql) throws SQLException {
        for (int version = requireOwnTables(sql) + 1; version <= VERSION; version++) {
            SqlScript.run(sql, String.format(Locale.ROOT, MIGRATION, version));
        }
        SqlScript.run(sql, SCHEMA);
        SqlScript.run(sql, CHECKSUMS);
        sql.run("PRAGMA user_version = " + VERSION);
    }

    private static boolean hasTables(Sql sql) throws SQLException {
        return number(sql, "SELECT count(*) FROM sqlite_master WHERE name = 'asset'") > 0;
    }

    /** Numbers that are given automatically are higher than any that was ever there. */
    static void skipEventNumbers(Sql sql, long number, Instant now) throws SQLException {
        String mark = "skipped";
        sql.run("INSERT INTO event (id, name, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", number, mark, now);
        sql.run("DELETE FROM event WHERE id = ? AND name = ?", number, mark);
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
}
