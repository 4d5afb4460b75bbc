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
 * when it sent the call, VOD gets the call late, so such an id does not become FAILED before VOD would refuse it. Used only by the
 * writer.
 */
final class UnansweredSql {
    /** From the end of the lease, before which the call was signed: the gateway refuses signatures older than 15 minutes (APIGW.0301). */
    static final Duration PATIENCE = Duration.ofMinutes(16);

    private static final String NOTE =
            "INSERT INTO unanswered (asset, until) SELECT id, ?2 + CASE WHEN due_at > call_at"
                    + " THEN ?1 + due_at - call_at ELSE ?1 END FROM asset WHERE claim IS NOT NULL AND calling = 1"
                    + " ON CONFLICT (asset) DO UPDATE SET until = excluded.until";
    private static final String WAIT = "UPDATE asset SET claim = NULL, calling = 0, ask = 1, asked = 0, attempts = ?,"
            + " error_code = ?, error_msg = ?, due_at = ? WHERE id = ? AND claim = ? AND status = 'PENDING' RETURNING submission";

    private UnansweredSql() {}

    /** Call before the claims of the other process are released. */
    static void note(Sql sql, Instant now) throws SQLException {
        sql.run("DELETE FROM unanswered WHERE until <= ?", now);
        sql.run(NOTE, now, PATIENCE.toMillis());
    }

    /** Returns until when those ids stay pending that would fail now, by row. */
    static Map<Long, Instant> waiting(Sql sql, List<Result.Settled> results, Instant now) throws SQLException {
        Map<Long, Instant> until = new HashMap<>();
        List<Long> failed = results.stream()
                .filter(result -> result.status() == Status.FAILED)
                .map(result -> result.claim().row())
                .toList();
        for (List<Long> some : Chunks.of(failed)) {
            List<Object> values = new ArrayList<>(List.of(now));
            values.addAll(some);
            sql.list(
                    row -> until.put(row.getLong(1), Sql.instant(row, 2)),
                    "SELECT asset, until FROM unanswered WHERE until > ? AND asset IN " + Sql.places(some.size()),
                    values.toArray());
        }
        return until;
    }

    /** Leaves an id pending until then, when it is asked about once more; returns its submission if the claim was still held. */
    static Optional<Long> wait(Sql sql, Result.Settled failed, Instant until) throws SQLException {
        return sql.first(
                row -> row.getLong(1),
                WAIT,
                failed.attempts(),
                failed.errorCode(),
                failed.errorMsg(),
                until,
                failed.claim().row(),
                failed.claim().token());
    }
}
