package io.voddelete.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** The SQL of due times, also of those that are wrong after the clock was set back. Used only by the writer. */
final class DueTimeSql {
    private DueTimeSql() {}

    /** Notes that an id of a submission is due then. */
    static void isDue(Sql sql, long submission, Instant due) throws SQLException {
        sql.run(
                "UPDATE submission SET next_due = CASE WHEN next_due < ?1 THEN next_due ELSE ?1 END WHERE id = ?2",
                due,
                submission);
    }

    /** Leaves ids alone that wait for the end of their busy timeout, since an early call could fail them. */
    static Void bringForward(Sql sql, Duration by, Duration longest, Instant now) throws SQLException {
        sql.run(
                "UPDATE asset SET due_at = CASE WHEN due_at - ?1 > ?2 THEN ?3 WHEN due_at - ?1 > ?3 THEN due_at - ?1 ELSE ?3 END"
                        + " WHERE submission IN (SELECT id FROM submission WHERE live = 1) AND status = 'PENDING'"
                        + " AND due_at > CASE WHEN ?1 = 0 THEN ?2 ELSE ?3 END AND claim IS NULL AND busy_hidden = 0",
                by.toMillis(),
                now.plus(longest),
                now);
        sql.run("UPDATE submission SET next_due = coalesce((SELECT min(a.due_at) FROM asset a"
                + " WHERE a.submission = submission.id AND a.status = 'PENDING'), 0) WHERE live = 1 AND next_due > 0");
        return null;
    }
}
