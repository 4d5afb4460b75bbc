package io.voddelete.store;

import io.voddelete.store.TransactionSums.CallerDay;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SQL that counts the ids accepted for each caller on each day (UTC), in the transaction that accepts them. */
final class DayCounts {
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    private DayCounts() {}

    /** The number of ids that would be accepted; counted only if needed. */
    @FunctionalInterface
    interface Asked {
        long count() throws SQLException;
    }

    /**
     * Returns the limit that forbids accepting these ids; empty if none does.
     *
     * @param most an upper bound of the number of ids
     */
    static Optional<DayUse> over(Sql sql, DayLimit limit, long most, Asked asked, Instant now) throws SQLException {
        String caller = limit.caller();
        if (caller == null || !limit.isSet()) {
            return Optional.empty();
        }
        long used = used(sql, caller, now);
        long left = Math.max(0, limit.idsPerDay() - used);
        long count = most <= left ? 0 : asked.count();
        return count <= left
                ? Optional.empty()
                : Optional.of(new DayUse(
                        caller, limit.idsPerDay(), used, count, Instant.ofEpochMilli((day(now) + 1) * DAY_MILLIS)));
    }

    /** Returns how many ids the limit leaves today; {@link Long#MAX_VALUE} if there is no limit. */
    static long left(Sql sql, DayLimit limit, Instant now) throws SQLException {
        String caller = limit.caller();
        return caller == null || !limit.isSet()
                ? Long.MAX_VALUE
                : Math.max(0, limit.idsPerDay() - used(sql, caller, now));
    }

    static void add(Sql sql, @Nullable String caller, long ids, Instant now) {
        if (caller != null && ids > 0) {
            sql.sums().accept(new CallerDay(caller, day(now)), ids);
        }
    }

    /** Adds the ids of some days. */
    static void write(Sql sql, Map<CallerDay, Long> days) throws SQLException {
        for (Map.Entry<CallerDay, Long> day : days.entrySet()) {
            sql.run(
                    "INSERT INTO caller_day (caller, day, ids) VALUES (?1, ?2, ?3)"
                            + " ON CONFLICT (caller, day) DO UPDATE SET ids = caller_day.ids + ?3",
                    day.getKey().caller(),
                    day.getKey().day(),
                    day.getValue());
        }
    }

    private static long used(Sql sql, String caller, Instant now) throws SQLException {
        long stored = sql.first(
                        row -> row.getLong(1),
                        "SELECT ids FROM caller_day WHERE caller = ? AND day = ?",
                        caller,
                        day(now))
                .orElse(0L);
        return stored + sql.sums().accepted(new CallerDay(caller, day(now)));
    }

    private static long day(Instant now) {
        return Math.floorDiv(now.toEpochMilli(), DAY_MILLIS);
    }
}
