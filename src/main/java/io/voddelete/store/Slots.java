package io.voddelete.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** The SQL of the slots: one row a kind of call remembers the next one, over restarts too. */
final class Slots {
    /** The store keeps whole milliseconds; a slot is rounded up to one, so that none comes early. */
    private static final Duration UP = Duration.ofNanos(999_999);

    private Slots() {}

    static Instant move(Sql sql, String pace, UnaryOperator<Instant> move) throws SQLException {
        Instant before = next(sql, pace);
        Instant after = move.apply(before);
        if (!after.equals(before)) {
            sql.run(
                    "INSERT INTO pace (name, next_at) VALUES (?, ?)"
                            + " ON CONFLICT (name) DO UPDATE SET next_at = excluded.next_at",
                    pace,
                    after.plus(UP));
        }
        return before;
    }

    static Instant next(Sql sql, String pace) throws SQLException {
        return sql.first(row -> Instant.ofEpochMilli(row.getLong(1)), "SELECT next_at FROM pace WHERE name = ?", pace)
                .orElse(Instant.EPOCH);
    }
}
