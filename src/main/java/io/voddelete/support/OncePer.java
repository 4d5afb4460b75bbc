package io.voddelete.support;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Lets each thing be said once in an interval, and of many things only the first few, so that nobody can fill the log. An
 * interval begins with the first thing that is said after the one before. Safe for use by many threads.
 */
public final class OncePer {
    /** How many things are told from each other within an interval; more need no memory. */
    private static final int MOST_KNOWN = 10_000;

    private final long interval;
    private final int most;
    private final IntConsumer over;
    private final LongSupplier nanoTime;
    private final Set<Object> known = new HashSet<>();
    private boolean begun;
    private long begunAt;
    private int said;
    private int unsaid;

    /** @param nanoTime goes on evenly whatever the clock is set to, as {@link System#nanoTime} */
    public OncePer(Duration interval, LongSupplier nanoTime) {
        this(interval, MOST_KNOWN, unsaid -> {}, nanoTime);
    }

    /**
     * @param most how many things may be said within an interval
     * @param over called before the first thing of the next interval is said, with the number of things for which there was
     *     no room
     */
    public OncePer(Duration interval, int most, IntConsumer over, LongSupplier nanoTime) {
        this.interval = interval.toNanos();
        this.most = most;
        this.over = over;
        this.nanoTime = nanoTime;
    }

    /** Whether this is to be said now. If so, it counts as said. */
    public synchronized boolean isTime(Object thing) {
        long now = nanoTime.getAsLong();
        if (!begun || now - begunAt >= interval) {
            begin(now);
        }
        if (known.size() == MOST_KNOWN || !known.add(thing)) {
            return false;
        }
        if (said == most) {
            unsaid++;
            return false;
        }
        said++;
        return true;
    }

    private void begin(long now) {
        if (begun) {
            over.accept(unsaid);
        }
        begun = true;
        begunAt = now;
        said = 0;
        unsaid = 0;
        known.clear();
    }

    /** Whether there was something in this interval that there was no room for. */
    public synchronized boolean isFull() {
        return unsaid > 0;
    }

    /** It is over: if it comes again it is something new, for which there may be room. */
    public synchronized void forget(Object thing) {
        known.remove(thing);
    }

    /** All is over, and as if nothing had been said. */
    public synchronized void forgetAll() {
        begun = false;
    }
}
