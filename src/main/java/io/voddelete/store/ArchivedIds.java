package io.voddelete.store;

import io.voddelete.asset.AssetId;
import java.sql.SQLException;

/** The SQL of ids whose submissions are all archived: one small row each, so that they stay known without any archive file. */
final class ArchivedIds {
    private static final String COLUMNS =
            "asset_id, id, submission, line, generation, status, reason, error_code, settled_at, checksum";
    private static final String NONE_ELSE = " AND NOT EXISTS (SELECT 1 FROM duplicate d CROSS JOIN submission o"
            + " ON o.id = d.submission WHERE d.asset = a.id AND o.archive IS NULL)"
            + " AND NOT EXISTS (SELECT 1 FROM earlier e CROSS JOIN submission o ON o.id = e.submission"
            + " WHERE e.asset = a.id AND (o.archive IS NULL OR e.reported_at IS NULL))";

    /** The condition of a statement that accepts an id, the first parameter of which is the asset id. */
    static final String UNLESS_ARCHIVED = " WHERE NOT EXISTS (SELECT 1 FROM archived WHERE asset_id = ?1)";

    /** Like {@code asset}, for a query that reads it as {@code o}: what only the archive has is NULL. */
    static final String AS_ASSET =
            "(SELECT *, settled_at AS reported_at, 0 AS attempts, NULL AS error_msg, 0 AS due_at,"
                    + " NULL AS claim, 0 AS calling, 'NONE' AS evidence, NULL AS busy_since, NULL AS call_id, NULL AS call_at,"
                    + " NULL AS title, NULL AS vod_status, NULL AS created_at, NULL AS request_id FROM archived)";

    private ArchivedIds() {}

    /**
     * Takes an id out of {@code asset} if all submissions that name it are archived. The newest row stays, since its number would
     * be given to another id, and so would the ids of its outcomes.
     */
    static void take(Sql sql, long asset) throws SQLException {
        int taken = sql.run(
                "INSERT INTO archived (" + COLUMNS + ") SELECT " + columnsOf("a")
                        + " FROM asset a CROSS JOIN submission s ON s.id = a.submission"
                        + " WHERE a.id = ?1 AND s.archive IS NOT NULL AND a.status <> 'PENDING' AND a.reported_at IS NOT NULL"
                        + " AND a.id < (SELECT max(id) FROM asset)"
                        + NONE_ELSE,
                asset);
        if (taken == 1) {
            sql.run("DELETE FROM earlier WHERE asset = ?", asset);
            sql.run("DELETE FROM asset WHERE id = ?", asset);
        }
    }

    /** Puts an archived id back into {@code asset}, because a line names it; does nothing if it is not archived. */
    static void putBack(Sql sql, AssetId assetId) throws SQLException {
        int back = sql.run(
                "INSERT INTO asset (" + COLUMNS + ", reported_at) SELECT " + COLUMNS
                        + ", settled_at FROM archived WHERE asset_id = ?",
                assetId.value());
        if (back == 1) {
            sql.run("DELETE FROM archived WHERE asset_id = ?", assetId.value());
        }
    }

    private static String columnsOf(String alias) {
        return alias + "." + COLUMNS.replace(", ", ", " + alias + ".");
    }
}
