package io.voddelete.store;

import io.voddelete.vod.PaceState;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** The SQL of call rates: one row for each kind of call, with its next slot and the learned rate. */
final class PaceSql {
    /** Rounds slots up, because the store keeps milliseconds and no call may be early. */
    private static final Duration UP = Duration.ofNanos(999_999);

    private PaceSql() {}

    static PaceState change(Sql sql, String pace, UnaryOperator<PaceState> change) throws SQLException {
        PaceState before = state(sql, pace);
        PaceState after = change.apply(before);
        if (!after.equals(before)) {
            sql.run(
                    "INSERT INTO pace (name, next_at, rate, step, changed_at) VALUES (?, ?, ?, ?, ?)"
                            + " ON CONFLICT (name) DO UPDATE SET next_at = excluded.next_at, rate = excluded.rate,"
                            + " step = excluded.step, changed_at = excluded.changed_at",
                    pace,
                    after.nextAt().plus(UP),
                    after.rate(),
                    after.step(),
                    after.changedAt());
        }
        return after;
    }

    static PaceState state(Sql sql, String pace) throws SQLException {
        return sql.first(
                        row -> new PaceState(
                                Instant.ofEpochMilli(row.getLong(1)),
                                row.getDouble(2),
                                row.getDouble(3),
                                Instant.ofEpochMilli(row.getLong(4))),
                        "SELECT next_at, rate, step, changed_at FROM pace WHERE name = ?",
                        pace)
                .orElse(PaceState.NEW);
    }
}
