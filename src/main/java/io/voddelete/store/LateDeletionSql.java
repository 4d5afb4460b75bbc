package io.voddelete.store;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The SQL about assets that VOD deleted after their ids had become FAILED or KEPT, by a call of a process that had been replaced.
 * The id begins a new generation, which is DELETED, so its outcome is reported once more, as another event. It was counted when it
 * was settled first.
 */
final class LateDeletionSql {
    /** What was believed before. */
    private record Before(
            long submission,
            long line,
            Status status,
            @Nullable String reason,
            boolean isReported,
            int checksum) {}

    private LateDeletionSql() {}

    /**
     * Corrects outcomes.
     *
     * @param results that did not settle their ids
     * @return of how many; none of ids that are DELETED already, or were submitted again
     */
    static int correct(Sql sql, List<Result.Settled> results, @Nullable String requestId, Instant now)
            throws SQLException {
        int corrected = 0;
        for (Result.Settled result : results) {
            if (result.status() == Status.DELETED && correct(sql, result, requestId, now)) {
                corrected++;
            }
        }
        return corrected;
    }

    /** An id that was submitted again meanwhile is asked about before anybody says that it was never there. */
    private static void suspect(Sql sql, Claim claim) throws SQLException {
        sql.run(
                "UPDATE asset SET evidence = 'MAY_HAVE_ACTED', ask = 1 WHERE id = ? AND generation > ? AND "
                        + ClaimSql.IS_PENDING + " AND evidence <> 'SAID_DELETED'",
                claim.row(),
                claim.generation());
    }

    private static boolean correct(Sql sql, Result.Settled deleted, @Nullable String requestId, Instant now)
            throws SQLException {
        Claim claim = deleted.claim();
        Optional<Before> found = sql.first(
                row -> new Before(
                        row.getLong(1),
                        row.getLong(2),
                        Status.valueOf(row.getString(3)),
                        row.getString(4),
                        row.getBoolean(5),
                        row.getInt(6)),
                "SELECT submission, line, status, reason, CASE WHEN reported_at IS NULL THEN 0 ELSE 1 END, checksum FROM asset"
                        + " WHERE id = ? AND generation = ? AND status IN ('FAILED', 'KEPT')",
                claim.row(),
                claim.generation());
        if (found.isEmpty()) {
            suspect(sql, claim);
            return false;
        }
        Before before = found.get();
        new AssetChecksum(claim.assetId().value(), before.submission, before.line, claim.generation())
                .require(claim.row(), before.checksum);
        int generation = claim.generation() + 1;
        OutcomeCountSql.again(sql, claim.row());
        ReasonSql.uncount(sql, before.submission, before.status, before.reason);
        sql.run(
                "UPDATE asset SET generation = ?, status = 'DELETED', reason = NULL, error_code = NULL, error_msg = NULL,"
                        + " attempts = ?, settled_at = ?, reported_at = NULL, request_id = ?, checksum = ? WHERE id = ?",
                generation,
                deleted.attempts(),
                now,
                requestId,
                new AssetChecksum(claim.assetId().value(), before.submission, before.line, generation).value(),
                claim.row());
        sql.run(
                "UPDATE duplicate SET generation = ? WHERE asset = ? AND generation = ?",
                generation,
                claim.row(),
                claim.generation());
        boolean failed = before.status == Status.FAILED;
        sql.run(
                "UPDATE submission SET deleted = deleted + 1, failed = failed - ?, kept = kept - ? WHERE id = ?",
                failed,
                !failed,
                before.submission);
        sql.run(
                "UPDATE submission SET report_at = NULL WHERE id = ?1"
                        + " OR id IN (SELECT submission FROM duplicate WHERE asset = ?2 AND generation = ?3)",
                before.submission,
                claim.row(),
                generation);
        TotalsSql.corrected(sql, failed, before.isReported);
        return true;
    }
}
