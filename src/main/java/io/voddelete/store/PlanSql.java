package io.voddelete.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The SQL of plans. */
final class PlanSql {
    private static final String SELECT = "SELECT s.submission_id, p.sha256, p.text, p.json, p.made_at,"
            + " coalesce(s.gate_until, p.made_at) FROM plan p JOIN submission s ON s.id = p.submission WHERE ";

    private PlanSql() {}

    /** Returns 1 if it was stored, and 0 if the submission is no longer held or has a plan. */
    static int store(Sql sql, Submission submission, StoredPlan plan) throws SQLException {
        int held = sql.run(
                "UPDATE submission SET gate_until = ?1 WHERE id = ?2 AND gate = 'HELD'"
                        + " AND NOT EXISTS (SELECT 1 FROM plan WHERE submission = ?2)",
                plan.validUntil(),
                submission.row());
        return held == 0
                ? 0
                : sql.run(
                        "INSERT INTO plan (submission, sha256, text, json, made_at) VALUES (?, ?, ?, ?, ?)",
                        submission.row(),
                        plan.sha256(),
                        plan.text(),
                        plan.json(),
                        plan.madeAt());
    }

    static Optional<StoredPlan> of(Sql sql, String submissionId) throws SQLException {
        return sql.first(PlanSql::plan, SELECT + "s.submission_id = ?", submissionId);
    }

    static Optional<StoredPlan> find(Sql sql, String sha256) throws SQLException {
        return sql.first(PlanSql::plan, SELECT + "p.sha256 = ?", sha256);
    }

    static Optional<String> sha256(Sql sql, String submissionId) throws SQLException {
        return sql.first(
                row -> row.getString(1),
                "SELECT p.sha256 FROM submission s JOIN plan p ON p.submission = s.id WHERE s.submission_id = ?",
                submissionId);
    }

    private static StoredPlan plan(ResultSet row) throws SQLException {
        return new StoredPlan(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                Sql.instant(row, 5),
                Sql.instant(row, 6));
    }
}
