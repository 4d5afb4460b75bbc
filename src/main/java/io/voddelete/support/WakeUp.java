package io.voddelete.support;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Wakes one loop that waits for work, or for the stop. A signal that comes while nobody waits is kept for the next wait. */
public final class WakeUp {
    private boolean begun = true;
    private boolean raised;
    private boolean stopping;

    /** A signal whose loops wait for {@link #begin}: a start that may fail yet must not have done anything. */
    public static WakeUp notBegun() {
        WakeUp signal = new WakeUp();
        signal.begun = false;
        return signal;
    }

    /** Says that everything has started, so that work may be begun. */
    public synchronized void begin() {
        begun = true;
        raise();
    }

    /** Whether everything has started. */
    public synchronized boolean hasBegun() {
        return begun;
    }

    /** Whether something new may be begun: everything has started, and the stop has not come. */
    public synchronized boolean mayBegin() {
        return begun && !isStopping();
    }

    /** Says that there may be work. */
    public synchronized void raise() {
        raised = true;
        notifyAll();
    }

    /** Says that nothing new is to be begun; whoever waits returns at once, now and from now on. */
    public synchronized void stop() {
        stopping = true;
        notifyAll();
    }

    /** Whether the stop has come, for all or for the thread that asks. */
    public synchronized boolean isStopping() {
        return stopping || Thread.currentThread().isInterrupted();
    }

    /** Does nothing before the stop comes; then throws a {@link CallDeferredException}. */
    public void goOnUnlessStopping() {
        goOnUnless(this::isStopping);
    }

    /** Does nothing before the stop comes; then throws a {@link CallDeferredException}. */
    public static void goOnUnless(BooleanSupplier stopping) {
        if (stopping.getAsBoolean()) {
            throw new CallDeferredException("stopping; the reading goes on after the next start");
        }
    }

    /** Waits until the signal is raised, the stop comes or the time is over. */
    public synchronized void await(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !raised && !isStopping(); left = end - System.nanoTime()) {
            waitFor(left);
        }
        raised = false;
    }

    /** Waits until the stop comes or the time is over, whatever is raised meanwhile. */
    public synchronized void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !isStopping(); left = end - System.nanoTime()) {
            waitFor(left);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // its callers loop
    private void waitFor(long nanos) {
        try {
            wait(nanos / 1_000_000, (int) (nanos % 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
