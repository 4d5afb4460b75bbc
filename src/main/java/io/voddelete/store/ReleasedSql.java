package io.voddelete.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** The SQL that counts the ids released without approval in the last 24 hours, minute by minute. */
final class ReleasedSql {
    private static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final long DAY_MINUTES = Duration.ofDays(1).toMinutes();

    private ReleasedSql() {}

    /** Returns the number; up to a minute of ids that are a little older is included. */
    static long lastDay(Sql sql, Instant now) throws SQLException {
        long since = minute(now) - DAY_MINUTES;
        int outdated = sql.run(
                "UPDATE released_sum SET ids = ids - coalesce((SELECT sum(r.ids) FROM released r WHERE r.minute < ?1), 0),"
                        + " since = ?1 WHERE since < ?1",
                since);
        if (outdated > 0) {
            sql.run("DELETE FROM released WHERE minute < ?", since);
        }
        return sql.first(row -> row.getLong(1), "SELECT ids FROM released_sum").orElse(0L);
    }

    /** Returns the same number, and changes nothing. */
    static long count(Sql sql, Instant now) throws SQLException {
        return sql.first(
                        row -> row.getLong(1),
                        "SELECT coalesce(sum(ids), 0) FROM released WHERE minute >= ?",
                        minute(now) - DAY_MINUTES)
                .orElse(0L);
    }

    static void add(Sql sql, long ids, Instant now) throws SQLException {
        sql.run(
                "INSERT INTO released (minute, ids) VALUES (?1, ?2) ON CONFLICT (minute) DO UPDATE SET ids = ids + ?2",
                minute(now),
                ids);
        if (sql.run("UPDATE released_sum SET ids = ids + ?", ids) == 0) {
            sql.run("INSERT INTO released_sum (since, ids) VALUES (?, ?)", minute(now) - DAY_MINUTES, ids);
        }
    }

    private static long minute(Instant now) {
        return Math.floorDiv(now.toEpochMilli(), MINUTE_MILLIS);
    }
}
