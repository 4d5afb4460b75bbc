package io.voddelete.store;

import io.voddelete.asset.Outcome;
import io.voddelete.asset.Status;
import io.voddelete.support.Times;
import io.voddelete.support.Timings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The outbox over plain JDBC: settled rows that were not reported, of this generation and of earlier ones. */
final class Reporting implements Outbox {
    private static final String COLUMNS =
            "s.submission_id, s.source, s.caller, s.sealed_at, o.generation, o.status, o.reason,"
                    + " o.error_code, o.error_msg, o.attempts, o.settled_at, o.submission, o.line, o.checksum,"
                    + " s.requested_by, s.request_reason, s.traceparent,"
                    + " o.title, o.vod_status, o.created_at, o.request_id, "
                    + KeptColumnSql.of("o.submission", "o.line") + ", " + EventEpoch.SUFFIX;
    private static final String CURRENT = "SELECT o.id, o.asset_id, " + COLUMNS
            + " FROM asset o JOIN submission s ON s.id = o.submission"
            + " WHERE o.status <> 'PENDING' AND o.reported_at IS NULL";
    private static final String EARLIER = "SELECT a.id, a.asset_id, " + COLUMNS
            + " FROM earlier o JOIN asset a ON a.id = o.asset JOIN submission s ON s.id = o.submission"
            + " WHERE o.reported_at IS NULL";
    /** PostgreSQL could otherwise look for each outcome through the index of all that are not reported. */
    private static final String IS_UNREPORTED = "generation = ? AND coalesce(reported_at, 0) = 0";

    /** An outcome that is not reported, by its row. */
    static final String OUTCOME = "id = ? AND status <> 'PENDING' AND " + IS_UNREPORTED;

    private final GroupCommit writer;
    private final ReadConnection reads;
    private final Timings delays;
    private final InstantSource clock;
    /** By part of a side. Used with the connection only. */
    private final Map<SideSql, LookFrom> looks = new HashMap<>();

    /** @param delays collects how long outcomes took to their endpoints */
    Reporting(GroupCommit writer, ReadConnection reads, Timings delays, InstantSource clock) {
        this.writer = writer;
        this.reads = reads;
        this.delays = delays;
        this.clock = clock;
    }

    @Override
    public List<Outcome> unreported(Side side, boolean missingIsSuccess, int most) {
        return reads.read("read outcomes", writer.inPlace(sql -> unreported(sql, side, missingIsSuccess, most)));
    }

    @Override
    public void markReported(Side side, List<Outcome> outcomes) {
        Instant now = clock.instant();
        List<Outcome> marked = writer.writeResult("mark outcomes", sql -> {
            List<Outcome> reached = markReported(sql, outcomes, now);
            sql.count(Counter.REPORTED, side.word(), reached.size());
            return reached;
        });
        Map<String, Duration> since = new HashMap<>(); // those of one call have one time
        marked.forEach(outcome -> delays.add(since.computeIfAbsent(
                outcome.settledAt(), settledAt -> Duration.between(Instant.parse(settledAt), now))));
    }

    @Override
    public void countFailure(Side side) {
        writer.counts.add(Counter.REPORT_FAILURES, side.word(), 1);
    }

    private List<Outcome> unreported(Sql sql, Side side, boolean missingIsSuccess, int most) throws SQLException {
        List<Outcome> outcomes = new ArrayList<>();
        List<SideSql> parts = SideSql.parts(side, missingIsSuccess);
        for (SideSql part : parts) {
            outcomes.addAll(sql.list(Reporting::read, EARLIER + part.condition() + " LIMIT ?", most - outcomes.size()));
        }
        for (SideSql part : parts) {
            if (outcomes.size() < most) {
                outcomes.addAll(current(sql, part, most - outcomes.size()));
            }
        }
        return outcomes;
    }

    private List<Outcome> current(Sql sql, SideSql part, int most) throws SQLException {
        LookFrom look = looks.computeIfAbsent(part, none -> new LookFrom());
        Instant begin = clock.instant();
        List<Outcome> found = sql.list(
                Reporting::read,
                CURRENT + part.condition() + " AND o.settled_at >= ? ORDER BY o.settled_at, o.id LIMIT ?",
                look.at(begin),
                most);
        look.found(begin, found.isEmpty() ? null : Instant.parse(found.get(0).settledAt()));
        return found;
    }

    /** Returns those that were not marked before. */
    private static List<Outcome> markReported(Sql sql, List<Outcome> outcomes, Instant now) throws SQLException {
        List<Outcome> reached = new ArrayList<>();
        int[] current = sql.batch(
                "UPDATE asset SET reported_at = ? WHERE " + OUTCOME,
                outcomes.stream()
                        .map(outcome -> new Object[] {now, outcome.row(), outcome.generation()})
                        .toList());
        for (int i = 0; i < current.length; i++) {
            Outcome outcome = outcomes.get(i);
            int marked = current[i];
            if (marked == 0) {
                marked = sql.run(
                        "UPDATE earlier SET reported_at = ? WHERE asset = ? AND " + IS_UNREPORTED,
                        now,
                        outcome.row(),
                        outcome.generation());
            }
            if (marked > 0) {
                reached.add(outcome);
            }
        }
        TotalsSql.reported(sql, reached.size());
        return reached;
    }

    private static Outcome read(ResultSet row) throws SQLException {
        long id = row.getLong(1);
        int generation = row.getInt(7);
        String assetId = row.getString(2);
        new AssetChecksum(assetId, row.getLong(14), row.getLong(15), generation).require(id, row.getInt(16));
        return new Outcome(
                id,
                id + "-" + generation + row.getString(25),
                assetId,
                generation,
                Status.valueOf(row.getString(8)),
                row.getString(9),
                row.getString(10),
                row.getString(11),
                row.getInt(12),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(17),
                row.getString(18),
                row.getString(19),
                Times.text(Sql.instant(row, 6)),
                Times.text(Sql.instant(row, 13)),
                InfoColumns.read(row, 20),
                row.getString(23),
                KeptColumnSql.read(row.getString(24)));
    }
}
