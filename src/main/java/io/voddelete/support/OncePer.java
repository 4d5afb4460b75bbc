package io.voddelete.support;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Allows each message once per interval, and only a limited number of different ones, so that nobody can fill the log. An
 * interval begins with the first message after the previous interval. Thread-safe.
 */
public final class OncePer {
    /** The most messages that are remembered within an interval; further ones are not allowed and take no memory. */
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

    /** @param nanoTime a monotonic clock, such as {@link System#nanoTime} */
    public OncePer(Duration interval, LongSupplier nanoTime) {
        this(interval, MOST_KNOWN, unsaid -> {}, nanoTime);
    }

    /**
     * @param most the maximum number of different messages per interval
     * @param over called before the first message of the next interval, with the number of messages over the maximum
     */
    public OncePer(Duration interval, int most, IntConsumer over, LongSupplier nanoTime) {
        this.interval = interval.toNanos();
        this.most = most;
        this.over = over;
        this.nanoTime = nanoTime;
    }

    /** Whether this message may be logged now; if so, it counts as logged. */
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

    /** Whether messages exceeded the maximum in this interval. */
    public synchronized boolean isFull() {
        return unsaid > 0;
    }

    /** The condition has ended: if it recurs within the interval, it may be logged again. */
    public synchronized void forget(Object thing) {
        known.remove(thing);
    }

    /** Forgets everything that was logged. */
    public synchronized void forgetAll() {
        begun = false;
    }
}
