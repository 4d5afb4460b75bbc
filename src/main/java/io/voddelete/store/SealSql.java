package io.voddelete.store;

import io.voddelete.reader.Entry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SQL that opens and seals submissions. */
record SealSql(LineSql lines, GateSql gates) {
    private static final String INSERT =
            "INSERT INTO submission (submission_id, intake_key, source, caller, opened_at, requested_by, requested_from,"
                    + " request_reason, traceparent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String OPEN =
            INSERT + " ON CONFLICT (intake_key) DO NOTHING RETURNING " + SubmissionSql.COLUMNS;
    private static final String OPEN_NEW = INSERT + " ON CONFLICT DO NOTHING RETURNING " + SubmissionSql.COLUMNS;
    private static final String SEAL =
            "UPDATE submission SET accepted = accepted + ?1, pending = pending + ?1, duplicate = duplicate + ?2,"
                    + " waiting = waiting + ?3, state = 'SEALED', sealed_at = ?4, lines = ?5, sha256 = ?6, kept_as = ?7,"
                    + " turn = ?8, next_due = 0 WHERE id = ?9 AND state = 'OPEN' RETURNING "
                    + SubmissionSql.COLUMNS + ", unfinished";

    /**
     * A submission that is to be opened.
     *
     * @param caller for whom; null if unknown
     */
    record Opening(
            String submissionId,
            String intakeKey,
            String source,
            @Nullable String caller,
            Requested requested) {}

    /**
     * A submission that was sealed.
     *
     * @param accepted number of its ids; 0 if it had been sealed before
     * @param done its row if nothing of it needs to be sent
     * @param now the submission as it is now, if that is known; it is if nothing else became of it
     */
    record Sealed(long accepted, List<Long> done, Optional<Submission> now) {}

    /** The row of a submission, and whether some of it is not settled. */
    private record Row(Submission submission, boolean isUnfinished) {
        static Row read(ResultSet row) throws SQLException {
            return new Row(SubmissionSql.read(row), row.getBoolean(SubmissionSql.COUNT + 1));
        }
    }

    /** Opens a submission, or returns the one with this key. */
    static Submission open(Sql sql, Opening opening, Instant now) throws SQLException {
        Optional<Submission> opened = insert(sql, OPEN, opening, now);
        return opened.isPresent()
                ? opened.get()
                : sql.first(SubmissionSql::read, SubmissionSql.SELECT + " WHERE intake_key = ?", opening.intakeKey)
                        .orElseThrow();
    }

    /** Opens a submission; empty if there is one with this id or key. */
    static Optional<Submission> openNew(Sql sql, Opening opening, Instant now) throws SQLException {
        return insert(sql, OPEN_NEW, opening, now);
    }

    private static Optional<Submission> insert(Sql sql, String statement, Opening opening, Instant now)
            throws SQLException {
        return sql.first(
                SubmissionSql::read,
                statement,
                opening.submissionId,
                opening.intakeKey,
                opening.source,
                opening.caller,
                now,
                opening.requested.by(),
                opening.requested.from(),
                opening.requested.reason(),
                opening.requested.traceparent());
    }

    /**
     * Returns the limit that forbids accepting these ids; empty if none does.
     *
     * @param found sorted
     */
    Optional<DayUse> over(Sql sql, List<Entry.Found> found, DayLimit limit, Instant now) throws SQLException {
        return DayCounts.over(sql, limit, found.size(), () -> lines.countNew(sql, found), now);
    }

    /**
     * Seals a submission unless it is sealed.
     *
     * @param last its last ids, which are not counted yet
     * @throws IllegalStateException if there are some and it is sealed: the transaction has to be rolled back
     */
    Sealed seal(
            Sql sql,
            Submission submission,
            LineSql.Added last,
            Seal sealing,
            @Nullable String schedule,
            long turn,
            Instant now)
            throws SQLException {
        Optional<Row> sealed = sql.first(
                Row::read,
                SEAL,
                last.accepted(),
                last.duplicates(),
                last.waiting(),
                now,
                sealing.lines(),
                sealing.sha256(),
                sealing.keptAs(),
                turn,
                submission.row());
        if (sealed.isEmpty() && !last.equals(LineSql.Added.NONE)) {
            throw new IllegalStateException("ids were added to a sealed submission: " + submission.submissionId());
        }
        if (sealed.isEmpty()) {
            return new Sealed(0, List.of(), Optional.empty());
        }
        Notices.record(sql, submission, sealing.notices());
        if (sealing.keptAs() != null && sealing.sha256() != null) { // a file has both
            Move.record(sql, lines.readings().homes(), new Move(sealing.keptAs(), sealing.sha256()));
        }
        Submission.Progress counted = sealed.get().submission.progress();
        TotalsSql.sealed(sql, counted);
        gates.events().accepted(sql, submission, now);
        boolean isUnchanged = gates.atSeal(sql, submission.row(), counted.accepted(), counted.waiting(), schedule, now);
        List<Long> done = sealed.get().isUnfinished ? List.of() : DoneSubmissions.among(sql, List.of(submission.row()));
        gates.events().done(sql, done, now);
        boolean isKnown =
                isUnchanged && sealed.get().isUnfinished && sealing.notices().isEmpty();
        return new Sealed(counted.accepted(), done, isKnown ? Optional.of(sealed.get().submission) : Optional.empty());
    }
}
