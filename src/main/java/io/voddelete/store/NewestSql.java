package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Origin;
import io.voddelete.store.AssetHistory.Generation;
import io.voddelete.store.JdbcSubmissionQueries.Found;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The SQL of the newest generation of many ids. */
final class NewestSql {
    private static final String OF_ASSET =
            " o JOIN submission s ON s.id = o.submission WHERE o.asset = ?1 AND (s.caller = ?2 OR substr(s.source, 1, length(?3)) = ?3)";
    static final String NAMED_BY =
            "SELECT 1 FROM earlier" + OF_ASSET + " UNION ALL SELECT 1 FROM duplicate" + OF_ASSET + " LIMIT 1";

    private NewestSql() {}

    /** See {@link SubmissionQueries#newest}. */
    static Map<AssetId, FoundAsset> of(Sql sql, Collection<AssetId> ids, VisibleSubmissions sight) throws SQLException {
        Map<AssetId, FoundAsset> all = new LinkedHashMap<>();
        for (AssetId id : ids) {
            Optional<Found> found = find(sql, id);
            if (found.isPresent()) {
                Generation newest = found.get().history().newest();
                Origin origin = newest.named().origin();
                boolean isSeen = sight.covers(origin.caller(), origin.source());
                if (isSeen || isNamed(sql, found.get().row(), sight)) {
                    all.put(id, new FoundAsset(newest, isSeen));
                }
            }
        }
        return all;
    }

    private static Optional<Found> find(Sql sql, AssetId id) throws SQLException {
        Optional<Found> found =
                sql.first(row -> JdbcSubmissionQueries.found(id, row), JdbcSubmissionQueries.ASSET, id.value());
        return found.isPresent()
                ? found
                : sql.first(row -> JdbcSubmissionQueries.found(id, row), JdbcSubmissionQueries.ARCHIVED, id.value());
    }

    /** Whether a submission that the reader may see names the id, or has named an earlier generation. */
    private static boolean isNamed(Sql sql, long row, VisibleSubmissions sight) throws SQLException {
        return sql.first(any -> true, NAMED_BY, row, sight.caller(), sight.prefix())
                .isPresent();
    }
}
