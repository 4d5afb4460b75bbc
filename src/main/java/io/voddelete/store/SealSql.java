package io.voddelete.store;

import io.voddelete.reader.Entry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SQL that opens and seals submissions. */
record SealSql(LineSql lines, GateSql gates) {
    private static final String OPEN =
            "INSERT INTO submission (submission_id, intake_key, source, caller, opened_at, requested_by, requested_from,"
                    + " request_reason, traceparent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (intake_key) DO NOTHING RETURNING " + SubmissionSql.COLUMNS;
    private static final String SEAL =
            "UPDATE submission SET state = 'SEALED', sealed_at = ?, lines = ?, sha256 = ?, kept_as = ?, turn = ?,"
                    + " next_due = 0 WHERE id = ? AND state = 'OPEN' RETURNING accepted, waiting, unfinished";

    /**
     * A submission that was sealed.
     *
     * @param accepted number of its ids; 0 if it had been sealed before
     * @param done its row if nothing of it needs to be sent
     */
    record Sealed(long accepted, List<Long> done) {}

    /** Its counters. */
    private record Counted(long accepted, long waiting, boolean isUnfinished) {}

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
        Optional<Submission> opened = sql.first(
                SubmissionSql::read,
                OPEN,
                submissionId,
                intakeKey,
                source,
                caller,
                now,
                requested.by(),
                requested.from(),
                requested.reason(),
                requested.traceparent());
        return opened.isPresent()
                ? opened.get()
                : sql.first(SubmissionSql::read, SubmissionSql.SELECT + " WHERE intake_key = ?", intakeKey)
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

    /** Seals a submission unless it is sealed. */
    Sealed seal(Sql sql, Submission submission, Seal sealing, @Nullable String schedule, long turn, Instant now)
            throws SQLException {
        Optional<Counted> sealed = sql.first(
                row -> new Counted(row.getLong(1), row.getLong(2), row.getBoolean(3)),
                SEAL,
                now,
                sealing.lines(),
                sealing.sha256(),
                sealing.keptAs(),
                turn,
                submission.row());
        if (sealed.isEmpty()) {
            return new Sealed(0, List.of());
        }
        Notices.record(sql, submission, sealing.notices());
        if (sealing.keptAs() != null && sealing.sha256() != null) { // a file has both
            Move.record(sql, lines.readings().homes(), new Move(sealing.keptAs(), sealing.sha256()));
        }
        TotalsSql.sealed(sql, submission);
        gates.events().accepted(sql, submission, now);
        Counted counted = sealed.get();
        gates.atSeal(sql, submission.row(), counted.accepted, counted.waiting, schedule, now);
        List<Long> done = counted.isUnfinished ? List.of() : DoneSubmissions.among(sql, List.of(submission.row()));
        gates.events().done(sql, done, now);
        return new Sealed(counted.accepted, done);
    }
}
