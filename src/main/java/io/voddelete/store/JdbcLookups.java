package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Status;
import io.voddelete.store.AssetHistory.Generation;
import io.voddelete.store.AssetHistory.Named;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Look-ups over plain JDBC, on a connection of their own: they wait for nobody. */
final class JdbcLookups implements Lookups, AutoCloseable {
    private static final String SUBMISSION =
            "SELECT id, submission_id, source, state, opened_at, sealed_at, sha256, kept_as,"
                    + " lines, accepted, pending, deleted, failed, duplicate, rejected, waiting, turn, "
                    + Notices.COLUMN + " FROM submission";
    static final String NEWEST = SUBMISSION + " WHERE id < ? ORDER BY id DESC LIMIT ?";
    static final String ONE = SUBMISSION + " WHERE submission_id = ?";
    /** Whose turn comes before the last turn of this one; of so many submissions, as adding up takes its time. */
    static final String BEFORE = "SELECT count(*), coalesce(sum(max(0, min(pending, ?1 - turn))), 0) FROM"
            + " (SELECT pending, turn FROM submission WHERE state = 'SEALED' AND pending > 0 AND id <> ?2 LIMIT ?3)";

    static final String ANY_DUE = "SELECT EXISTS (SELECT 1 FROM submission WHERE state = 'SEALED' AND pending > 0"
            + " AND next_due <= ?) OR EXISTS (SELECT 1 FROM asset WHERE claim IS NOT NULL)";

    static final int MOST_ADDED_UP = 20_000;

    private static final String NAMED = "s.submission_id, s.source, o.line, o.generation, s.opened_at";
    private static final String GENERATION = "SELECT " + NAMED
            + ", o.status, o.attempts, o.reason, o.error_code, o.error_msg, o.settled_at, o.reported_at";
    static final String ASSET = GENERATION + ", o.id, o.due_at, o.claim IS NOT NULL, o.calling, o.evidence,"
            + " o.busy_since, o.call_id, o.call_at FROM asset o JOIN submission s ON s.id = o.submission WHERE o.asset_id = ?";
    static final String EARLIER =
            GENERATION + " FROM earlier o JOIN submission s ON s.id = o.submission WHERE o.asset = ?"
                    + " ORDER BY o.generation DESC";
    static final String DUPLICATES = "SELECT " + NAMED + " FROM duplicate o JOIN submission s ON s.id = o.submission"
            + " WHERE o.asset = ? ORDER BY o.generation DESC, o.submission DESC, o.line DESC LIMIT ?";

    private final Reads reads;
    private final RecentlySettled recent;

    JdbcLookups(Reads reads, RecentlySettled recent) {
        this.reads = reads;
        this.recent = recent;
    }

    @Override
    public List<SubmissionState> submissions(long before, int most) {
        return reads.read("read submissions", sql -> sql.list(JdbcLookups::submission, NEWEST, before, most));
    }

    @Override
    public Optional<SubmissionState> submission(String submissionId) {
        return reads.read("read a submission", sql -> sql.first(JdbcLookups::submission, ONE, submissionId));
    }

    @Override
    public long idsBefore(SubmissionState submission) {
        long lastTurn = submission.turn() + submission.pending();
        return reads.read(
                "read the turns",
                sql -> sql.first(
                                row -> row.getLong(1) < MOST_ADDED_UP
                                        ? row.getLong(2)
                                        : Math.max(0, Totalling.read(sql).pending() - submission.pending()),
                                BEFORE,
                                lastTurn,
                                submission.submission().row(),
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
    public Optional<AssetHistory> asset(AssetId assetId) {
        return reads.read("read an asset id", sql -> {
            Optional<Found> found = sql.first(row -> found(assetId, row), ASSET, assetId.value());
            return found.isEmpty() ? Optional.empty() : Optional.of(withAllThatNamedIt(sql, found.get()));
        });
    }

    private record Found(long row, AssetHistory history) {}

    private static AssetHistory withAllThatNamedIt(Sql sql, Found found) throws SQLException {
        AssetHistory history = found.history;
        List<Generation> generations = new ArrayList<>(history.generations());
        generations.addAll(sql.list(JdbcLookups::generation, EARLIER, found.row));
        List<Named> duplicates = sql.list(JdbcLookups::named, DUPLICATES, found.row, MOST_DUPLICATES + 1);
        boolean more = duplicates.size() > MOST_DUPLICATES;
        return new AssetHistory(
                history.assetId(),
                history.dueAt(),
                history.claimed(),
                history.calling(),
                history.mayHaveActed(),
                history.busySince(),
                history.callId(),
                history.callAt(),
                generations,
                more ? duplicates.subList(0, MOST_DUPLICATES) : duplicates,
                more);
    }

    @Override
    public Totals totals() {
        return reads.read("read totals", Totalling::read);
    }

    @Override
    public Settled lately() {
        return recent.read();
    }

    @Override
    public void close() {
        reads.close();
    }

    private static SubmissionState submission(ResultSet row) throws SQLException {
        boolean sealed = "SEALED".equals(row.getString(4));
        return new SubmissionState(
                new Submission(row.getLong(1), row.getString(2), row.getString(3), sealed),
                Sql.instant(row, 5),
                Sql.instant(row, 6),
                row.getString(7),
                row.getString(8),
                row.getLong(9),
                row.getLong(10),
                row.getLong(11),
                row.getLong(12),
                row.getLong(13),
                row.getLong(14),
                row.getLong(15),
                row.getLong(16),
                row.getLong(17),
                Notices.of(row.getString(18)));
    }

    private static Found found(AssetId assetId, ResultSet row) throws SQLException {
        Generation newest = generation(row);
        boolean pending = newest.status() == Status.PENDING;
        AssetHistory history = new AssetHistory(
                assetId.value(),
                pending ? Sql.instant(row, 14) : null,
                row.getBoolean(15),
                row.getBoolean(16),
                pending && Evidence.valueOf(row.getString(17)) == Evidence.MAY_HAVE_ACTED,
                Sql.instant(row, 18),
                row.getString(19),
                Sql.instant(row, 20),
                List.of(newest),
                List.of(),
                false);
        return new Found(row.getLong(13), history);
    }

    private static Generation generation(ResultSet row) throws SQLException {
        return new Generation(
                named(row),
                Status.valueOf(row.getString(6)),
                row.getInt(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                Sql.instant(row, 11),
                Sql.instant(row, 12));
    }

    private static Named named(ResultSet row) throws SQLException {
        return new Named(row.getString(1), row.getString(2), row.getLong(3), row.getInt(4), Sql.instant(row, 5));
    }
}
