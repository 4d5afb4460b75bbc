package io.voddelete.store;

import io.voddelete.store.StoreFigures.PendingIds;
import io.voddelete.store.StoreFigures.Unreported;
import io.voddelete.store.StoreFigures.Waiting;
import io.voddelete.support.Timings;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Numbers over plain JDBC. What would take time with millions of rows is counted up to a limit.
 *
 * @param missingIsSuccess whether missing assets are reported to the success endpoint
 * @param notices whether events are recorded and sent; those of an earlier endpoint are left where they are
 */
record JdbcFigures(
        GroupCommit writer,
        ReadConnection reads,
        Timings ages,
        Timings delays,
        boolean missingIsSuccess,
        boolean notices,
        InstantSource clock)
        implements Figures {
    /** Rows that are only counted, in an index. */
    private static final int MOST_COUNTED = 100_000;
    /** Rows of asset that are looked at through an index of few. */
    private static final int MOST_JOINED = 5_000;
    /** Rows that are looked at. */
    private static final int MOST_READ = 2_000;

    private static final String CLAIMED = "SELECT count(*) FROM asset a CROSS JOIN submission s ON s.id = a.submission"
            + " WHERE a.claim IS NOT NULL AND a.due_at > ? AND s.gate = 'RELEASED'";
    private static final String LATER = "SELECT count(*) FROM (SELECT 1 FROM (SELECT id FROM submission"
            + " WHERE state = 'SEALED' AND claimable = 1 AND live = 1 AND gate = 'RELEASED' LIMIT ?1) s"
            + " CROSS JOIN asset a INDEXED BY asset_pending ON a.submission = s.id AND a.status = 'PENDING' AND a.due_at > ?2"
            + " LIMIT ?3) n";
    private static final String AMBIGUOUS =
            "SELECT count(*), coalesce(sum(later), 0) FROM (SELECT CASE WHEN a.due_at > ?1 THEN 1 ELSE 0 END AS later"
                    + " FROM asset a INDEXED BY asset_ambiguous CROSS JOIN submission s ON s.id = a.submission"
                    + " WHERE a.status = 'PENDING' AND a.calling = 0 AND a.evidence = 'MAY_HAVE_ACTED' AND a.claim IS NULL"
                    + " AND s.gate = 'RELEASED' LIMIT ?2) n";
    private static final String BUSY =
            "SELECT count(*), coalesce(sum(later), 0) FROM (SELECT CASE WHEN a.due_at > ?1 THEN 1 ELSE 0 END AS later"
                    + " FROM asset a INDEXED BY asset_busy CROSS JOIN submission s ON s.id = a.submission"
                    + " WHERE a.status = 'PENDING' AND a.busy_since IS NOT NULL AND a.claim IS NULL"
                    + " AND NOT (a.calling = 0 AND a.evidence = 'MAY_HAVE_ACTED') AND s.gate = 'RELEASED' LIMIT ?2) n";

    static final String HELD_SUBMISSIONS = "SELECT count(*) FROM (SELECT 1 FROM submission"
            + " WHERE state = 'SEALED' AND gate <> 'RELEASED' AND gate = 'HELD' LIMIT ?1) n";
    private static final String SUBMISSIONS =
            "SELECT (SELECT count(*) FROM (SELECT 1 FROM submission WHERE state = 'OPEN' LIMIT ?1) n),"
                    + " (" + HELD_SUBMISSIONS + "),"
                    + " (SELECT count(*) FROM (SELECT 1 FROM submission WHERE state = 'SEALED' AND gate <> 'RELEASED' AND gate = 'GRACE' LIMIT ?1) n),"
                    + " (SELECT count(*) FROM (SELECT 1 FROM submission WHERE state = 'SEALED' AND claimable = 1 AND live = 1 LIMIT ?1) n)";

    private static final String OLDEST_PENDING =
            "SELECT sealed_at FROM submission WHERE id = (SELECT min(id) FROM (SELECT id"
                    + " FROM submission WHERE state = 'SEALED' AND claimable = 1 AND live = 1 LIMIT ?) n)";
    private static final String OLDEST_HELD = "SELECT sealed_at FROM submission"
            + " WHERE state = 'SEALED' AND gate <> 'RELEASED' AND gate = 'HELD' ORDER BY id LIMIT 1";
    private static final String NEXT_EXPIRY = "SELECT min(gate_until) FROM (SELECT gate_until FROM submission"
            + " WHERE state = 'SEALED' AND gate <> 'RELEASED' AND gate = 'HELD' LIMIT ?) n";

    private static final String CURRENT =
            " FROM asset INDEXED BY asset_unreported WHERE status = ?1 AND status <> 'PENDING' AND reported_at IS NULL ORDER BY settled_at LIMIT ?2";
    private static final String EARLIER =
            " FROM earlier INDEXED BY earlier_unreported WHERE status = ?1 AND reported_at IS NULL LIMIT ?2";

    private static final String NOTICES = "SELECT count(*) FROM (SELECT 1 FROM event LIMIT ?) n";
    private static final String OLDEST_NOTICE = "SELECT at FROM event ORDER BY id LIMIT 1";

    private record Some(long all, long later) {}

    @Override
    public void count(Counter counter, String label, long by) {
        writer.counts.add(counter, label, by);
    }

    @Override
    public Timings commits() {
        return writer.counts.commits();
    }

    @Override
    public StoreFigures read() {
        return reads.read("read its numbers", sql -> read(sql, clock.instant()));
    }

    @Override
    public Counts counts() {
        return reads.read("read its counts", CountSql::read);
    }

    @Override
    public List<OutcomeCount> reasons() {
        return reads.read("read the reasons of outcomes", OutcomeCountSql::read);
    }

    @Override
    public long heldSubmissions() {
        return reads.read("count held submissions", sql -> number(sql, HELD_SUBMISSIONS, MOST_COUNTED));
    }

    @Override
    public Optional<Instant> oldestUnreported() {
        return reads.read("find the oldest outcome", sql -> {
            Optional<Instant> oldest = Optional.empty();
            for (Outbox.Side side : Outbox.Side.values()) {
                Instant found = oldest(sql, side);
                if (found != null && oldest.map(found::isBefore).orElse(true)) {
                    oldest = Optional.of(found);
                }
            }
            return oldest;
        });
    }

    private StoreFigures read(Sql sql, Instant now) throws SQLException {
        return new StoreFigures(
                CountSql.read(sql),
                pending(sql, now),
                sql.first(
                                row -> new Waiting(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)),
                                SUBMISSIONS,
                                MOST_COUNTED)
                        .orElseThrow(),
                unreported(sql),
                notices
                        ? new Unreported(number(sql, NOTICES, MOST_COUNTED), time(sql, OLDEST_NOTICE))
                        : new Unreported(0, null),
                time(sql, OLDEST_PENDING, MOST_COUNTED),
                time(sql, OLDEST_HELD),
                time(sql, NEXT_EXPIRY, MOST_READ));
    }

    private static PendingIds pending(Sql sql, Instant now) throws SQLException {
        long all = TotalsSql.read(sql).pending();
        long held = number(sql, JdbcSubmissionQueries.HELD);
        long claimed = number(sql, CLAIMED, now);
        Some ambiguous = some(sql, AMBIGUOUS, now);
        Some busy = some(sql, BUSY, now);
        long later =
                Math.max(0, number(sql, LATER, MOST_READ, now, MOST_COUNTED) - claimed - ambiguous.later - busy.later);
        long ready = Math.max(0, all - held - claimed - ambiguous.all - busy.all - later);
        return new PendingIds(ready, later, busy.all, claimed, held, ambiguous.all);
    }

    private Map<Outbox.Side, Unreported> unreported(Sql sql) throws SQLException {
        Map<Outbox.Side, Unreported> unreported = new EnumMap<>(Outbox.Side.class);
        for (Outbox.Side side : Outbox.Side.values()) {
            long count = 0;
            for (SideSql part : SideSql.parts(side, missingIsSuccess)) {
                for (String table : List.of(CURRENT, EARLIER)) {
                    count += counted(sql, part, table);
                }
            }
            unreported.put(side, new Unreported(count, oldest(sql, side)));
        }
        return unreported;
    }

    /** The reason is not in the index. */
    private static long counted(Sql sql, SideSql part, String table) throws SQLException {
        return part.reasons().isEmpty()
                ? number(sql, "SELECT count(*) FROM (SELECT 1" + table + ") o", part.status(), MOST_COUNTED)
                : number(
                        sql,
                        "SELECT count(*) FROM (SELECT reason" + table + ") o WHERE true" + part.reasons(),
                        part.status(),
                        MOST_JOINED);
    }

    private @Nullable Instant oldest(Sql sql, Outbox.Side side) throws SQLException {
        Instant oldest = null;
        for (SideSql part : SideSql.parts(side, missingIsSuccess)) {
            for (String table : List.of(CURRENT, EARLIER)) {
                Instant found = time(
                        sql,
                        "SELECT min(settled_at) FROM (SELECT reason, settled_at" + table + ") o WHERE true"
                                + part.reasons(),
                        part.status(),
                        MOST_READ);
                oldest = oldest == null || found != null && found.isBefore(oldest) ? found : oldest;
            }
        }
        return oldest;
    }

    private static Some some(Sql sql, String query, Instant now) throws SQLException {
        return sql.first(row -> new Some(row.getLong(1), row.getLong(2)), query, now, MOST_JOINED)
                .orElseThrow();
    }

    private static long number(Sql sql, String query, @Nullable Object... values) throws SQLException {
        return sql.first(row -> row.getLong(1), query, values).orElseThrow();
    }

    private static @Nullable Instant time(Sql sql, String query, @Nullable Object... values) throws SQLException {
        return sql.first(row -> Optional.ofNullable(Sql.instantOrNull(row, 1)), query, values)
                .flatMap(found -> found)
                .orElse(null);
    }
}
