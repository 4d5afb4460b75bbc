package io.voddelete.support;

import java.time.Duration;

/** Counts per step of time, of the last steps: so many numbers are kept however much is counted. Not thread-safe. */
public final class StepCounts {
    private final long stepNanos;
    private final long[] steps;
    private final long[] counts;

    /** @param most how many steps are kept, with the one that is not over */
    public StepCounts(Duration step, int most) {
        this.stepNanos = step.toNanos();
        this.steps = new long[most];
        this.counts = new long[most];
    }

    /** Returns the number of the step of a time in nanoseconds. */
    public long step(long time) {
        return Math.floorDiv(time, stepNanos);
    }

    /** Counts in the step of this time. */
    public void add(long time, long by) {
        long now = step(time);
        int place = place(now);
        if (steps[place] != now) {
            steps[place] = now;
            counts[place] = 0;
        }
        counts[place] += by;
    }

    /** Returns the count of a step; 0 if it is no longer kept. */
    public long of(long step) {
        int place = place(step);
        return steps[place] == step ? counts[place] : 0;
    }

    /** Returns the count of the step of this time and of all steps before it that are kept. */
    public long sum(long time) {
        long last = step(time);
        long sum = 0;
        for (long step = last - steps.length + 1; step <= last; step++) {
            sum += of(step);
        }
        return sum;
    }

    private int place(long step) {
        return Math.floorMod(step, steps.length);
    }
}
