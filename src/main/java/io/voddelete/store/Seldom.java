package io.voddelete.store;

import java.time.Duration;

/** When something is to be done again that costs more than a look at other nodes: every two seconds. Used by one thread. */
final class Seldom {
    private static final Duration EVERY = Duration.ofSeconds(2);

    private long next = System.nanoTime();

    /** Returns whether it is to be done now, and so not again soon. */
    boolean isTime() {
        long now = System.nanoTime();
        boolean isTime = now - next >= 0;
        if (isTime) {
            next = now + EVERY.toNanos();
        }
        return isTime;
    }
}
