package io.voddelete.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** How many ids were settled lately, counted in memory from the start on: by steps of ten seconds over five minutes. */
final class RecentlySettled {
    private static final long STEP_MILLIS = 10_000;
    private static final int STEPS = 30;

    private final InstantSource clock;
    private final Instant start;
    private final long[] step = new long[STEPS];
    private final long[] settled = new long[STEPS];

    RecentlySettled(InstantSource clock) {
        this.clock = clock;
        this.start = clock.instant();
    }

    synchronized void add(int ids) {
        long now = clock.millis() / STEP_MILLIS;
        int place = Math.floorMod(now, STEPS);
        if (step[place] != now) {
            step[place] = now;
            settled[place] = 0;
        }
        settled[place] += ids;
    }

    /** The ids settled in the present step and the 29 before it, and since when these are counted. */
    synchronized RecentThroughput read() {
        Instant now = clock.instant();
        long last = now.toEpochMilli() / STEP_MILLIS;
        long sum = 0;
        for (int place = 0; place < STEPS; place++) {
            // a step of the future was counted before the clock was set back
            sum += step[place] > last - STEPS && step[place] <= last ? settled[place] : 0;
        }
        Instant first = Instant.ofEpochMilli((last - STEPS + 1) * STEP_MILLIS);
        Instant since = first.isAfter(start) || start.isAfter(now) ? first : start;
        return new RecentThroughput(sum, Duration.between(since, now));
    }
}
