package io.voddelete.support;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/** Durations that others may collect; nobody does at first. Thread-safe. */
public final class Timings {
    private final Map<Object, LongConsumer> collectors = new ConcurrentHashMap<>();

    /**
     * Passes each duration on from now on, in nanoseconds.
     *
     * @param who ends this with {@link #end}
     * @param collector must be fast
     */
    public void collect(Object who, LongConsumer collector) {
        collectors.put(who, collector);
    }

    /** Passes nothing to this collector any more. */
    public void end(Object who) {
        collectors.remove(who);
    }

    /** A clock that was set back makes a duration negative; it counts as zero. */
    public void add(long nanos) {
        if (!collectors.isEmpty()) {
            collectors.values().forEach(collector -> collector.accept(Math.max(0, nanos)));
        }
    }

    public void add(Duration time) {
        add(time.toNanos());
    }
}
