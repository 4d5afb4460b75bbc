package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Origin;
import io.voddelete.asset.Status;
import io.voddelete.store.AssetHistory.Generation;
import io.voddelete.store.AssetHistory.Named;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Queries over plain JDBC, on a connection of their own, so that they wait for nothing else. */
final class JdbcSubmissionQueries implements SubmissionQueries, AutoCloseable {
    static final String NEWEST = SubmissionSql.SELECT + " WHERE id < ? ORDER BY id DESC LIMIT ?";
    static final String OWN = SubmissionSql.SELECT + " WHERE caller = ? AND id < ? ORDER BY id DESC LIMIT ?";
    /** Limited to some rows, because rows that are not visible take time as well. */
    static final String SEEN = SubmissionSql.SELECT + " WHERE id < ?1 AND id >= ?2"
            + " AND (caller = ?3 OR substr(source, 1, length(?4)) = ?4) ORDER BY id DESC LIMIT ?5";

    static final String LOOKED_AT =
            "SELECT min(id) FROM (SELECT id FROM submission WHERE id < ? ORDER BY id DESC LIMIT ?)";
    static final int MOST_LOOKED_AT = 20_000;

    static final String ONE = SubmissionSql.SELECT + " WHERE submission_id = ?";
    /** The ids whose turn comes before the last turn of this one; limited to some submissions, because adding up takes time. */
    static final String BEFORE = "SELECT count(*), coalesce(sum(max(0, min(pending, ?1 - turn))), 0) FROM"
            + " (SELECT pending, turn FROM submission WHERE state = 'SEALED' AND pending > 0 AND id <> ?2 LIMIT ?3)";

    static final String ANY_DUE = "SELECT EXISTS (SELECT 1 FROM submission WHERE state = 'SEALED' AND pending > 0"
            + " AND next_due <= ?) OR EXISTS (SELECT 1 FROM asset WHERE claim IS NOT NULL)";

    static final int MOST_ADDED_UP = 20_000;

    static final String RUNNING = SubmissionSql.SELECT + " WHERE id IN (SELECT id FROM (SELECT id FROM submission"
            + " WHERE state = 'SEALED' AND pending > 0 LIMIT ?) ORDER BY id LIMIT ?) ORDER BY id";

    private static final String NAMED = "s.submission_id, s.source, s.caller, o.line, o.generation, s.opened_at";
    private static final String GENERATION = "SELECT " + NAMED
            + ", o.status, o.attempts, o.reason, o.error_code, o.error_msg, o.settled_at, o.reported_at";
    static final String ASSET = GENERATION + ", o.id, o.due_at, o.claim IS NOT NULL, o.calling, o.evidence,"
            + " o.busy_since, o.call_id, o.call_at FROM asset o JOIN submission s ON s.id = o.submission WHERE o.asset_id = ?";
    static final String EARLIER =
            GENERATION + " FROM earlier o JOIN submission s ON s.id = o.submission WHERE o.asset = ?"
                    + " ORDER BY o.generation DESC";
    static final String DUPLICATES = "SELECT " + NAMED + " FROM duplicate o JOIN submission s ON s.id = o.submission"
            + " WHERE o.asset = ?1 AND (?3 OR s.caller = ?4 OR substr(s.source, 1, length(?5)) = ?5) ORDER BY o.generation DESC, o.submission DESC, o.line DESC LIMIT ?2";

    private final ReadConnection reads;
    private final RecentlySettled recent;

    JdbcSubmissionQueries(ReadConnection reads, RecentlySettled recent) {
        this.reads = reads;
        this.recent = recent;
    }

    @Override
    public SubmissionList submissions(long before, int most, VisibleSubmissions sight) {
        return reads.read("read submissions", sql -> {
            if (sight.isAll()) {
                return list(sql.list(SubmissionSql::read, NEWEST, before, most + 1), most, 0);
            }
            return sight.prefix() == null
                    ? list(sql.list(SubmissionSql::read, OWN, sight.caller(), before, most + 1), most, 0)
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
        return list(seen, most, areOlder ? last : 0);
    }

    /** @param found one more than {@code most} if there are more */
    private static SubmissionList list(List<Submission> found, int most, long otherwiseBefore) {
        return found.size() <= most
                ? new SubmissionList(found, otherwiseBefore)
                : new SubmissionList(found.subList(0, most), found.get(most - 1).row());
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
        return reads.read("read an asset id", sql -> {
            Optional<Found> found = sql.first(row -> found(assetId, row), ASSET, assetId.value());
            return found.isEmpty() ? Optional.empty() : withThoseThatNamedIt(sql, found.get(), sight);
        });
    }

    private record Found(long row, AssetHistory history) {}

    private static Optional<AssetHistory> withThoseThatNamedIt(Sql sql, Found found, VisibleSubmissions sight)
            throws SQLException {
        AssetHistory history = found.history;
        List<Generation> generations = new ArrayList<>(history.generations());
        generations.addAll(sql.list(JdbcSubmissionQueries::generation, EARLIER, found.row));
        generations.removeIf(one -> !sight.covers(
                one.named().origin().caller(), one.named().origin().source()));
        List<Named> duplicates = sql.list(
                JdbcSubmissionQueries::named,
                DUPLICATES,
                found.row,
                MOST_DUPLICATES + 1,
                sight.isAll(),
                sight.caller(),
                sight.prefix());
        boolean more = duplicates.size() > MOST_DUPLICATES;
        if (generations.isEmpty() && duplicates.isEmpty()) {
            return Optional.empty();
        }
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
                generations,
                more ? duplicates.subList(0, MOST_DUPLICATES) : duplicates,
                more));
    }

    @Override
    public Totals totals() {
        return reads.read("read totals", TotalsSql::read);
    }

    @Override
    public RecentThroughput lately() {
        return recent.read();
    }

    @Override
    public void close() {
        reads.close();
    }

    private static Found found(AssetId assetId, ResultSet row) throws SQLException {
        Generation newest = generation(row);
        boolean pending = newest.status() == Status.PENDING;
        AssetHistory history = new AssetHistory(
                assetId.value(),
                pending ? Sql.instantOrNull(row, 15) : null,
                row.getBoolean(16),
                row.getBoolean(17),
                pending && Evidence.valueOf(row.getString(18)) == Evidence.MAY_HAVE_ACTED,
                Sql.instantOrNull(row, 19),
                row.getString(20),
                Sql.instantOrNull(row, 21),
                newest,
                List.of(newest),
                List.of(),
                false);
        return new Found(row.getLong(14), history);
    }

    private static Generation generation(ResultSet row) throws SQLException {
        return new Generation(
                named(row),
                Status.valueOf(row.getString(7)),
                row.getInt(8),
                row.getString(9),
                row.getString(10),
                row.getString(11),
                Sql.instantOrNull(row, 12),
                Sql.instantOrNull(row, 13));
    }

    private static Named named(ResultSet row) throws SQLException {
        return new Named(
                row.getString(1),
                new Origin(row.getString(2), row.getString(3), row.getLong(4)),
                row.getInt(5),
                Sql.instant(row, 6));
    }
}
