package io.voddelete.sender;

import java.util.function.LongSupplier;

/**
 * How many calls were sent, since the start and in the last minute. Of that, 60 counts are kept however many calls there are.
 * Thread-safe.
 */
final class SentCalls {
    private static final int SECONDS = 60;
    private static final long NANOS = 1_000_000_000L;

    private final LongSupplier nanoTime;
    /** Of the second that stands at the same place in the other. */
    private final long[] counts = new long[SECONDS];

    private final long[] seconds = new long[SECONDS];
    private long all;

    /** @param nanoTime does not jump when the clock is set */
    SentCalls(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void add() {
        long now = second();
        int place = (int) Math.floorMod(now, (long) SECONDS);
        if (seconds[place] != now) {
            seconds[place] = now;
            counts[place] = 0;
        }
        counts[place]++;
        all++;
    }

    /** Returns how many were sent in the current second and the 59 before it, which is less than a minute: never more than VOD counts in one. */
    synchronized long inLastMinute() {
        long now = second();
        long sum = 0;
        for (int place = 0; place < SECONDS; place++) {
            long age = now - seconds[place];
            sum += age >= 0 && age < SECONDS ? counts[place] : 0;
        }
        return sum;
    }

    /** Returns how many were sent since the start. */
    synchronized long all() {
        return all;
    }

    private long second() {
        return Math.floorDiv(nanoTime.getAsLong(), NANOS);
    }
}
