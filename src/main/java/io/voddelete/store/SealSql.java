package io.voddelete.store;

import io.voddelete.reader.Entry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SQL that opens and seals submissions. */
record SealSql(LineSql lines, GateSql gates) {
    /** Opens a submission, or returns the one with this key. */
    static Submission open(
            Sql sql,
            String submissionId,
            String intakeKey,
            String source,
            @Nullable String caller,
            Requested requested,
            Instant now)
            throws SQLException {
        sql.run(
                "INSERT INTO submission (submission_id, intake_key, source, caller, opened_at, requested_by, requested_from,"
                        + " request_reason, traceparent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (intake_key) DO NOTHING",
                submissionId,
                intakeKey,
                source,
                caller,
                now,
                requested.by(),
                requested.from(),
                requested.reason(),
                requested.traceparent());
        return sql.first(SubmissionSql::read, SubmissionSql.SELECT + " WHERE intake_key = ?", intakeKey)
                .orElseThrow();
    }

    /**
     * Returns the limit that forbids accepting these ids; empty if none does.
     *
     * @param found sorted
     */
    Optional<DayUse> over(Sql sql, List<Entry.Found> found, DayLimit limit, Instant now) throws SQLException {
        return DayCounts.over(sql, limit, found.size(), () -> lines.countNew(sql, found), now);
    }

    /** Returns the row of the submission if this seals it and nothing of it needs to be sent; otherwise an empty list. */
    List<Long> seal(Sql sql, Submission submission, Seal sealing, @Nullable String schedule, long turn, Instant now)
            throws SQLException {
        int sealed = sql.run(
                "UPDATE submission SET state = 'SEALED', sealed_at = ?, lines = ?, sha256 = ?, kept_as = ?, turn = ?,"
                        + " next_due = 0 WHERE id = ? AND state = 'OPEN'",
                now,
                sealing.lines(),
                sealing.sha256(),
                sealing.keptAs(),
                turn,
                submission.row());
        if (sealed == 1) {
            Notices.record(sql, submission, sealing.notices());
            if (sealing.keptAs() != null && sealing.sha256() != null) { // a file has both
                Move.record(sql, lines.readings().homes(), new Move(sealing.keptAs(), sealing.sha256()));
            }
            TotalsSql.sealed(sql, submission);
            gates.events().accepted(sql, submission, now);
            gates.atSeal(sql, submission.row(), schedule, now);
            List<Long> done = DoneSubmissions.among(sql, List.of(submission.row()));
            gates.events().done(sql, done, now);
            return done;
        }
        return List.of();
    }
}
