package io.voddelete.store;

import io.voddelete.asset.Status;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The SQL of {@link ReasonCount}: it is counted when it happens, since nobody counts a million lines while a person waits. */
final class ReasonSql {
    private ReasonSql() {}

    /** Counts ids that were settled; those without a reason are not counted. */
    static void count(Sql sql, long submission, Status status, @Nullable String reason, int ids) throws SQLException {
        if (reason != null && status != Status.DELETED) {
            count(sql, submission, status.name(), reason, ids);
        }
    }

    /** Takes back an id that was counted. */
    static void uncount(Sql sql, long submission, Status status, @Nullable String reason) throws SQLException {
        sql.run(
                "UPDATE reason_count SET lines = lines - 1 WHERE submission = ? AND status = ? AND reason = ?",
                submission,
                status,
                reason);
        sql.run("DELETE FROM reason_count WHERE submission = ? AND lines = 0", submission);
    }

    /** Counts rejected lines. */
    static void countRejected(Sql sql, long submission, String reason, int lines) throws SQLException {
        count(sql, submission, LineFilter.REJECTED, reason, lines);
    }

    private static void count(Sql sql, long submission, String status, String reason, int lines) throws SQLException {
        if (lines > 0) {
            sql.run(
                    "INSERT INTO reason_count (submission, status, reason, lines) VALUES (?1, ?2, ?3, ?4)"
                            + " ON CONFLICT (submission, status, reason) DO UPDATE SET lines = reason_count.lines + ?4",
                    submission,
                    status,
                    reason,
                    lines);
        }
    }

    /** Returns the counts of a submission, by status and reason. */
    static List<ReasonCount> of(Sql sql, long submission) throws SQLException {
        return sql.list(
                row -> new ReasonCount(row.getString(1), row.getString(2), row.getLong(3)),
                "SELECT status, reason, lines FROM reason_count WHERE submission = ? ORDER BY status, reason",
                submission);
    }
}
