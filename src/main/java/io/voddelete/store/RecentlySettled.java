package io.voddelete.store;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Counts the ids settled in the last five minutes, in steps of ten seconds and in memory. Thread-safe. */
final class RecentlySettled {
    private static final long STEP_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int STEPS = 30;

    private final LongSupplier nanoTime;
    private final long start;
    private final long[] step = new long[STEPS];
    private final long[] settled = new long[STEPS];

    /** @param nanoTime a monotonic clock, such as {@link System#nanoTime} */
    RecentlySettled(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    synchronized void add(int ids) {
        long now = sinceStart() / STEP_NANOS;
        int place = Math.floorMod(now, STEPS);
        if (step[place] != now) {
            step[place] = now;
            settled[place] = 0;
        }
        settled[place] += ids;
    }

    /** Returns the ids settled in the current step and the 29 before it. */
    synchronized RecentThroughput read() {
        long time = sinceStart();
        long last = time / STEP_NANOS;
        long sum = 0;
        for (int place = 0; place < STEPS; place++) {
            sum += step[place] > last - STEPS ? settled[place] : 0;
        }
        long first = Math.max(0, last - STEPS + 1) * STEP_NANOS;
        return new RecentThroughput(sum, Duration.ofNanos(time - first));
    }

    private long sinceStart() {
        return nanoTime.getAsLong() - start;
    }
}
