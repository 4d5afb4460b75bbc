package io.voddelete.store;

import io.voddelete.asset.Claim;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The SQL that changes the {@link Gate} of a submission. Used only by the writer. */
final class GateSql {
    private static final int LAST_RUNS = 10;
    /** Some tenths of a second; more ids than this exceed any limit that makes sense. */
    private static final int MOST_COUNTED = 200_000;

    /**
     * What a gate depends on.
     *
     * @param inCall the ids in calls that have begun
     */
    record State(
            long row,
            Gate gate,
            @Nullable Instant until,
            @Nullable String planSha256,
            long pending,
            long waiting,
            @Nullable Instant approvedAt,
            int inCall) {}

    private final ReleasePolicy policy;
    private final EventSql events;

    GateSql(ReleasePolicy policy, AuditTrail audit) {
        this.policy = policy;
        this.events = new EventSql(policy.recordsEvents(), policy.recordsAccepted(), audit);
    }

    EventSql events() {
        return events;
    }

    /**
     * Decides whether a submission that has just been sealed is released or held.
     *
     * @param accepted its ids
     * @param waiting its duplicates of ids that are not settled
     * @param schedule whose run it is; null if it is none
     * @return whether the row of the submission is as it was, since nothing holds it and nobody else has its ids
     */
    boolean atSeal(Sql sql, long submission, long accepted, long waiting, @Nullable String schedule, Instant now)
            throws SQLException {
        // also the ids that a released submission takes from held ones: dropping a held list again must not release it
        Ids named = waiting == 0 ? new Ids(accepted, accepted) : ids(sql, submission, accepted);
        if (named.all == 0) {
            return true;
        }
        long ids = named.all;
        List<HoldReason> reasons = policy.reasons(
                new ReleasePolicy.Size(ids, named.toRelease, ReleasedSql.lastDay(sql, now), largestRun(sql, schedule)));
        if (schedule != null) {
            recordRun(sql, schedule, submission, ids, reasons.isEmpty());
        }
        if (reasons.isEmpty()) {
            ReleasedSql.add(sql, named.toRelease, now);
            release(sql, submission, waiting > 0, now);
        } else {
            reasons.forEach(reason -> sql.count(Counter.GUARD_HITS, reason.guard(), 1));
            hold(sql, submission, HoldReason.join(reasons), now);
        }
        return reasons.isEmpty() && waiting == 0 && policy.grace().isZero();
    }

    /**
     * Pending ids that a submission names, each once.
     *
     * @param toRelease without those that other released submissions have
     */
    private record Ids(long all, long toRelease) {}

    private static Ids ids(Sql sql, long submission, long accepted) throws SQLException {
        return sql.first(
                        row -> new Ids(accepted + row.getLong(1), accepted + row.getLong(2)),
                        "SELECT count(*), coalesce(sum(CASE WHEN held THEN 1 ELSE 0 END), 0) FROM (SELECT DISTINCT d.asset,"
                                + " s.state = 'OPEN' OR s.gate <> 'RELEASED' AS held FROM duplicate d"
                                + " CROSS JOIN asset a ON a.id = d.asset AND a.generation = d.generation"
                                + " CROSS JOIN submission s ON s.id = a.submission WHERE d.submission = ?1"
                                + " AND a.status = 'PENDING' AND a.submission <> ?1 LIMIT ?2) n",
                        submission,
                        MOST_COUNTED)
                .orElseThrow();
    }

    private static OptionalLong largestRun(Sql sql, @Nullable String schedule) throws SQLException {
        return schedule == null
                ? OptionalLong.empty()
                : sql.first(
                                row -> {
                                    long largest = row.getLong(1);
                                    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(largest);
                                },
                                "SELECT max(ids) FROM (SELECT ids FROM run_size WHERE schedule = ? AND counted = 1"
                                        + " ORDER BY submission DESC LIMIT ?) n",
                                schedule,
                                LAST_RUNS)
                        .orElseThrow();
    }

    private static void recordRun(Sql sql, String schedule, long submission, long ids, boolean counted)
            throws SQLException {
        sql.run(
                "INSERT INTO run_size (schedule, submission, ids, counted) VALUES (?, ?, ?, ?)",
                schedule,
                submission,
                ids,
                counted);
        sql.run(
                "DELETE FROM run_size WHERE schedule = ?1 AND submission < (SELECT min(submission) FROM (SELECT submission"
                        + " FROM run_size WHERE schedule = ?1 AND counted = 1 ORDER BY submission DESC LIMIT ?2) n)",
                schedule,
                LAST_RUNS);
    }

    /** Holds the rest of a submission of which too many ids have failed, unless that was approved before. */
    void afterFailures(Sql sql, long submission, Instant now) throws SQLException {
        Optional<String> heldFor = sql.first(
                row -> policy.isFailing(row.getLong(1), row.getLong(2))
                        ? row.getString(3) == null ? "" : row.getString(3)
                        : HoldReason.FAILURES.code(),
                "SELECT deleted, failed, held_for FROM submission WHERE id = ? AND gate = 'RELEASED' AND pending > 0",
                submission);
        if (heldFor.isPresent() && !heldFor.get().contains(HoldReason.FAILURES.code())) {
            String before = heldFor.get().isEmpty() ? "" : heldFor.get() + ",";
            sql.run("DELETE FROM plan WHERE submission = ?", submission);
            sql.count(Counter.GUARD_HITS, HoldReason.FAILURES.guard(), 1);
            hold(sql, submission, before + HoldReason.FAILURES.code(), now);
        }
    }

    /** Holds the submissions of ids because a rule wants an approval for them, unless a person has given one. */
    Void holdForProtection(Sql sql, List<Claim> claims, Instant now) throws SQLException {
        for (ApprovedSql.Open open : ApprovedSql.notApproved(sql, claims)) {
            sql.run("DELETE FROM plan WHERE submission = ?", open.submission());
            sql.count(Counter.GUARD_HITS, HoldReason.PROTECTION.guard(), 1);
            hold(sql, open.submission(), open.heldFor() + HoldReason.PROTECTION.code(), now);
        }
        return null;
    }

    private void hold(Sql sql, long submission, String reasons, Instant now) throws SQLException {
        sql.run(
                "UPDATE submission SET gate = 'HELD', claimable = 0, held_for = ?, gate_until = NULL WHERE id = ?",
                reasons,
                submission);
        GateTasks.begin(sql, submission, GateTasks.GIVE);
        events.add(sql, "held", submission, null, Map.of("held_for", List.of(reasons.split(","))), now);
    }

    /**
     * Releases it, or begins its grace period.
     *
     * @param mayTake whether it may name ids of submissions that are not released
     */
    private void release(Sql sql, long submission, boolean mayTake, Instant now) throws SQLException {
        if (policy.grace().isZero()) {
            if (mayTake) {
                GateTasks.begin(sql, submission, GateTasks.TAKE);
            }
        } else {
            sql.run(
                    "UPDATE submission SET gate = 'GRACE', claimable = 0, gate_until = ? WHERE id = ?",
                    now.plus(policy.grace()),
                    submission);
            GateTasks.begin(sql, submission, GateTasks.GIVE);
        }
    }

    Optional<State> find(Sql sql, String submissionId) throws SQLException {
        return sql.first(
                row -> new State(
                        row.getLong(1),
                        Gate.valueOf(row.getString(2)),
                        Sql.instantOrNull(row, 3),
                        row.getString(4),
                        row.getLong(5),
                        row.getLong(6),
                        Sql.instantOrNull(row, 7),
                        row.getInt(8)),
                "SELECT s.id, s.gate, s.gate_until, p.sha256, s.pending, s.waiting, s.approved_at, (SELECT count(*)"
                        + " FROM asset a INDEXED BY asset_claimed WHERE a.claim IS NOT NULL AND a.calling = 1"
                        + " AND a.submission = s.id) FROM submission s"
                        + " LEFT JOIN plan p ON p.submission = s.id WHERE s.submission_id = ? AND s.state = 'SEALED'",
                submissionId);
    }

    void approve(Sql sql, State held, Order order, long turn, Instant now) throws SQLException {
        open(sql, held.row, turn);
        sql.run(
                "UPDATE submission SET approved_at = ?, approved_by = ?, approval_reason = ? WHERE id = ?",
                now,
                order.who(),
                order.reason(),
                held.row);
        sql.run("UPDATE run_size SET counted = 1 WHERE submission = ?", held.row);
        events.add(
                sql,
                "approved",
                held.row,
                order,
                Map.of("plan_sha256", String.valueOf(held.planSha256), "pending", held.pending),
                now);
        release(sql, held.row, true, now);
    }

    void goOn(Sql sql, State stopped, Order order, long turn, Instant now) throws SQLException {
        open(sql, stopped.row, turn);
        if (stopped.until == null) {
            GateTasks.begin(sql, stopped.row, GateTasks.TAKE);
        } else { // stopped in its grace period, which begins anew
            release(sql, stopped.row, true, now);
        }
        events.add(sql, "went-on", stopped.row, order, Map.of(), now);
    }

    void stop(Sql sql, State running, Order order, Instant now) throws SQLException {
        sql.run("UPDATE submission SET gate = 'STOPPED', claimable = 0 WHERE id = ?", running.row);
        GateTasks.begin(sql, running.row, GateTasks.GIVE);
        events.add(sql, "stopped", running.row, order, Map.of(), now);
    }

    /** @param keep the task that keeps the ids */
    void end(Sql sql, long submission, Gate gate, String keep, String event, @Nullable Order order, Instant now)
            throws SQLException {
        sql.run("UPDATE submission SET gate = ?, claimable = 0, gate_until = NULL WHERE id = ?", gate, submission);
        GateTasks.begin(sql, submission, keep);
        events.add(sql, event, submission, order, Map.of(), now);
    }

    private static void open(Sql sql, long submission, long turn) throws SQLException {
        sql.run(
                "UPDATE submission SET gate = 'RELEASED', claimable = 1, gate_until = NULL, next_due = 0,"
                        + " turn = CASE WHEN turn > ?1 THEN turn ELSE ?1 END WHERE id = ?2",
                turn,
                submission);
    }

    /** Returns when the next submission is due; empty if none ever is. */
    static Optional<Instant> nextTick(Sql sql) throws SQLException {
        return sql.first(
                        row -> Optional.ofNullable(Sql.instantOrNull(row, 1)),
                        "SELECT min(gate_until) FROM submission WHERE state = 'SEALED' AND gate <> 'RELEASED'"
                                + " AND gate IN ('HELD', 'GRACE')")
                .orElseThrow();
    }

    /** What was ordered after the clock was set is left as it is. Returns the number of submissions. */
    int moveGrace(Sql sql, Duration by, Instant now) throws SQLException {
        return by.isNegative()
                ? sql.run(
                        "UPDATE submission SET gate_until = ?1 WHERE state = 'SEALED' AND gate <> 'RELEASED'"
                                + " AND gate = 'GRACE' AND gate_until > ?1",
                        now.plus(policy.grace()))
                : sql.run(
                        "UPDATE submission SET gate_until = gate_until + ? WHERE state = 'SEALED' AND gate <> 'RELEASED'"
                                + " AND gate = 'GRACE' AND gate_until <= ?",
                        by.toMillis(),
                        now.minus(by).plus(policy.grace()));
    }

    /** Changes what is due. Returns the rows of the submissions. */
    List<Long> tick(Sql sql, long turn, Instant now) throws SQLException {
        List<Long> changed = new ArrayList<>();
        for (long row : due(sql, Gate.HELD, now)) {
            end(sql, row, Gate.EXPIRED, GateTasks.KEEP_EXPIRED, "expired", null, now);
            changed.add(row);
        }
        for (long row : due(sql, Gate.GRACE, now)) {
            open(sql, row, turn);
            GateTasks.begin(sql, row, GateTasks.TAKE);
            changed.add(row);
        }
        return changed;
    }

    private static List<Long> due(Sql sql, Gate gate, Instant now) throws SQLException {
        return sql.list(
                row -> row.getLong(1),
                "SELECT id FROM submission WHERE state = 'SEALED' AND gate <> 'RELEASED' AND gate = ? AND gate_until <= ?",
                gate,
                now);
    }
}
