package io.voddelete.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Counts the ids settled in the last five minutes, and in each minute of the last day, in memory. Thread-safe. */
final class RecentlySettled {
    /** The minutes of a day. */
    static final int MOST_MINUTES = 1440;

    private final LongSupplier nanoTime;
    private final long start;
    private final Ring lately = new Ring(Duration.ofSeconds(10), 30);
    private final Ring minutes = new Ring(Duration.ofMinutes(1), MOST_MINUTES + 1); // with the one that is not over

    /** Counts per step of time, of the last steps. */
    private static final class Ring {
        private final long stepNanos;
        private final long[] step;
        private final long[] settled;

        Ring(Duration step, int steps) {
            this.stepNanos = step.toNanos();
            this.step = new long[steps];
            this.settled = new long[steps];
        }

        void add(long time, int ids) {
            long now = time / stepNanos;
            int place = place(now);
            if (step[place] != now) {
                step[place] = now;
                settled[place] = 0;
            }
            settled[place] += ids;
        }

        long of(long number) {
            int place = place(number);
            return step[place] == number ? settled[place] : 0;
        }

        private int place(long number) {
            return Math.floorMod(number, step.length);
        }
    }

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
        long last = time / lately.stepNanos;
        long first = Math.max(0, last - lately.step.length + 1);
        long sum = 0;
        for (long step = first; step <= last; step++) {
            sum += lately.of(step);
        }
        return new RecentThroughput(sum, Duration.ofNanos(time - first * lately.stepNanos));
    }

    /** Returns the ids settled in each of the last minutes that are over, the oldest first; fewer minutes soon after a start. */
    synchronized List<Long> byMinute(int most) {
        long now = sinceStart() / minutes.stepNanos;
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
