package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Origin;
import io.voddelete.asset.Status;
import io.voddelete.store.AssetHistory.Asked;
import io.voddelete.store.AssetHistory.Generation;
import io.voddelete.store.AssetHistory.Named;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Queries over plain JDBC, on a connection of their own, so that they wait for nothing else. */
final class JdbcSubmissionQueries implements SubmissionQueries, AutoCloseable {
    static final String NEWEST = SubmissionSql.SELECT + " WHERE id < ? ORDER BY id DESC LIMIT ?";
    static final String OWN = SubmissionSql.SELECT + " WHERE caller = ? AND id < ? ORDER BY id DESC LIMIT ?";
    /** Limited to some rows, because rows that are not visible take time as well. */
    static final String SEEN = SubmissionSql.SELECT + " WHERE id < ?1 AND id >= ?2"
            + " AND (caller = ?3 OR substr(source, 1, length(?4)) = ?4) ORDER BY id DESC LIMIT ?5";

    static final String LOOKED_AT =
            "SELECT min(id) FROM (SELECT id FROM submission WHERE id < ? ORDER BY id DESC LIMIT ?) n";
    static final int MOST_LOOKED_AT = 20_000;

    static final String ONE = SubmissionSql.SELECT + " WHERE submission_id = ?";
    /** The ids whose turn comes before the last turn of this one; limited to some submissions, because adding up takes time. */
    static final String BEFORE =
            "SELECT count(*), coalesce(sum(CASE WHEN ?1 - turn < pending THEN CASE WHEN ?1 > turn THEN ?1 - turn ELSE 0 END"
                    + " ELSE pending END), 0) FROM"
                    + " (SELECT pending, turn FROM submission WHERE state = 'SEALED' AND claimable = 1 AND live = 1 AND id <> ?2 LIMIT ?3) n";

    static final String ANY_DUE =
            "SELECT EXISTS (SELECT 1 FROM submission WHERE state = 'SEALED' AND claimable = 1 AND live = 1"
                    + " AND next_due <= ?) OR EXISTS (SELECT 1 FROM asset WHERE claim IS NOT NULL)";

    static final String HELD =
            "SELECT coalesce(sum(pending), 0) FROM submission WHERE state = 'SEALED' AND gate <> 'RELEASED'";

    static final int MOST_ADDED_UP = 20_000;

    static final String RUNNING = SubmissionSql.SELECT + " WHERE id IN (SELECT id FROM (SELECT id FROM submission"
            + " WHERE state = 'SEALED' AND claimable = 1 AND live = 1 LIMIT ?) n ORDER BY id LIMIT ?) ORDER BY id";

    static final String NAMED = "s.submission_id, s.source, s.caller, o.line, o.generation, s.opened_at,"
            + " s.requested_by, s.requested_from, s.request_reason, s.traceparent,"
            + " s.approved_at, s.approved_by, s.approval_reason, " + KeptColumnSql.of("s.id", "o.line");
    static final String GENERATION = "SELECT " + NAMED
            + ", o.status, o.attempts, o.reason, o.error_code, o.error_msg, o.settled_at, o.reported_at,"
            + " o.title, o.vod_status, o.created_at, o.request_id";
    private static final String WHOLE = GENERATION + ", o.id, o.due_at, o.claim IS NOT NULL, o.calling, o.evidence,"
            + " o.busy_since, o.call_id, o.call_at FROM ";
    private static final String OF_SUBMISSION = " o JOIN submission s ON s.id = o.submission WHERE ";
    static final String ASSET = WHOLE + "asset" + OF_SUBMISSION + "o.asset_id = ?";
    static final String ARCHIVED = WHOLE + ArchivedIds.AS_ASSET + OF_SUBMISSION + "o.asset_id = ?";
    static final String EARLIER =
            GENERATION + " FROM earlier o JOIN submission s ON s.id = o.submission WHERE o.asset = ?"
                    + " ORDER BY o.generation DESC";
    static final String DUPLICATES = "SELECT " + NAMED + " FROM duplicate o JOIN submission s ON s.id = o.submission"
            + " WHERE o.asset = ?1 AND s.archive IS NULL AND (?3 = 1 OR s.caller = ?4 OR substr(s.source, 1, length(?5)) = ?5) ORDER BY o.generation DESC, o.submission DESC, o.line DESC LIMIT ?2";

    private final ReadConnection reads;
    private final ArchiveReads archived;
    private final RecentlySettled recent;

    JdbcSubmissionQueries(ReadConnection reads, ArchiveReads archived, RecentlySettled recent) {
        this.reads = reads;
        this.archived = archived;
        this.recent = recent;
    }

    @Override
    public SubmissionList submissions(long before, int most, VisibleSubmissions sight) {
        return reads.read("read submissions", sql -> {
            if (sight.isAll()) {
                return SubmissionList.of(sql.list(SubmissionSql::read, NEWEST, before, most + 1), most, 0);
            }
            return sight.prefix() == null
                    ? SubmissionList.of(sql.list(SubmissionSql::read, OWN, sight.caller(), before, most + 1), most, 0)
                    : seen(sql, before, most, sight);
        });
    }

    private static SubmissionList seen(Sql sql, long before, int most, VisibleSubmissions sight) throws SQLException {
        long last = sql.first(row -> row.getLong(1), LOOKED_AT, before, MOST_LOOKED_AT)
                .orElse(0L);
        List<Submission> seen =
                sql.list(SubmissionSql::read, SEEN, before, last, sight.caller(), sight.prefix(), most + 1);
        boolean areOlder = sql.first(row -> true, "SELECT 1 FROM submission WHERE id < ? LIMIT 1", last)
                .isPresent();
        return SubmissionList.of(seen, most, areOlder ? last : 0);
    }

    @Override
    public SubmissionList submissions(SubmissionFilter filter, long after, int most, VisibleSubmissions sight) {
        return reads.read("read submissions", sql -> SubmissionSearch.page(sql, filter, after, most, sight));
    }

    @Override
    public List<Submission> running(int most) {
        return reads.read("read submissions", sql -> sql.list(SubmissionSql::read, RUNNING, MOST_ADDED_UP, most));
    }

    @Override
    public Optional<Submission> submission(String submissionId, VisibleSubmissions sight) {
        return reads.read("read a submission", sql -> sql.first(SubmissionSql::read, ONE, submissionId))
                .filter(found -> sight.covers(found.caller(), found.source()));
    }

    @Override
    public long idsBefore(Submission submission) {
        long lastTurn = submission.progress().turn() + submission.progress().pending();
        return reads.read(
                "read the turns",
                sql -> sql.first(
                                row -> row.getLong(1) < MOST_ADDED_UP
                                        ? row.getLong(2)
                                        : Math.max(
                                                0,
                                                TotalsSql.read(sql).pending()
                                                        - submission.progress().pending()),
                                BEFORE,
                                lastTurn,
                                submission.row(),
                                MOST_ADDED_UP)
                        .orElseThrow());
    }

    @Override
    public boolean isAnyDue(Instant now) {
        return reads.read(
                "read what is due",
                sql -> sql.first(row -> row.getBoolean(1), ANY_DUE, now).orElseThrow());
    }

    @Override
    public Optional<AssetHistory> asset(AssetId assetId, VisibleSubmissions sight) {
        Here here = reads.read("read an asset id", sql -> new Here(here(sql, assetId, sight), ArchiveSql.files(sql)));
        if (here.known.isEmpty()) {
            return Optional.empty();
        }
        HistoryParts all = here.known.get();
        for (ArchiveFile file : here.archives) {
            try {
                archived.read(file, sql -> HistoryParts.ofArchive(sql, file, assetId, sight))
                        .ifPresent(all::add);
            } catch (ArchiveException e) {
                all.addUnreadable(file.name());
            }
        }
        return all.seenBy(sight);
    }

    @Override
    public Map<AssetId, FoundAsset> newest(Collection<AssetId> ids, VisibleSubmissions sight) {
        NewestSql.Newest newest = reads.read("read asset ids", sql -> NewestSql.of(sql, ids, sight));
        for (ArchiveFile file : newest.files()) {
            try {
                archived.read(file, sql -> newest.add(sql, file, sight));
            } catch (ArchiveException e) {
                continue; // what the store has of them is true without it
            }
        }
        return newest.seenBy(sight);
    }

    /** What the store has of an id, and the archives that may have more; both of one moment. */
    private record Here(Optional<HistoryParts> known, List<ArchiveFile> archives) {}

    private static Optional<HistoryParts> here(Sql sql, AssetId assetId, VisibleSubmissions sight) throws SQLException {
        Optional<Found> found = sql.first(row -> found(assetId, row), ASSET, assetId.value());
        if (found.isEmpty()) {
            return sql.first(row -> found(assetId, row), ARCHIVED, assetId.value())
                    .map(one -> new HistoryParts(one.history, List.of(), List.of()));
        }
        return Optional.of(new HistoryParts(
                found.get().history,
                sql.list(JdbcSubmissionQueries::generation, EARLIER, found.get().row),
                sql.list(
                        JdbcSubmissionQueries::named,
                        DUPLICATES,
                        found.get().row,
                        MOST_DUPLICATES + 1,
                        sight.isAll(),
                        sight.caller(),
                        sight.prefix())));
    }

    /**
     * The row of an id.
     *
     * @param history of its newest generation
     */
    record Found(long row, AssetHistory history) {}

    @Override
    public Totals totals() {
        return reads.read("read totals", TotalsSql::read);
    }

    @Override
    public long held() {
        return reads.read(
                "count held ids", sql -> sql.first(row -> row.getLong(1), HELD).orElseThrow());
    }

    @Override
    public RecentThroughput lately() {
        return recent.read();
    }

    @Override
    public List<Long> settledByMinute(int most) {
        return recent.byMinute(most);
    }

    @Override
    public void close() {
        reads.close();
    }

    @Override
    public Set<String> traceparents(Collection<Long> rows) {
        return reads.read("read what ids belong to", sql -> {
            Set<String> found = new LinkedHashSet<>();
            for (Long row : rows) {
                sql.first(
                                each -> each.getString(1),
                                "SELECT s.traceparent FROM asset a JOIN submission s ON s.id = a.submission"
                                        + " WHERE a.id = ? AND s.traceparent IS NOT NULL",
                                row)
                        .ifPresent(found::add);
            }
            return found;
        });
    }

    static Found found(AssetId assetId, ResultSet row) throws SQLException {
        Generation newest = generation(row);
        boolean pending = newest.status() == Status.PENDING;
        AssetHistory history = new AssetHistory(
                assetId.value(),
                pending ? Sql.instantOrNull(row, 27) : null,
                row.getBoolean(28),
                row.getBoolean(29),
                pending && Evidence.valueOf(row.getString(30)) == Evidence.MAY_HAVE_ACTED,
                Sql.instantOrNull(row, 31),
                row.getString(32),
                Sql.instantOrNull(row, 33),
                newest,
                List.of(newest),
                List.of(),
                false,
                List.of());
        return new Found(row.getLong(26), history);
    }

    static Generation generation(ResultSet row) throws SQLException {
        return new Generation(
                named(row),
                Status.valueOf(row.getString(15)),
                row.getInt(16),
                row.getString(17),
                row.getString(18),
                row.getString(19),
                InfoColumns.read(row, 22),
                row.getString(25),
                Sql.instantOrNull(row, 20),
                Sql.instantOrNull(row, 21));
    }

    static Named named(ResultSet row) throws SQLException {
        return new Named(
                row.getString(1),
                new Origin(row.getString(2), row.getString(3), row.getLong(4)),
                row.getInt(5),
                Sql.instant(row, 6),
                new Asked(
                        new Requested(row.getString(7), row.getString(8), row.getString(9), row.getString(10)),
                        Sql.instantOrNull(row, 11),
                        row.getString(12),
                        row.getString(13)),
                KeptColumnSql.read(row.getString(14)));
    }
}
