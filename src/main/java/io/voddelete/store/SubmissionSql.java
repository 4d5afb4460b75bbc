package io.voddelete.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The SQL that reads submissions. */
final class SubmissionSql {
    /** What is read of a row, also by a statement that changes it. */
    static final String COLUMNS = "id, submission_id, source, caller, opened_at, sealed_at, state, lines, sha256,"
            + " kept_as, accepted, pending, deleted, failed, duplicate, rejected, waiting, turn, " + Notices.COLUMN
            + ", kept, gate, held_for, gate_until, approved_at, approved_by, approval_reason"
            + ", requested_by, requested_from, request_reason, traceparent, first_call_at"
            // duplicates may have been added since
            + ", CASE WHEN state = 'SEALED' AND pending = 0 AND waiting = 0 THEN done_at END";

    /** How many columns these are. */
    static final int COUNT = 32;

    /** Append a condition. */
    static final String SELECT = "SELECT " + COLUMNS + " FROM submission";

    private SubmissionSql() {}

    /** Returns the submission in this row, if there is one. */
    static Optional<Submission> find(Sql sql, long row) throws SQLException {
        return sql.first(SubmissionSql::read, SELECT + " WHERE id = ?", row);
    }

    /** @param row with {@link #COLUMNS} */
    static Submission read(ResultSet row) throws SQLException {
        boolean sealed = "SEALED".equals(row.getString(7));
        return new Submission(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                new Requested(row.getString(27), row.getString(28), row.getString(29), row.getString(30)),
                Sql.instant(row, 5),
                Sql.instantOrNull(row, 6),
                sealed
                        ? Optional.of(new Seal(
                                row.getLong(8), row.getString(9), row.getString(10), Notices.of(row.getString(19))))
                        : Optional.empty(),
                new Submission.Release(
                        Gate.valueOf(row.getString(21)),
                        HoldReason.split(row.getString(22)),
                        Sql.instantOrNull(row, 23),
                        Sql.instantOrNull(row, 24),
                        row.getString(25),
                        row.getString(26)),
                new Submission.Progress(
                        row.getLong(11),
                        row.getLong(12),
                        row.getLong(13),
                        row.getLong(14),
                        row.getLong(20),
                        row.getLong(15),
                        row.getLong(16),
                        row.getLong(17),
                        row.getLong(18),
                        Sql.instantOrNull(row, 31),
                        Sql.instantOrNull(row, 32)));
    }
}
