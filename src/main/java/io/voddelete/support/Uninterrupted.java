package io.voddelete.support;

/** Waits to the end, whoever interrupts meanwhile; the interrupt is passed on. */
public final class Uninterrupted {
    private Uninterrupted() {}

    /** Returns when the thread has ended. */
    public static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
