package io.voddelete.store;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the work of one transaction adds to the totals, to the ids that were released in each minute, and to those of each caller
 * on each day. It is summed up until the commit, since many works that share a transaction change the same rows. Whoever reads one of
 * them in a transaction that writes has to add what is here. It keeps two answers, too, that hold until then. Used by one thread.
 */
final class TransactionSums {
    /** A column of {@code total}. */
    enum Total {
        SUBMISSIONS,
        ACCEPTED,
        PENDING,
        DELETED,
        FAILED,
        REJECTED,
        DUPLICATE,
        KEPT,
        UNREPORTED
    }

    /** @param day see {@link DayCounts} */
    record CallerDay(String caller, long day) {}

    private final long[] totals = new long[Total.values().length];
    private final Map<Long, Long> released = new HashMap<>();
    private final Map<CallerDay, Long> days = new HashMap<>();
    /** What {@link ReleasedSql} has read in this transaction; null if it has not. */
    private ReleasedSql.@Nullable Day day;

    /** Whether there are ids of lost calls; null if that has not been asked in this transaction. */
    private @Nullable Boolean areLostCalls;

    void add(Total total, long by) {
        totals[total.ordinal()] += by;
    }

    long sum(Total total) {
        return totals[total.ordinal()];
    }

    /** The totals are counted anew. */
    void forgetTotals() {
        Arrays.fill(totals, 0);
    }

    void release(long minute, long ids) {
        released.merge(minute, ids, Long::sum);
    }

    long released() {
        return released.values().stream().mapToLong(Long::longValue).sum();
    }

    Optional<ReleasedSql.Day> day() {
        return Optional.ofNullable(day);
    }

    void learnDay(ReleasedSql.Day newDay) {
        day = newDay;
    }

    @Nullable
    Boolean areLostCalls() {
        return areLostCalls;
    }

    void learnLostCalls(boolean areThere) {
        areLostCalls = areThere;
    }

    void accept(CallerDay callerDay, long ids) {
        days.merge(callerDay, ids, Long::sum);
    }

    long accepted(CallerDay callerDay) {
        return days.getOrDefault(callerDay, 0L);
    }

    /** Writes and forgets them; if that fails, the transaction is rolled back. */
    void write(Sql sql) throws SQLException {
        if (Arrays.stream(totals).anyMatch(total -> total != 0)) {
            TotalsSql.add(sql, totals);
        }
        if (!released.isEmpty()) {
            ReleasedSql.write(sql, released);
        }
        if (!days.isEmpty()) {
            DayCounts.write(sql, days);
        }
        forget();
    }

    void forget() {
        forgetTotals();
        released.clear();
        days.clear();
        day = null;
        areLostCalls = null;
    }
}
