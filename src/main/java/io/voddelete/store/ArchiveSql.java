package io.voddelete.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The SQL of archives in the store: which there are, and what leaves the tables. */
final class ArchiveSql {
    private static final String IN_WORK = "archive-in-work";
    private static final String BEFORE = "archived-before";
    private static final String FILES = "SELECT id, file, sha256, made_at, moved FROM archive";

    /** Lines of a submission that are removed together. */
    record Range(long submission, long after, long upTo) {}

    private ArchiveSql() {}

    static List<ArchiveFile> files(Sql sql) throws SQLException {
        return sql.list(ArchiveSql::file, FILES + " ORDER BY id");
    }

    static Optional<ArchiveFile> unmoved(Sql sql) throws SQLException {
        return sql.first(ArchiveSql::file, FILES + " WHERE moved = 0 ORDER BY id LIMIT 1");
    }

    /** Returns the archive that has the lines of a submission; empty if they are in the store. */
    static Optional<ArchiveFile> of(Sql sql, long submission) throws SQLException {
        return sql.first(
                ArchiveSql::file, FILES + " WHERE id = (SELECT archive FROM submission WHERE id = ?)", submission);
    }

    private static ArchiveFile file(ResultSet row) throws SQLException {
        return new ArchiveFile(
                row.getLong(1), row.getString(2), row.getString(3), Sql.instant(row, 4), row.getBoolean(5));
    }

    /** Returns the time up to which all that could be archived was. */
    static Instant before(Sql sql) throws SQLException {
        return sql.first(
                        row -> Instant.ofEpochMilli(row.getLong(1)),
                        "SELECT CAST(value AS BIGINT) FROM setting WHERE name = ?",
                        BEFORE)
                .orElse(Instant.MIN);
    }

    static int setBefore(Sql sql, Instant before) throws SQLException {
        return set(sql, BEFORE, String.valueOf(before.toEpochMilli()));
    }

    /** Returns the name of the file that was being made. */
    static Optional<String> inWork(Sql sql) throws SQLException {
        return sql.first(row -> row.getString(1), "SELECT value FROM setting WHERE name = ?", IN_WORK);
    }

    static int setInWork(Sql sql, String name) throws SQLException {
        return set(sql, IN_WORK, name);
    }

    static int endWork(Sql sql) throws SQLException {
        return sql.run("DELETE FROM setting WHERE name = ?", IN_WORK);
    }

    private static int set(Sql sql, String name, String value) throws SQLException {
        return sql.run(
                "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
                name,
                value);
    }

    static long lastSubmission(Sql sql) throws SQLException {
        return sql.first(row -> row.getLong(1), "SELECT coalesce(max(id), 0) FROM submission")
                .orElseThrow();
    }

    /** A submission, and how many lines of it an archive would have. */
    record Candidate(long submission, long lines) {}

    /** Returns the settled submissions among some rows that were read to their end before a time, and are told about. */
    static List<Candidate> settled(Sql sql, long after, long upTo, Instant before) throws SQLException {
        return sql.list(
                row -> new Candidate(row.getLong(1), row.getLong(2)),
                "SELECT id, accepted + duplicate + rejected FROM submission WHERE id > ? AND id <= ? AND sealed_at < ?"
                        + " AND state = 'SEALED' AND archive IS NULL AND unfinished = 0 AND task IS NULL"
                        + " AND gate IN ('RELEASED', 'CANCELLED', 'EXPIRED')"
                        + " AND (kept_as IS NULL OR receipt_at IS NOT NULL AND report_at IS NOT NULL) ORDER BY id",
                after,
                upTo,
                before);
    }

    static long nextNumber(Sql sql) throws SQLException {
        return sql.first(row -> row.getLong(1), "SELECT coalesce(max(id), 0) + 1 FROM archive")
                .orElseThrow();
    }

    static Void record(Sql sql, long number, String name, ArchiveFiles.Written written, Instant now)
            throws SQLException {
        sql.run(
                "INSERT INTO archive (id, file, sha256, bytes, submissions, lines, made_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                number,
                name,
                written.sha256(),
                written.bytes(),
                written.submissions(),
                written.lines(),
                now);
        endWork(sql);
        return null;
    }

    /** From now on the lines of a submission are read from the archive, unless it is no longer settled. */
    static int mark(Sql sql, long submission, long number) throws SQLException {
        return sql.run(
                "UPDATE submission SET archive = ? WHERE id = ? AND archive IS NULL AND state = 'SEALED'"
                        + " AND unfinished = 0",
                number,
                submission);
    }

    static int moved(Sql sql, long number) throws SQLException {
        return sql.run("UPDATE archive SET moved = 1 WHERE id = ?", number);
    }

    /**
     * Removes lines of an archived submission. An id stays as it is while a submission that is not archived names it; then it is
     * known by a small row.
     *
     * @param tables what else has lines, apart from {@code asset} and {@code earlier}
     */
    static Void remove(Sql sql, Range range, List<String> tables) throws SQLException {
        if (of(sql, range.submission).isEmpty()) {
            return null; // it was no longer settled, so it stayed
        }
        String lines = " WHERE submission = ? AND line > ? AND line <= ?";
        Set<Long> ids = new LinkedHashSet<>();
        for (String column :
                List.of("id FROM asset INDEXED BY asset_line", "asset FROM earlier", "asset FROM duplicate")) {
            ids.addAll(sql.list(
                    row -> row.getLong(1), "SELECT " + column + lines, range.submission, range.after, range.upTo));
        }
        for (String table : tables) {
            sql.run("DELETE FROM " + table + lines, range.submission, range.after, range.upTo);
        }
        sql.run("UPDATE plan SET text = '', json = '' WHERE submission = ?", range.submission);
        for (long id : ids) {
            ArchivedIds.take(sql, id);
        }
        return null;
    }
}
