package io.voddelete.store;

import io.voddelete.support.StepCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Counts the ids settled in the last five minutes, and in each minute of the last day, in memory. Thread-safe. */
final class RecentlySettled {
    /** The minutes of a day. */
    static final int MOST_MINUTES = 1440;

    private static final Duration STEP = Duration.ofSeconds(10);
    private static final int STEPS = 30;

    private final LongSupplier nanoTime;
    private final long start;
    private final StepCounts lately = new StepCounts(STEP, STEPS);
    private final StepCounts minutes =
            new StepCounts(Duration.ofMinutes(1), MOST_MINUTES + 1); // with the one that is not over

    /** @param nanoTime a monotonic clock, such as {@link System#nanoTime} */
    RecentlySettled(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    synchronized void add(int ids) {
        long time = sinceStart();
        lately.add(time, ids);
        minutes.add(time, ids);
    }

    /** Returns the ids settled in the current step of ten seconds and the 29 before it. */
    synchronized RecentThroughput read() {
        long time = sinceStart();
        long first = Math.max(0, lately.step(time) - STEPS + 1);
        return new RecentThroughput(lately.sum(time), Duration.ofNanos(time).minus(STEP.multipliedBy(first)));
    }

    /** Returns the ids settled in each of the last minutes that are over, the oldest first; fewer minutes soon after a start. */
    synchronized List<Long> byMinute(int most) {
        long now = minutes.step(sinceStart());
        List<Long> sums = new ArrayList<>();
        for (long minute = Math.max(0, now - Math.min(most, MOST_MINUTES)); minute < now; minute++) {
            sums.add(minutes.of(minute));
        }
        return sums;
    }

    private long sinceStart() {
        return nanoTime.getAsLong() - start;
    }
}
