package io.voddelete.simulator;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A wait that ends early, for all callers, when the simulator closes. */
final class InterruptibleWait {
    private final CountDownLatch closing = new CountDownLatch(1);

    /** Waits; returns false if the simulator is closing, so that nothing more should be sent. */
    boolean waitFor(Duration duration) {
        try {
            return !closing.await(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void endAll() {
        closing.countDown();
    }
}
