package io.voddelete.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The SQL that counts the ids released without approval in the last 24 hours, minute by minute. */
final class ReleasedSql {
    private static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final long DAY_MINUTES = Duration.ofDays(1).toMinutes();

    /**
     * What the table says.
     *
     * @param since the first minute that is counted
     * @param ids since then
     */
    record Day(long since, long ids) {}

    /** @param later ids of minutes that are yet to come */
    private record State(Day day, long later) {}

    private ReleasedSql() {}

    /** Returns the number and forgets what is older; up to a minute of ids that are a little older is included. */
    static long lastDay(Sql sql, Instant now) throws SQLException {
        Optional<Day> known = sql.sums().day().filter(day -> day.since == since(now));
        Day day = known.isPresent() ? known.get() : day(sql, now);
        sql.sums().learnDay(day);
        return day.ids + sql.sums().released();
    }

    private static Day day(Sql sql, Instant now) throws SQLException {
        State state = sql.first(
                        row -> new State(new Day(row.getLong(1), row.getLong(2)), row.getLong(3)),
                        "SELECT since, ids, (SELECT coalesce(sum(r.ids), 0) FROM released r WHERE r.minute > ?) FROM released_sum",
                        minute(now))
                .orElse(null);
        if (state != null && state.day.since == since(now) && state.later == 0) {
            return state.day; // as mostly: this minute has begun, and the clock was not set back
        }
        foldLater(sql, minute(now));
        long since = since(now);
        int outdated = sql.run(
                "UPDATE released_sum SET ids = ids - coalesce((SELECT sum(r.ids) FROM released r WHERE r.minute < ?1), 0),"
                        + " since = ?1 WHERE since < ?1",
                since);
        if (outdated > 0) {
            sql.run("DELETE FROM released WHERE minute < ?", since);
        }
        return new Day(since, stored(sql, now));
    }

    /** Returns the same number, and changes nothing. */
    static long count(Sql sql, Instant now) throws SQLException {
        return stored(sql, now) + sql.sums().released();
    }

    private static long stored(Sql sql, Instant now) throws SQLException {
        return sql.first(
                        row -> row.getLong(1),
                        "SELECT ids - coalesce((SELECT sum(r.ids) FROM released r WHERE r.minute < ?), 0) FROM released_sum",
                        since(now))
                .orElse(0L);
    }

    /**
     * After the clock was set back, what was counted at times to come counts from now on for a day: it was released before now,
     * so nothing becomes free too soon, and nothing waits until the clock gets there again.
     */
    private static void foldLater(Sql sql, long minute) throws SQLException {
        sql.run("UPDATE released_sum SET since = ?1 WHERE since > ?1", minute - DAY_MINUTES);
        long later = sql.first(
                        row -> row.getLong(1), "SELECT coalesce(sum(ids), 0) FROM released WHERE minute > ?", minute)
                .orElse(0L);
        if (later > 0) {
            sql.run("DELETE FROM released WHERE minute > ?", minute);
            insert(sql, minute, later);
        }
    }

    static void add(Sql sql, long ids, Instant now) {
        sql.sums().release(minute(now), ids);
    }

    /** Adds the ids of some minutes. */
    static void write(Sql sql, Map<Long, Long> minutes) throws SQLException {
        for (Map.Entry<Long, Long> minute : minutes.entrySet()) {
            long ids = minute.getValue();
            insert(sql, minute.getKey(), ids);
            if (sql.run("UPDATE released_sum SET ids = ids + ?", ids) == 0) {
                sql.run("INSERT INTO released_sum (since, ids) VALUES (?, ?)", minute.getKey() - DAY_MINUTES, ids);
            }
        }
    }

    private static void insert(Sql sql, long minute, long ids) throws SQLException {
        sql.run(
                "INSERT INTO released (minute, ids) VALUES (?1, ?2) ON CONFLICT (minute) DO UPDATE SET ids = released.ids + ?2",
                minute,
                ids);
    }

    private static long since(Instant now) {
        return minute(now) - DAY_MINUTES;
    }

    private static long minute(Instant now) {
        return Math.floorDiv(now.toEpochMilli(), MINUTE_MILLIS);
    }
}
