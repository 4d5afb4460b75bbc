package io.voddelete.store;

import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The SQL about ids whose call another process had begun when it was replaced. If its machine was suspended at the very moment
 * when it sent the call, VOD gets the call late, so such an id becomes neither FAILED nor KEPT before VOD would refuse it.
 */
final class UnansweredSql {
    /** From the end of the lease, before which the call was signed: the gateway refuses signatures older than 15 minutes (APIGW.0301). */
    static final Duration PATIENCE = Duration.ofMinutes(16);

    private static final String NOTE =
            "INSERT INTO unanswered (asset, until) SELECT id, ?2 + CASE WHEN due_at > call_at"
                    + " THEN ?1 + due_at - call_at ELSE ?1 END FROM asset WHERE claim IS NOT NULL AND calling = 1"
                    + " ON CONFLICT (asset) DO UPDATE SET until ="
                    + " CASE WHEN unanswered.until > excluded.until THEN unanswered.until ELSE excluded.until END";
    private static final String WAIT = "UPDATE asset SET claim = NULL, calling = 0, ask = 1, asked = 0, attempts = ?,"
            + " error_code = ?, error_msg = ?, due_at = ? WHERE " + ClaimSql.IS_HELD + " RETURNING submission";

    private UnansweredSql() {}

    /** Call before the claims of the other process are released. */
    static void note(Sql sql, Instant now) throws SQLException {
        sql.run("DELETE FROM unanswered WHERE until <= ?", now);
        sql.run(NOTE, now, PATIENCE.toMillis());
    }

    /**
     * Leaves those ids pending of which these results say that they are not deleted, until they are asked about once more, and takes
     * them out.
     *
     * @return of how many the claim was still held
     */
    static int putOff(Sql sql, List<Result.Settled> results, Instant now) throws SQLException {
        Map<Long, Instant> until = waiting(sql, results, now);
        int effective = 0;
        for (Result.Settled alive : List.copyOf(results)) {
            Instant due = until.get(alive.claim().row());
            if (due != null) {
                results.remove(alive);
                effective += wait(sql, alive, due) ? 1 : 0;
            }
        }
        return effective;
    }

    private static Map<Long, Instant> waiting(Sql sql, List<Result.Settled> results, Instant now) throws SQLException {
        Map<Long, Instant> until = new HashMap<>();
        List<Long> alive = results.stream()
                .filter(result -> result.status() != Status.DELETED)
                .map(result -> result.claim().row())
                .toList();
        for (List<Long> some : Chunks.of(alive)) {
            List<Object> values = new ArrayList<>(List.of(now));
            values.addAll(some);
            sql.list(
                    row -> until.put(row.getLong(1), Sql.instant(row, 2)),
                    "SELECT asset, until FROM unanswered WHERE until > ? AND asset IN " + Sql.places(some.size()),
                    values.toArray());
        }
        return until;
    }

    private static boolean wait(Sql sql, Result.Settled alive, Instant until) throws SQLException {
        Optional<Long> submission = sql.first(
                row -> row.getLong(1),
                WAIT,
                alive.attempts(),
                alive.errorCode(),
                alive.errorMsg(),
                until,
                alive.claim().row(),
                alive.claim().token());
        if (submission.isPresent()) {
            DueTimeSql.isDue(sql, submission.get(), until);
        }
        return submission.isPresent();
    }
}
