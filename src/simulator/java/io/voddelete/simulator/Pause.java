package io.voddelete.simulator;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waiting that ends early, and for everybody, when the simulator closes. */
final class Pause {
    private final CountDownLatch closing = new CountDownLatch(1);

    /** Waits this long; false if the simulator is closing and nothing more should be sent. */
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
