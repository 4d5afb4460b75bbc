package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Batch;
import io.voddelete.asset.Busy;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/** The SQL of claim, begin-call, settle and release. Used by the writer only. */
final class Claiming {
    /**
     * What results changed.
     *
     * @param effective how many took effect, whether they settled an id or not
     * @param done the rows of the submissions whose last id they settled
     */
    record Effect(int effective, int deleted, int failed, List<Long> done) {}

    private record Turn(long submission, long turn) {}

    /** The submission that a row belongs to, or -1. */
    private static final Sql.Row<Long> SUBMISSION = row -> row.getLong(1);

    static final String WHO_IS_DUE = "UPDATE submission SET next_due = 0 WHERE state = 'SEALED' AND pending > 0"
            + " AND next_due BETWEEN 1 AND ?";
    static final String NEXT =
            "SELECT id, turn FROM submission INDEXED BY submission_turn WHERE state = 'SEALED' AND pending > 0 AND next_due = 0"
                    + " ORDER BY turn, id LIMIT 1";
    private static final String HOLDERS_ARE_DUE = "UPDATE submission SET next_due = 0 WHERE next_due > 0"
            + " AND id IN (SELECT submission FROM asset WHERE claim IS NOT NULL)";

    private long lastToken;
    /** How far the turns have come: where a submission that joins now begins. */
    private long virtualTime;

    /** @param firstToken a number that no earlier process has used */
    Claiming(long firstToken) {
        this.lastToken = firstToken;
    }

    long virtualTime() {
        return virtualTime;
    }

    /** Frees what earlier processes held; what they had begun to call stays marked as such. */
    Void recover(Sql sql, Instant now) throws SQLException {
        sql.run(HOLDERS_ARE_DUE);
        sql.run("UPDATE asset SET claim = NULL, calling = 0, due_at = ? WHERE claim IS NOT NULL", now);
        // nobody is further ahead than the ids of one claim
        virtualTime = sql.first(
                        row -> row.getLong(1),
                        "SELECT max(coalesce((SELECT max(turn) FROM submission WHERE state = 'SEALED' AND pending > 0"
                                + " AND next_due = 0), 0), coalesce((SELECT max(turn) FROM submission"
                                + " WHERE state = 'SEALED' AND pending > 0 AND next_due > 0), 0))")
                .orElseThrow();
        TotalsSql.count(sql);
        return null;
    }

    List<Claim> claim(Sql sql, ToIntFunction<InFlight> room, Duration lease, Instant now) throws SQLException {
        InFlight inFlight = sql.first(
                        row -> new InFlight(row.getInt(1), row.getInt(2), row.getLong(3)),
                        "SELECT count(*), coalesce(sum(calling), 0), (SELECT unreported FROM total)"
                                + " FROM asset WHERE claim IS NOT NULL AND due_at > ?",
                        now)
                .orElseThrow();
        int left = room.applyAsInt(inFlight);
        List<Claim> claims = new ArrayList<>();
        if (left > 0) {
            sql.run(WHO_IS_DUE, now);
        }
        while (left > 0) {
            Turn turn = sql.first(row -> new Turn(row.getLong(1), row.getLong(2)), NEXT)
                    .orElse(null);
            if (turn == null) {
                break;
            }
            List<Claim> some = claimOf(sql, turn, Math.min(left, Batch.LARGEST), lease, now);
            left -= some.size();
            claims.addAll(some);
        }
        return claims;
    }

    private List<Claim> claimOf(Sql sql, Turn turn, int most, Duration lease, Instant now) throws SQLException {
        long token = ++lastToken;
        // what was put off before what is new: an answer that left ids open is looked into before more of the same are
        // sent
        List<Claim> claims = new ArrayList<>(claimDue(sql, turn, token, 1, now, now.plus(lease), most));
        if (claims.size() < most) {
            claims.addAll(claimDue(sql, turn, token, 0, Instant.EPOCH, now.plus(lease), most - claims.size()));
        }
        virtualTime = Math.max(virtualTime, turn.turn);
        // who comes back after a wait joins at the present turn: it has nothing to catch up
        sql.run(
                "UPDATE submission SET turn = ?1, next_due = CASE WHEN ?2 THEN 0 ELSE coalesce((SELECT min(due_at)"
                        + " FROM asset WHERE submission = ?3 AND status = 'PENDING'), 9e15) END WHERE id = ?3",
                virtualTime + claims.size(),
                claims.size() == most,
                turn.submission);
        return claims;
    }

    private static List<Claim> claimDue(
            Sql sql, Turn turn, long token, long from, Instant to, Instant leaseUntil, int most) throws SQLException {
        return sql.list(
                row -> read(row, token),
                "UPDATE asset SET claim = ?, due_at = ?, calling = 0 WHERE id IN (SELECT id FROM asset"
                        + " WHERE submission = ? AND status = 'PENDING' AND due_at BETWEEN ? AND ?"
                        + " ORDER BY due_at, id LIMIT ?)"
                        + " RETURNING id, generation, asset_id, evidence, ask, asked, alone, attempts, refusals,"
                        + " delays, error_code, error_msg, busy_since, busy_looks, busy_calls, busy_hidden",
                token,
                leaseUntil,
                turn.submission,
                from,
                to,
                most);
    }

    private static Claim read(ResultSet row, long token) throws SQLException {
        long busySince = row.getLong(13);
        Instant since = row.wasNull() ? null : Instant.ofEpochMilli(busySince);
        Busy busy = new Busy(since, row.getInt(14), row.getInt(15), row.getBoolean(16));
        Claim.Known known = new Claim.Known(
                Evidence.valueOf(row.getString(4)),
                row.getBoolean(5),
                row.getInt(6),
                row.getBoolean(7),
                row.getInt(8),
                row.getInt(9),
                row.getInt(10),
                busy,
                row.getString(11),
                row.getString(12));
        return new Claim(row.getLong(1), row.getInt(2), new AssetId(row.getString(3)), token, known);
    }

    /** The claims of the batch that are still held, each marked as being called. */
    List<Claim> beginCall(Sql sql, String callId, Batch batch, Instant leaseUntil, Instant now) throws SQLException {
        List<Claim> held = new ArrayList<>();
        for (Claim claim : batch.claims()) {
            int marked = sql.run(
                    "UPDATE asset SET call_id = ?, call_at = ?, calling = 1, due_at = ?, evidence = CASE evidence"
                            + " WHEN 'SAID_DELETED' THEN evidence ELSE 'MAY_HAVE_ACTED' END,"
                            + " ask = 1, asked = 0, attempts = ? WHERE id = ? AND claim = ? AND status = 'PENDING'",
                    callId,
                    now,
                    leaseUntil,
                    claim.known().attempts() + 1,
                    claim.row(),
                    claim.token());
            if (marked == 1) {
                held.add(claim);
            }
        }
        return held;
    }

    Effect settle(Sql sql, List<Result> results, Instant now) throws SQLException {
        Map<Long, int[]> settled = new HashMap<>();
        Set<Long> waited = new HashSet<>();
        int effective = 0;
        for (Result result : results) {
            boolean took;
            if (result instanceof Result.Settled done) {
                took = finish(sql, done, now, settled, waited);
            } else if (result instanceof Result.Kept kept) {
                took = keep(sql, kept.claim());
            } else {
                took = putOff(sql, (Result.Later) result);
            }
            effective += took ? 1 : 0;
        }
        int allDeleted = 0;
        int allFailed = 0;
        for (Map.Entry<Long, int[]> submission : settled.entrySet()) {
            int deleted = submission.getValue()[0];
            int failed = submission.getValue()[1];
            sql.run(
                    "UPDATE submission SET pending = pending - ?, deleted = deleted + ?, failed = failed + ? WHERE id = ?",
                    deleted + failed,
                    deleted,
                    failed,
                    submission.getKey());
            allDeleted += deleted;
            allFailed += failed;
        }
        if (!settled.isEmpty()) {
            TotalsSql.settled(sql, allDeleted, allFailed);
        }
        waited.addAll(settled.keySet());
        return new Effect(effective, allDeleted, allFailed, DoneSubmissions.among(sql, waited));
    }

    /**
     * DELETED is true whoever says it; everything else needs the claim.
     *
     * @param waited gets the submissions of which a duplicate is settled by it
     */
    private static boolean finish(Sql sql, Result.Settled done, Instant now, Map<Long, int[]> settled, Set<Long> waited)
            throws SQLException {
        boolean deleted = done.status() == Status.DELETED;
        Long submission = sql.first(
                        SUBMISSION,
                        "UPDATE asset SET status = ?, reason = ?, error_code = ?, error_msg = ?, attempts = ?,"
                                + " settled_at = ?, claim = NULL, calling = 0 WHERE id = ? AND generation = ?"
                                + " AND status = 'PENDING' AND (claim = ? OR ?1 = 'DELETED') RETURNING submission",
                        done.status(),
                        done.reason(),
                        done.errorCode(),
                        done.errorMsg(),
                        done.attempts(),
                        now,
                        done.claim().row(),
                        done.claim().generation(),
                        done.claim().token())
                .orElse(null);
        if (submission == null) {
            return false;
        }
        settled.computeIfAbsent(submission, key -> new int[2])[deleted ? 0 : 1]++;
        waited.addAll(KnownId.settleDuplicates(sql, done.claim()));
        return true;
    }

    private static boolean putOff(Sql sql, Result.Later later) throws SQLException {
        if (!keep(sql, later.claim().with(later.known()))) {
            return false;
        }
        long submission = sql.first(
                        SUBMISSION,
                        "UPDATE asset SET claim = NULL, due_at = ? WHERE id = ? RETURNING submission",
                        later.due(),
                        later.claim().row())
                .orElseThrow();
        sql.run("UPDATE submission SET next_due = min(next_due, ?) WHERE id = ?", later.due(), submission);
        return true;
    }

    /** Writes down what is known of an id whose call is over. */
    private static boolean keep(Sql sql, Claim claim) throws SQLException {
        Claim.Known known = claim.known();
        return sql.run(
                        "UPDATE asset SET calling = 0, evidence = ?, ask = ?, asked = ?, alone = ?, attempts = ?,"
                                + " refusals = ?, delays = ?, busy_since = ?, busy_looks = ?, busy_calls = ?, busy_hidden = ?,"
                                + " error_code = ?, error_msg = ? WHERE id = ? AND claim = ? AND status = 'PENDING'",
                        known.evidence(),
                        known.ask(),
                        known.asked(),
                        known.alone(),
                        known.attempts(),
                        known.refusals(),
                        known.delays(),
                        known.busy().since(),
                        known.busy().looks(),
                        known.busy().calls(),
                        known.busy().hidden(),
                        known.errorCode(),
                        known.errorMsg(),
                        claim.row(),
                        claim.token())
                == 1;
    }

    Void releaseUnbegun(Sql sql, Instant now) throws SQLException {
        sql.run(HOLDERS_ARE_DUE);
        sql.run("UPDATE asset SET claim = NULL, due_at = ? WHERE claim IS NOT NULL AND calling = 0", now);
        return null;
    }
}
