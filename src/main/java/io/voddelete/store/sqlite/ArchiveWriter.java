package io.voddelete.store.sqlite;

import io.voddelete.store.ArchiveFiles.Unfit;
import io.voddelete.store.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sqlite.SQLiteConfig;

/**
 * Copies submissions into a new database with the tables of the store, whatever columns these have. All is read in one
 * transaction, so that it is of one moment. A file in which something is missing is thrown away, so it needs no journal.
 */
final class ArchiveWriter implements AutoCloseable {
    /** Tables with a column of that name that are not about the lines of a submission. */
    private static final Set<String> OTHERS = Set.of("event", "run_size", "archived");

    private static final Set<String> IDS = Set.of("asset", "earlier");
    private static final Set<String> INDEXES =
            Set.of("asset_line", "asset_reason", "earlier_line", "earlier_reason", "duplicate_asset");
    /** Lines copied between two pauses. */
    private static final int PAGE = 2_000;
    /** What a submission costs beside its lines, in lines. */
    private static final int OWN = 10;

    private static final String LINES = " WHERE submission = ?1 AND line > ?2 AND line <= ?3";
    private static final String OF = " WHERE l.submission = ?1 AND l.line > ?2 AND l.line <= ?3";

    private final Sql sql;
    private final long number;
    private final List<String> withLine;
    private final List<String> withoutLine;
    /** Of the table of submissions, without those that SQLite computes. */
    private final String columns;

    private long submissions;
    private long lines;
    private long sincePause;

    private ArchiveWriter(Sql sql, long number) throws SQLException {
        this.sql = sql;
        this.number = number;
        this.withLine = tables(sql, "store", true);
        this.withoutLine = tables(sql, "store", false);
        this.columns = String.join(
                ", ", sql.list(row -> row.getString(1), "SELECT name FROM pragma_table_info('submission', 'store')"));
    }

    /**
     * @param file empty
     * @param store the database
     */
    static ArchiveWriter open(Path file, Path store, long number) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.OFF);
        config.setSynchronous(SQLiteConfig.SynchronousMode.OFF); // it is synced when it is complete
        config.setPageSize(Sqlite.PAGE_SIZE);
        config.setCacheSize(-Sqlite.CHECK_CACHE_KIBIBYTES);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setBusyTimeout(Sqlite.BUSY_MILLIS);
        config.enforceForeignKeys(false);
        Connection connection = config.createConnection(Sqlite.PREFIX + file);
        try {
            try (Statement statement = connection.createStatement()) {
                statement.execute("ATTACH '" + uri(store, "mode=ro").replace("'", "''") + "' AS store");
            }
            Sqlite.setUp(connection);
            return new ArchiveWriter(new Sql(connection), number);
        } catch (SQLException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    /** Returns the form of a path that SQLite takes with parameters. */
    static String uri(Path file, String parameters) {
        return "file:" + file.toAbsolutePath().toUri().getRawPath() + "?" + parameters;
    }

    /**
     * Returns the tables that have lines of submissions.
     *
     * @param schema {@code main}, or the name of an attached database
     * @param withLine whether they have the number of the line, or one row a submission
     */
    static List<String> tables(Sql sql, String schema, boolean withLine) throws SQLException {
        List<String> tables = new ArrayList<>();
        for (String table : sql.list(
                row -> row.getString(1),
                "SELECT name FROM " + schema + ".sqlite_master WHERE type = 'table' ORDER BY name")) {
            Set<String> columns = Set.copyOf(
                    sql.list(row -> row.getString(1), "SELECT name FROM pragma_table_info(?1, ?2)", table, schema));
            if (columns.contains("submission") && !OTHERS.contains(table) && columns.contains("line") == withLine) {
                tables.add(table);
            }
        }
        return tables;
    }

    /** Returns the tables with lines, apart from those of ids. */
    static List<String> lineTables(Sql sql) throws SQLException {
        return tables(sql, "main", true).stream()
                .filter(table -> !IDS.contains(table))
                .toList();
    }

    /**
     * What was copied.
     *
     * @param unfit the submissions that are left out
     */
    record Copied(long submissions, long lines, List<Unfit> unfit) {}

    /** Copies submissions, given by their rows. */
    Copied copy(List<Long> rows, Runnable between) throws SQLException {
        createTables();
        List<Unfit> unfit = new ArrayList<>();
        for (long row : rows) {
            Optional<Unfit> why = check(row);
            if (why.isEmpty()) {
                copy(row, between);
            } else {
                unfit.add(why.get());
            }
        }
        explain();
        sql.run("PRAGMA user_version = " + Sqlite.VERSION);
        sql.commit();
        return new Copied(submissions, lines, unfit);
    }

    private void createTables() throws SQLException {
        List<String> tables = new ArrayList<>(withLine);
        tables.addAll(withoutLine);
        tables.addAll(List.of("submission", "setting"));
        for (String table : tables) {
            create("table", table);
        }
        for (String index : INDEXES) {
            create("index", index);
        }
    }

    private void create(String type, String name) throws SQLException {
        sql.execute(sql.first(
                        row -> row.getString(1),
                        "SELECT sql FROM store.sqlite_master WHERE type = ? AND name = ?",
                        type,
                        name)
                .orElseThrow(() -> new SQLException("the store has no " + type + " " + name)));
    }

    /** What is counted of a submission, and what of it there is. */
    private record Count(long rows, long unreported, long damaged) {
        static Count of(ResultSet row) throws SQLException {
            return new Count(row.getLong(1), row.getLong(2), row.getLong(3));
        }
    }

    private Optional<Unfit> check(long row) throws SQLException {
        Count owned = sql.first(
                        Count::of,
                        "SELECT count(*), coalesce(sum(reported_at IS NULL), 0),"
                                + " coalesce(sum(checksum IS NOT vod_checksum(asset_id, submission, line, generation)), 0)"
                                + " FROM store.asset INDEXED BY asset_line WHERE submission = ?",
                        row)
                .orElseThrow();
        Count earlier = sql.first(
                        Count::of,
                        "SELECT count(*), coalesce(sum(e.reported_at IS NULL), 0),"
                                + " coalesce(sum(e.checksum IS NOT vod_checksum(a.asset_id, e.submission, e.line, e.generation)), 0)"
                                + " FROM store.earlier e CROSS JOIN store.asset a ON a.id = e.asset WHERE e.submission = ?",
                        row)
                .orElseThrow();
        if (owned.unreported + earlier.unreported > 0) {
            return Optional.of(new Unfit(row, ""));
        }
        if (owned.damaged + earlier.damaged > 0) {
            return Optional.of(new Unfit(row, "the checksums of some of its rows are wrong"));
        }
        boolean agree = sql.first(
                        found -> found.getBoolean(1),
                        "SELECT accepted = ?2 AND duplicate = (SELECT count(*) FROM store.duplicate WHERE submission = ?1)"
                                + " AND rejected = (SELECT count(*) FROM store.rejected WHERE submission = ?1)"
                                + " FROM store.submission WHERE id = ?1",
                        row,
                        owned.rows + earlier.rows)
                .orElse(false);
        return agree ? Optional.empty() : Optional.of(new Unfit(row, "its counters do not agree with its lines"));
    }

    private void copy(long row, Runnable between) throws SQLException {
        sql.run(
                "INSERT INTO main.submission (" + columns + ") SELECT " + columns
                        + " FROM store.submission WHERE id = ?",
                row);
        sql.run("UPDATE main.submission SET archive = ? WHERE id = ?", number, row);
        for (String table : withoutLine) {
            sql.run("INSERT INTO main." + table + " SELECT * FROM store." + table + " WHERE submission = ?", row);
        }
        long last = sql.first(found -> found.getLong(1), "SELECT lines FROM main.submission WHERE id = ?", row)
                .orElseThrow();
        for (long after = -1; after < last; after += PAGE) {
            boolean isLast = after + PAGE >= last;
            copyLines(row, after, isLast ? Long.MAX_VALUE : after + PAGE);
            sincePause += OWN + Math.min(PAGE, last);
            if (sincePause >= PAGE) {
                between.run();
                sincePause = 0;
            }
        }
        submissions++;
        lines += sql.first(
                        found -> found.getLong(1),
                        "SELECT accepted + duplicate + rejected FROM main.submission WHERE id = ?",
                        row)
                .orElseThrow();
    }

    private void copyLines(long row, long after, long upTo) throws SQLException {
        for (String table : withLine) {
            // a row may be there because another line needed it
            insert(table, "SELECT * FROM store." + table + LINES, row, after, upTo);
        }
        insert(
                "asset",
                "SELECT a.* FROM store.earlier l CROSS JOIN store.asset a ON a.id = l.asset" + OF,
                row,
                after,
                upTo);
        String duplicates = " FROM store.duplicate l CROSS JOIN store.";
        insert("asset", "SELECT a.*" + duplicates + "asset a ON a.id = l.asset" + OF, row, after, upTo);
        insert(
                "earlier",
                "SELECT e.*" + duplicates + "earlier e ON e.asset = l.asset AND e.generation = l.generation" + OF,
                row,
                after,
                upTo);
    }

    private void insert(String table, String rows, long row, long after, long upTo) throws SQLException {
        sql.run("INSERT OR IGNORE INTO main." + table + " " + rows, row, after, upTo);
    }

    /** Adds what the lines refer to, so that nothing but the file is needed to read them. */
    private void explain() throws SQLException {
        sql.run("INSERT OR IGNORE INTO main.submission (" + columns + ") SELECT " + columns + " FROM store.submission"
                + " WHERE id IN (SELECT submission FROM main.asset UNION SELECT submission FROM main.earlier)");
        sql.run(
                "INSERT INTO main.setting SELECT n.* FROM main.submission s CROSS JOIN store.setting n"
                        + " ON n.name = 'notices:' || s.submission_id WHERE s.archive = ?",
                number);
        sql.run("INSERT OR IGNORE INTO main.setting SELECT * FROM store.setting WHERE name = 'store-id'");
        sql.run("INSERT INTO main.setting VALUES ('archive', ?)", String.valueOf(number));
    }

    /**
     * Reads a file again, from the disk.
     *
     * @throws SQLException if it has not all that was written
     */
    static void requireComplete(Sql file, long number) throws SQLException {
        String sound =
                file.first(row -> row.getString(1), "PRAGMA integrity_check(1)").orElse("");
        boolean complete = file.first(
                        row -> row.getBoolean(1),
                        "SELECT (SELECT count(*) FROM asset a CROSS JOIN submission s ON s.id = a.submission AND s.archive = ?1)"
                                + " + (SELECT count(*) FROM earlier e CROSS JOIN submission s ON s.id = e.submission AND s.archive = ?1)"
                                + " = coalesce(sum(accepted), 0)"
                                + " AND (SELECT count(*) FROM duplicate) = coalesce(sum(duplicate), 0)"
                                + " AND (SELECT count(*) FROM rejected) = coalesce(sum(rejected), 0)"
                                + " AND NOT EXISTS (SELECT 1 FROM asset"
                                + " WHERE checksum IS NOT vod_checksum(asset_id, submission, line, generation))"
                                + " FROM submission WHERE archive = ?1",
                        number)
                .orElse(false);
        if (!sound.equals("ok") || !complete) {
            throw new SQLException("what was written cannot be read again: "
                    + (sound.equals("ok") ? "lines are missing or changed" : sound)
                    + ". Check the disk and memory of the machine");
        }
    }

    @Override
    public void close() throws SQLException {
        sql.close();
    }
}
