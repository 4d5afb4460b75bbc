package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.store.AssetHistory.Generation;
import io.voddelete.store.AssetHistory.Named;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What the store and the archive files have of one asset id, until it is put together. */
final class HistoryParts {
    private static final String ARCHIVED = " AND s.archive = ?";
    private static final String ASSET = JdbcSubmissionQueries.ASSET + ARCHIVED;
    private static final String EARLIER = JdbcSubmissionQueries.GENERATION
            + " FROM asset a CROSS JOIN earlier o ON o.asset = a.id JOIN submission s ON s.id = o.submission"
            + " WHERE a.asset_id = ?" + ARCHIVED;
    private static final String DUPLICATES = "SELECT " + JdbcSubmissionQueries.NAMED
            + " FROM asset a CROSS JOIN duplicate o ON o.asset = a.id JOIN submission s ON s.id = o.submission"
            + " WHERE a.asset_id = ?1 AND s.archive = ?2 AND (?3 = 1 OR s.caller = ?4 OR substr(s.source, 1, length(?5)) = ?5)"
            + " ORDER BY o.generation DESC, o.submission DESC, o.line DESC LIMIT ?6";
    private static final Comparator<Named> NEWEST = Comparator.comparingInt(Named::generation)
            .thenComparing(Named::openedAt)
            .thenComparing(named -> named.origin().line())
            .reversed();

    /** Of the newest generation. */
    private AssetHistory history;

    private final TreeMap<Integer, Generation> generations = new TreeMap<>(Comparator.reverseOrder());
    private final List<Named> duplicates;
    private final List<String> unreadable = new ArrayList<>();

    HistoryParts(AssetHistory history, List<Generation> earlier, List<Named> duplicates) {
        this.history = history;
        this.duplicates = new ArrayList<>(duplicates);
        earlier.forEach(this::add);
        add(history.newest());
    }

    private HistoryParts(AssetHistory history, List<Generation> generations, List<Named> duplicates, boolean isOwn) {
        this(history, generations, duplicates);
        if (!isOwn) { // it is a copy of what the store has
            this.generations.remove(history.newest().named().generation());
        }
    }

    private void add(Generation generation) {
        generations.put(generation.named().generation(), generation);
    }

    /**
     * Returns what an archive file has of an id: as owner of it or of an earlier generation, or as a duplicate. What else it has
     * of the id explains only that.
     */
    static Optional<HistoryParts> ofArchive(Sql sql, ArchiveFile file, AssetId assetId, VisibleSubmissions sight)
            throws SQLException {
        long number = file.number();
        Optional<AssetHistory> copied = sql.first(
                row -> JdbcSubmissionQueries.found(assetId, row).history(),
                JdbcSubmissionQueries.ASSET,
                assetId.value());
        if (copied.isEmpty()) {
            return Optional.empty();
        }
        requireIntact(sql, assetId);
        return Optional.of(new HistoryParts(
                copied.get(),
                sql.list(JdbcSubmissionQueries::generation, EARLIER, assetId.value(), number),
                sql.list(
                        JdbcSubmissionQueries::named,
                        DUPLICATES,
                        assetId.value(),
                        number,
                        sight.isAll(),
                        sight.caller(),
                        sight.prefix(),
                        SubmissionQueries.MOST_DUPLICATES + 1),
                sql.first(row -> true, ASSET, assetId.value(), number).isPresent()));
    }

    private static void requireIntact(Sql sql, AssetId assetId) throws SQLException {
        sql.first(
                row -> {
                    new AssetChecksum(assetId.value(), row.getLong(2), row.getLong(3), row.getInt(4))
                            .require(row.getLong(1), row.getInt(5));
                    return true;
                },
                "SELECT id, submission, line, generation, checksum FROM asset WHERE asset_id = ?",
                assetId.value());
    }

    /** Adds what an archive file has: the same generation is more complete there than what the store may have kept of it. */
    void add(HistoryParts archived) {
        int newest = history.newest().named().generation();
        if (archived.generations.containsKey(newest)
                && archived.history.newest().named().generation() == newest) {
            history = archived.history;
        }
        generations.putAll(archived.generations);
        // until a new file is marked as the place of a submission, the store names its lines too
        archived.duplicates.stream()
                .filter(duplicate -> !duplicates.contains(duplicate))
                .forEach(duplicates::add);
        duplicates.sort(NEWEST);
    }

    void addUnreadable(String file) {
        unreadable.add(file);
    }

    /** Returns all of it that a reader may see; empty if that is nothing. */
    Optional<AssetHistory> seenBy(VisibleSubmissions sight) {
        List<Generation> seen = generations.values().stream()
                .filter(one -> sight.covers(
                        one.named().origin().caller(), one.named().origin().source()))
                .toList();
        if (seen.isEmpty() && duplicates.isEmpty()) {
            return Optional.empty();
        }
        boolean more = duplicates.size() > SubmissionQueries.MOST_DUPLICATES;
        return Optional.of(new AssetHistory(
                history.assetId(),
                history.dueAt(),
                history.claimed(),
                history.calling(),
                history.mayHaveActed(),
                history.busySince(),
                history.callId(),
                history.callAt(),
                history.newest(),
                seen,
                more ? List.copyOf(duplicates.subList(0, SubmissionQueries.MOST_DUPLICATES)) : List.copyOf(duplicates),
                more,
                List.copyOf(unreadable)));
    }
}
