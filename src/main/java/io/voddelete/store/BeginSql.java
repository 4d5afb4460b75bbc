package io.voddelete.store;

import io.voddelete.asset.AssetInfo;
import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.audit.AuditEvent;
import io.voddelete.support.Text;
import io.voddelete.support.Times;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The SQL that begins a call: the one place that every DELETE passes. Only ids of released submissions that nothing protects
 * pass it. Used only by the writer.
 */
record BeginSql(
        GateSql gates,
        CallGuard guard,
        String callId,
        Instant leaseUntil,
        GateTasks tasks,
        HomeSql homes,
        Instant now) {
    private static final String MARK =
            "UPDATE asset SET call_id = ?, call_at = ?, calling = 1, due_at = ?, evidence = CASE evidence"
                    + " WHEN 'SAID_DELETED' THEN evidence ELSE 'MAY_HAVE_ACTED' END,"
                    + " ask = 1, asked = 0, attempts = ?, title = ?, vod_status = ?, created_at = ?"
                    + " WHERE " + ClaimSql.IS_HELD
                    + " AND EXISTS (SELECT 1 FROM submission s WHERE s.id = asset.submission"
                    + " AND s.state = 'SEALED' AND s.gate = 'RELEASED')";

    /**
     * What became of the claims of the batch.
     *
     * @param held the claims that are in the call
     * @param kept the effect of those that were settled as KEPT
     * @param blocked why the call was not begun; then nothing was changed
     */
    record Begun(List<Claim> held, SettleSql.Effect kept, Optional<String> blocked) {}

    Begun call(Sql sql, Batch batch) throws SQLException {
        Optional<String> blocked = guard.blocked();
        List<Called> called = blocked.isEmpty() ? called(sql, batch) : List.of();
        if (called.stream().anyMatch(Called::isOrderedElsewhere)) {
            blocked = PauseSql.orderElsewhere(sql, homes);
        }
        List<Claim> held = new ArrayList<>();
        List<Result> kept = new ArrayList<>();
        if (blocked.isEmpty()) {
            List<Claim> free = new ArrayList<>();
            for (Claim claim : batch.claims()) {
                guard.keeps(claim.assetId())
                        .ifPresentOrElse(
                                protection ->
                                        kept.add(Result.Settled.kept(claim, protection.reason(), protection.detail())),
                                () -> free.add(claim));
            }
            int[] marked = sql.batch(MARK, free.stream().map(this::mark).toList());
            for (int i = 0; i < marked.length; i++) {
                if (marked[i] == 1) {
                    held.add(free.get(i));
                } else {
                    leaveOut(sql, free.get(i)).ifPresent(kept::add);
                }
            }
        }
        if (!held.isEmpty()) {
            gates.events().audit().add(line(sql, held, called));
        }
        return new Begun(List.copyOf(held), SettleSql.settle(sql, gates, kept, null, now), blocked);
    }

    /** See {@link Claims#isStillReleased}. */
    static boolean isStillReleased(Sql sql, Batch begun, HomeSql homes) throws SQLException {
        PauseSql.Elsewhere order = PauseSql.orderElsewhere(homes); // one round trip with the rest
        List<Object> values = new ArrayList<>(order.values());
        values.add(begun.requireCall().id());
        begun.claims().forEach(claim -> values.add(claim.row()));
        return sql.first(
                        row -> row.getInt(1) == 0 ? row.getInt(2) : 0,
                        // not in the condition, or PostgreSQL would look through all claims
                        "SELECT " + order.expression()
                                + ", coalesce(sum(CASE WHEN a.call_id = ? AND a.calling = 1 AND a.claim IS NOT NULL"
                                + " AND a.status = 'PENDING' AND s.state = 'SEALED' AND s.gate = 'RELEASED' THEN 1 ELSE 0 END), 0)"
                                + " FROM asset a CROSS JOIN submission s ON s.id = a.submission WHERE a.id IN "
                                + Sql.places(begun.size()),
                        values.toArray())
                .filter(released -> released == begun.size())
                .isPresent();
    }

    /**
     * An id of the batch and its submission.
     *
     * @param isFirst whether no call of that submission has begun yet
     * @param isOrderedElsewhere whether another node wants no call to begin
     */
    private record Called(
            long row, long submission, String submissionId, boolean isFirst, boolean isOrderedElsewhere) {}

    /** Reads what has to be known before a call, in one round trip. */
    private List<Called> called(Sql sql, Batch batch) throws SQLException {
        PauseSql.Elsewhere order = PauseSql.orderElsewhere(homes);
        List<Object> values = new ArrayList<>(order.values());
        batch.claims().forEach(claim -> values.add(claim.row()));
        return sql.list(
                row -> new Called(
                        row.getLong(1), row.getLong(2), row.getString(3), row.getBoolean(4), row.getInt(5) == 1),
                "SELECT a.id, s.id, s.submission_id, s.first_call_at IS NULL, " + order.expression()
                        + " FROM asset a CROSS JOIN submission s ON s.id = a.submission WHERE a.id IN "
                        + Sql.places(batch.size()) + " ORDER BY s.id",
                values.toArray());
    }

    /** Which assets may be deleted now, and because of which submissions. Those whose first call it is remember it. */
    private AuditEvent line(Sql sql, List<Claim> held, List<Called> called) throws SQLException {
        Set<Long> rows = held.stream().map(Claim::row).collect(Collectors.toSet());
        Set<String> submissions = new LinkedHashSet<>();
        for (Called each : called) {
            if (rows.contains(each.row) && submissions.add(each.submissionId) && each.isFirst) {
                sql.run("UPDATE submission SET first_call_at = ? WHERE id = ?", now, each.submission);
                gates.events()
                        .audit()
                        .add(requested(SubmissionSql.find(sql, each.submission).orElseThrow()));
            }
        }
        return new AuditEvent(
                AuditEvent.CALL,
                null,
                null,
                null,
                held.stream().map(claim -> claim.assetId().value()).toList(),
                Map.of("call", callId, "submissions", List.copyOf(submissions)));
    }

    /** At whose request a submission was accepted of which a call begins. Not when it is accepted: that would cost a flush. */
    private static AuditEvent requested(Submission submission) {
        Requested by = submission.requested();
        Map<String, Object> details = new HashMap<>();
        details.put("source", Text.visible(submission.source()));
        details.put("received_at", Times.text(submission.openedAt()));
        details.put("accepted", submission.progress().accepted());
        details.put("rejected", submission.progress().rejected());
        putIfKnown(details, "accepted_at", Times.textOrNull(submission.sealedAt()));
        putIfKnown(details, "origin", by.from());
        putIfKnown(details, "sha256", submission.sha256());
        return new AuditEvent("requested", submission.submissionId(), by.by(), by.reason(), List.of(), details);
    }

    private static void putIfKnown(Map<String, Object> details, String name, @Nullable String value) {
        if (value != null) {
            details.put(name, value);
        }
    }

    private @Nullable Object[] mark(Claim claim) {
        AssetInfo info = claim.known().info();
        return new @Nullable Object[] {
            callId,
            now,
            leaseUntil,
            claim.known().attempts() + 1,
            info.title(), // if this process ends before the answer, the asset is perhaps gone
            info.vodStatus(),
            info.created(),
            claim.row(),
            claim.token()
        };
    }

    /** Returns the result for an id of a submission that has ended. Nothing happens to an id whose claim is lost. */
    private Optional<Result> leaveOut(Sql sql, Claim claim) throws SQLException {
        Optional<Gate> gate = sql.first(
                row -> Gate.valueOf(row.getString(1)),
                "SELECT gate FROM submission WHERE id = (SELECT submission FROM asset WHERE " + ClaimSql.IS_HELD + ")",
                claim.row(),
                claim.token());
        if (gate.isEmpty()) {
            return Optional.empty();
        }
        if (gate.get().isEnded() && !tasks.passOver(sql, claim.row())) {
            return Optional.of(Result.Settled.kept(claim, gate.get().word(), null));
        }
        sql.run("UPDATE asset SET claim = NULL, due_at = ? WHERE id = ?", now, claim.row());
        return Optional.empty();
    }
}
