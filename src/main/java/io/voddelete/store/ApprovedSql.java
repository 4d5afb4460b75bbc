package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Claim;
import io.voddelete.store.Releases.PlannedId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The SQL that tells which ids a person has approved, or would approve. */
final class ApprovedSql {
    /**
     * A released submission that nobody approved, because nobody had to.
     *
     * @param submission its row
     * @param heldFor reasons of earlier holds, each with a comma after it
     */
    record Open(long submission, String heldFor) {}

    private ApprovedSql() {}

    /** See {@link Releases#ids}. */
    static List<PlannedId> toRelease(Sql sql, Submission submission, long after, int most) throws SQLException {
        return sql.list(
                row -> new PlannedId(row.getLong(1), new AssetId(row.getString(2))),
                "SELECT line, asset_id FROM (SELECT line, asset_id FROM asset WHERE submission = ?1 AND line > ?2"
                        + " AND status = 'PENDING' UNION ALL SELECT d.line, a.asset_id FROM duplicate d"
                        + " CROSS JOIN asset a ON a.id = d.asset AND a.generation = d.generation"
                        + " WHERE d.submission = ?1 AND d.line > ?2 AND a.status = 'PENDING' AND a.submission <> ?1"
                        + " AND NOT EXISTS (SELECT 1 FROM duplicate e WHERE e.asset = d.asset AND e.generation = d.generation"
                        + " AND e.submission = ?1 AND e.line < d.line)) n"
                        + " ORDER BY line LIMIT ?3",
                submission.row(),
                after,
                most);
    }

    /** See {@link Releases#storeSeen}. */
    static int storeSeen(Sql sql, Submission submission, List<PlannedAsset> seen) throws SQLException {
        for (PlannedAsset asset : seen) {
            sql.run(
                    "UPDATE asset SET planned = ?, title = ?, vod_status = ?, created_at = ?"
                            + " WHERE asset_id = ? AND submission = ?",
                    asset.modified().getEpochSecond() * 2 + (asset.published() ? 1 : 0),
                    asset.info().title(),
                    asset.info().vodStatus(),
                    asset.info().created(),
                    asset.assetId().value(),
                    submission.row());
        }
        return sql.run("UPDATE submission SET seen = seen + ? WHERE id = ?", seen.size(), submission.row());
    }

    /** See {@link Releases#approved}. */
    static Map<Claim, Approved> approved(Sql sql, List<Claim> claims) throws SQLException {
        Map<Claim, Approved> approved = new HashMap<>();
        if (sql.first(row -> 1, "SELECT 1 FROM submission WHERE approved_at IS NOT NULL AND live = 1 LIMIT 1")
                .isEmpty()) {
            return approved; // mostly
        }
        for (Claim claim : claims) {
            sql.first(
                            row -> new Approved(Sql.instant(row, 1), row.getBoolean(2), seen(claim, row.getLong(3))),
                            "SELECT p.made_at, s.seen > 0, coalesce(a.planned, 0) FROM asset a"
                                    + " JOIN submission s ON s.id = a.submission AND s.approved_at IS NOT NULL"
                                    + " JOIN plan p ON p.submission = s.id WHERE a.id = ?",
                            claim.row())
                    .ifPresent(found -> approved.put(claim, found));
        }
        return approved;
    }

    private static @Nullable PlannedAsset seen(Claim claim, long stored) {
        return stored == 0
                ? null
                : new PlannedAsset(claim.assetId(), Instant.ofEpochSecond(stored >> 1), (stored & 1) == 1);
    }

    /** The submissions of ids that were not approved, each once. */
    static List<Open> notApproved(Sql sql, List<Claim> claims) throws SQLException {
        List<Open> open = new ArrayList<>();
        for (Claim claim : claims) {
            sql.first(
                            row -> new Open(row.getLong(1), row.getString(2)),
                            "SELECT s.id, coalesce(s.held_for || ',', '') FROM asset a JOIN submission s ON s.id = a.submission"
                                    + " WHERE a.id = ? AND s.gate = 'RELEASED' AND s.approved_at IS NULL",
                            claim.row())
                    .filter(found -> !open.contains(found))
                    .ifPresent(open::add);
        }
        return open;
    }
}
