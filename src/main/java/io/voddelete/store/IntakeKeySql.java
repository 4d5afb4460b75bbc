package io.voddelete.store;

import java.sql.SQLException;

/** The SQL that moves an intake key from one open submission to another. A sealed submission keeps its key. */
final class IntakeKeySql {
    private IntakeKeySql() {}

    /** Whether no submission has this id or key, as is usual. */
    static boolean isNew(Sql sql, String submissionId, String intakeKey) throws SQLException {
        return sql.first(
                        row -> true,
                        // not OR, for which PostgreSQL makes two bitmaps
                        "SELECT 1 FROM submission WHERE intake_key = ? UNION ALL"
                                + " SELECT 1 FROM submission WHERE submission_id = ? LIMIT 1",
                        intakeKey,
                        submissionId)
                .isEmpty();
    }

    /**
     * Frees the key from an open submission of another id, whose ids would otherwise be mixed with those of this one; and gives
     * it back to an open submission of this id that has lost it.
     */
    static void give(Sql sql, String submissionId, String intakeKey) throws SQLException {
        sql.run(
                "UPDATE submission SET intake_key = intake_key || ' ' || submission_id"
                        + " WHERE intake_key = ? AND submission_id <> ? AND state = 'OPEN'",
                intakeKey,
                submissionId);
        sql.run(
                "UPDATE submission SET intake_key = ?1 WHERE submission_id = ?2 AND intake_key <> ?1 AND state = 'OPEN'"
                        + " AND NOT EXISTS (SELECT 1 FROM submission WHERE intake_key = ?1)",
                intakeKey,
                submissionId);
    }
}
