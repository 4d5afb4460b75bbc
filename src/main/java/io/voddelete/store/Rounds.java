package io.voddelete.store;

import java.time.Duration;

/** Waits between the rounds of a thread, until it is told to end. Thread-safe. */
final class Rounds {
    private final Duration between;
    private boolean isDue;
    private boolean isOver;

    Rounds(Duration between) {
        this.between = between;
    }

    /** Waits for the next round, and returns whether there is one. */
    synchronized boolean await() throws InterruptedException {
        long end = System.nanoTime() + between.toNanos();
        for (long left = between.toMillis();
                left > 0 && !isOver && !isDue;
                left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        isDue = false;
        return !isOver;
    }

    /** The next round is at once. */
    synchronized void hurry() {
        isDue = true;
        notifyAll();
    }

    /** There is no other round. */
    synchronized void end() {
        isOver = true;
        notifyAll();
    }
}
