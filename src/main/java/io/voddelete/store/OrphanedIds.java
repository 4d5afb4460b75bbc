package io.voddelete.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Moves ids of open submissions that are no longer read to the oldest sealed submission that named them, where they were
 * duplicates of lines that might never be sent. Counters change in the same transaction as the rows.
 */
final class OrphanedIds {
    /** @param checksum of the row when it belongs to the heir */
    private record Heir(long asset, long from, long to, long line, int checksum) {}

    private static final String CHECKED = "a.asset_id, a.line, a.generation, a.checksum";
    // CROSS JOIN makes SQLite keep this order
    private static final String OF_ABANDONED = "SELECT a.id, a.submission, d.submission, d.line, " + CHECKED
            + " FROM submission y CROSS JOIN asset a ON a.submission = y.id AND a.status = 'PENDING'"
            + " CROSS JOIN duplicate d ON d.asset = a.id AND d.generation = a.generation"
            + " CROSS JOIN submission s ON s.id = d.submission AND s.state = 'SEALED'"
            + " WHERE y.id = ? AND y.state = 'OPEN' ORDER BY s.gate = 'RELEASED' DESC, s.gate IN ('CANCELLED', 'EXPIRED'),"
            + " d.submission, d.line";
    private static final String TO_SEALED = "SELECT a.id, a.submission, d.submission, d.line, " + CHECKED
            + " FROM duplicate d CROSS JOIN asset a ON a.id = d.asset AND a.generation = d.generation"
            + " WHERE d.submission = ? AND a.submission = ? AND a.status = 'PENDING' ORDER BY d.line";

    /** Ids in one batch of statements. */
    private static final int SLICE = 1_000;

    private OrphanedIds() {}

    /** Moves all ids of an open submission that others have named; does nothing if it is sealed. */
    static int of(Sql sql, long abandoned, long turn) throws SQLException {
        return move(sql, heirs(sql, OF_ABANDONED, abandoned), turn);
    }

    /** Moves those ids of an open submission that a sealed one has named. */
    static int to(Sql sql, long sealed, long abandoned, long turn) throws SQLException {
        return move(sql, heirs(sql, TO_SEALED, sealed, abandoned), turn);
    }

    /** Returns the rows of all open submissions. */
    static List<Long> open(Sql sql) throws SQLException {
        return sql.list(row -> row.getLong(1), "SELECT id FROM submission WHERE state = 'OPEN'");
    }

    private static List<Heir> heirs(Sql sql, String query, Object... values) throws SQLException {
        return sql.list(OrphanedIds::heir, query, values);
    }

    private static Heir heir(ResultSet row) throws SQLException {
        long asset = row.getLong(1);
        long from = row.getLong(2);
        long to = row.getLong(3);
        long line = row.getLong(4);
        String assetId = row.getString(5);
        int generation = row.getInt(7);
        new AssetChecksum(assetId, from, row.getLong(6), generation).require(asset, row.getInt(8));
        return new Heir(asset, from, to, line, new AssetChecksum(assetId, to, line, generation).value());
    }

    private static int move(Sql sql, List<Heir> heirs, long turn) throws SQLException {
        Map<Long, Heir> first = new LinkedHashMap<>();
        heirs.forEach(heir -> first.putIfAbsent(heir.asset, heir));
        List<Heir> moved = List.copyOf(first.values());
        for (int begin = 0; begin < moved.size(); begin += SLICE) {
            List<Heir> some = moved.subList(begin, Math.min(moved.size(), begin + SLICE));
            sql.batch(
                    "UPDATE asset SET submission = ?, line = ?, checksum = ? WHERE id = ?",
                    some.stream()
                            .map(heir -> new Object[] {heir.to, heir.line, heir.checksum, heir.asset})
                            .toList());
            sql.batch(
                    "DELETE FROM duplicate WHERE submission = ? AND line = ?",
                    some.stream().map(heir -> new Object[] {heir.to, heir.line}).toList());
        }
        for (Map.Entry<Long, Long> from : count(moved, Heir::from).entrySet()) {
            sql.run(
                    "UPDATE submission SET accepted = accepted - ?1, pending = pending - ?1 WHERE id = ?2",
                    from.getValue(),
                    from.getKey());
        }
        for (Map.Entry<Long, Long> to : count(moved, Heir::to).entrySet()) {
            sql.run(
                    "UPDATE submission SET accepted = accepted + ?1, pending = pending + ?1, duplicate = duplicate - ?1,"
                            + " waiting = waiting - ?1, turn = CASE WHEN pending > 0 AND turn > ?2 THEN turn ELSE ?2 END,"
                            + " next_due = 0 WHERE id = ?3",
                    to.getValue(),
                    turn,
                    to.getKey());
        }
        if (!moved.isEmpty()) {
            TotalsSql.handedOver(sql, moved.size());
        }
        return moved.size();
    }

    private static Map<Long, Long> count(List<Heir> moved, Function<Heir, Long> submission) {
        return moved.stream().collect(Collectors.groupingBy(submission, TreeMap::new, Collectors.counting()));
    }
}
