package io.voddelete.simulator;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** How many calls are being answered now, and how many there ever were at the same time. Thread-safe. */
final class InFlight {
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger max = new AtomicInteger();

    /** Counts a call in. Run the result when its answer is complete; more than once does no harm. */
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
