package io.voddelete.store;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The SQL that stores the results of calls. Counters change in the same transaction as the rows. Used only by the writer. */
final class SettleSql {
    /**
     * What the results changed.
     *
     * @param effective number of results that took effect, including those that did not settle an id
     * @param done rows of the submissions whose last id they settled
     */
    record Effect(int effective, int deleted, int failed, List<Long> done) {}

    /** The submission that a row belongs to. */
    private static final Sql.Row<Long> SUBMISSION = row -> row.getLong(1);

    private SettleSql() {}

    static Effect settle(Sql sql, List<Result> results, Instant now) throws SQLException {
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
     * DELETED is stored whoever reports it; everything else requires the claim.
     *
     * @param waited receives the submissions with a duplicate that this settles
     */
    private static boolean finish(Sql sql, Result.Settled done, Instant now, Map<Long, int[]> settled, Set<Long> waited)
            throws SQLException {
        boolean deleted = done.status() == Status.DELETED;
        Claim claim = done.claim();
        Long submission = sql.first(
                        row -> {
                            long of = row.getLong(1);
                            new AssetChecksum(claim.assetId().value(), of, row.getLong(2), claim.generation())
                                    .require(claim.row(), row.getInt(3));
                            return of;
                        },
                        "UPDATE asset SET status = ?, reason = ?, error_code = ?, error_msg = ?, attempts = ?,"
                                + " settled_at = ?, claim = NULL, calling = 0 WHERE id = ? AND generation = ?"
                                + " AND status = 'PENDING' AND (claim = ? OR ?1 = 'DELETED') RETURNING submission, line, checksum",
                        done.status(),
                        done.reason(),
                        done.errorCode(),
                        done.errorMsg(),
                        done.attempts(),
                        now,
                        claim.row(),
                        claim.generation(),
                        claim.token())
                .orElse(null);
        if (submission == null) {
            return false;
        }
        settled.computeIfAbsent(submission, key -> new int[2])[deleted ? 0 : 1]++;
        waited.addAll(KnownId.settleDuplicates(sql, claim));
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

    /** Stores what is known about an id whose call has ended. */
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
}
