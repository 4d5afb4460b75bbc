package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Origin;
import io.voddelete.store.AssetHistory.Generation;
import io.voddelete.store.JdbcSubmissionQueries.Found;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The SQL of the newest generation of many ids. */
final class NewestSql {
    private static final String OF_ASSET =
            " o JOIN submission s ON s.id = o.submission WHERE o.asset = ?1 AND (s.caller = ?2 OR substr(s.source, 1, length(?3)) = ?3)";
    static final String NAMED_BY =
            "SELECT 1 FROM earlier" + OF_ASSET + " UNION ALL SELECT 1 FROM duplicate" + OF_ASSET + " LIMIT 1";

    private NewestSql() {}

    /**
     * What the store has of some ids, and what archive files may have to add.
     *
     * @param found those that the reader may see, with all that is known
     * @param unfinished those of which an archive file has more, or that it may show to the reader
     * @param files where to look for them
     */
    record Newest(Map<AssetId, FoundAsset> found, Map<AssetId, HistoryParts> unfinished, List<ArchiveFile> files) {
        /** Adds what an archive file has. */
        Void add(Sql sql, ArchiveFile file, VisibleSubmissions sight) throws SQLException {
            for (Map.Entry<AssetId, HistoryParts> each : unfinished.entrySet()) {
                HistoryParts.ofArchive(sql, file, each.getKey(), sight).ifPresent(each.getValue()::add);
            }
            return null;
        }

        /** All of it, when each file was looked into. */
        Map<AssetId, FoundAsset> seenBy(VisibleSubmissions sight) {
            Map<AssetId, FoundAsset> all = new LinkedHashMap<>(found);
            unfinished.forEach((id, parts) -> parts.seenBy(sight).ifPresent(history -> {
                Generation newest = history.newest();
                all.put(id, new FoundAsset(newest, covers(sight, newest)));
            }));
            return all;
        }
    }

    private static boolean covers(VisibleSubmissions sight, Generation generation) {
        Origin origin = generation.named().origin();
        return sight.covers(origin.caller(), origin.source());
    }

    /** See {@link SubmissionQueries#newest}. */
    static Newest of(Sql sql, Collection<AssetId> ids, VisibleSubmissions sight) throws SQLException {
        Map<AssetId, FoundAsset> found = new LinkedHashMap<>();
        Map<AssetId, HistoryParts> unfinished = new LinkedHashMap<>();
        for (AssetId id : ids) {
            Optional<Found> here = find(sql, JdbcSubmissionQueries.ASSET, id);
            Optional<Found> known = here.isPresent() ? here : find(sql, JdbcSubmissionQueries.ARCHIVED, id);
            if (known.isEmpty()) {
                continue;
            }
            Generation newest = known.get().history().newest();
            boolean isSeen = covers(sight, newest);
            if (here.isPresent() && (isSeen || isNamed(sql, here.get().row(), sight))) {
                found.put(id, new FoundAsset(newest, isSeen));
            } else {
                unfinished.put(id, new HistoryParts(known.get().history(), List.of(), List.of()));
            }
        }
        return new Newest(found, unfinished, unfinished.isEmpty() ? List.of() : ArchiveSql.files(sql));
    }

    private static Optional<Found> find(Sql sql, String query, AssetId id) throws SQLException {
        return sql.first(row -> JdbcSubmissionQueries.found(id, row), query, id.value());
    }

    /** Whether a submission that the reader may see names the id, or has named an earlier generation. */
    private static boolean isNamed(Sql sql, long row, VisibleSubmissions sight) throws SQLException {
        return sql.first(any -> true, NAMED_BY, row, sight.caller(), sight.prefix())
                .isPresent();
    }
}
