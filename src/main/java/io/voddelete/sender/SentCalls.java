package io.voddelete.sender;

import io.voddelete.support.StepCounts;
import java.time.Duration;
import java.util.function.LongSupplier;

/** How many calls were sent, since the start and in the last minute. Thread-safe. */
final class SentCalls {
    private final LongSupplier nanoTime;
    private final StepCounts seconds = new StepCounts(Duration.ofSeconds(1), 60);
    private long all;

    /** @param nanoTime does not jump when the clock is set */
    SentCalls(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void add() {
        seconds.add(nanoTime.getAsLong(), 1);
        all++;
    }

    /** Returns how many were sent in the current second and the 59 before it, which is less than a minute: never more than VOD counts in one. */
    synchronized long inLastMinute() {
        return seconds.sum(nanoTime.getAsLong());
    }

    /** Returns how many were sent since the start. */
    synchronized long all() {
        return all;
    }
}
