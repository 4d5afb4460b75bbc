package io.voddelete.simulator;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts calls in progress, and the maximum so far. Thread-safe. */
final class InFlight {
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger max = new AtomicInteger();

    /** Counts a call. Run the result when its response is complete; running it again has no effect. */
    Runnable begin() {
        max.accumulateAndGet(now.incrementAndGet(), Math::max);
        AtomicBoolean ended = new AtomicBoolean();
        return () -> {
            if (ended.compareAndSet(false, true)) {
                now.decrementAndGet();
            }
        };
    }

    int max() {
        return max.get();
    }
}
