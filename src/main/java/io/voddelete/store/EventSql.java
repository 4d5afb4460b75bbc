package io.voddelete.store;

import io.voddelete.audit.AuditEvent;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Records {@link Events} for other systems, if somebody reads them, and orders in the audit log.
 *
 * @param records whether somebody reads them
 * @param recordsAccepted whether accepted submissions are among them
 */
record EventSql(boolean records, boolean recordsAccepted, AuditTrail audit) {
    /** Records that a submission was accepted, and at whose request; that is nobody's order. */
    void accepted(Sql sql, Submission submission, Instant now) throws SQLException {
        if (recordsAccepted) {
            Requested requested = submission.requested();
            insert(sql, "accepted", submission.row(), requested.by(), requested.reason(), now);
        }
    }

    /** Records that submissions are done, and when; that is nobody's order. */
    void done(Sql sql, List<Long> submissions, Instant now) throws SQLException {
        for (long submission : submissions) {
            Optional<String> source = sql.first(
                    row -> row.getString(1),
                    "UPDATE submission SET done_at = ? WHERE id = ? RETURNING source",
                    now,
                    submission);
            sql.count(Counter.COMPLETED, Counter.COMPLETED.ofSource(source.orElseThrow()), 1);
            insert(sql, "done", submission, null, null, now);
        }
    }

    /**
     * Records what happened to a submission, or to the sender if there is none.
     *
     * @param details further members of the line in the audit log
     */
    int add(
            Sql sql,
            String name,
            @Nullable Long submission,
            @Nullable Order order,
            Map<String, Object> details,
            Instant now)
            throws SQLException {
        return add(sql, name, submission, order, List.of(), details, now);
    }

    /** @param ids the asset ids that it is about; empty if they are those of the submission */
    int add(
            Sql sql,
            String name,
            @Nullable Long submission,
            @Nullable Order order,
            List<String> ids,
            Map<String, Object> details,
            Instant now)
            throws SQLException {
        Map<String, Object> members = new LinkedHashMap<>(details);
        if (order != null && !order.via().isEmpty()) {
            members.put("via", order.via());
        }
        if (order != null && order.from() != null) {
            members.put("origin", order.from());
        }
        audit.add(new AuditEvent(
                name,
                submission == null ? null : submissionId(sql, submission),
                order == null ? null : order.who(),
                order == null ? null : order.reason(),
                ids,
                members));
        return insert(
                sql, name, submission, order == null ? null : order.who(), order == null ? null : order.reason(), now);
    }

    private static String submissionId(Sql sql, long submission) throws SQLException {
        return sql.first(row -> row.getString(1), "SELECT submission_id FROM submission WHERE id = ?", submission)
                .orElseThrow();
    }

    private int insert(
            Sql sql, String name, @Nullable Long submission, @Nullable String who, @Nullable String reason, Instant now)
            throws SQLException {
        return !records
                ? 0
                : sql.run(
                        "INSERT INTO event (name, submission, at, who, reason) VALUES (?, ?, ?, ?, ?)",
                        name,
                        submission,
                        now,
                        who,
                        reason);
    }
}
