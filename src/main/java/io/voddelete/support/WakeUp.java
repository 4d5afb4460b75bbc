package io.voddelete.support;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Wakes a loop that waits for work or for the stop. A signal raised while nobody waits is kept for the next wait. */
public final class WakeUp {
    /** How long a loop waits that is woken when there is work. */
    private static final Duration SELDOM = Duration.ofSeconds(10);

    private final BooleanSupplier quiet;
    private boolean begun = true;
    private boolean raised;
    private boolean stopping;
    private Duration rest = Duration.ZERO;

    /** A signal whose loops look for work as often as they like. */
    public WakeUp() {
        this(() -> false);
    }

    private WakeUp(BooleanSupplier quiet) {
        this.quiet = quiet;
    }

    /**
     * Returns a signal whose loops do nothing until {@link #begin}, because the start may still fail.
     *
     * @param quiet whether there can be no work before the signal is raised
     */
    public static WakeUp notBegun(BooleanSupplier quiet) {
        WakeUp signal = new WakeUp(quiet);
        signal.begun = false;
        return signal;
    }

    /** Called when everything has started, so that loops may begin. */
    public synchronized void begin() {
        begun = true;
        raise();
    }

    /** Returns whether everything has started. */
    public synchronized boolean hasBegun() {
        return begun;
    }

    /** Waits until everything has started, or the stop. Returns whether everything has started. */
    public synchronized boolean awaitBegin(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !begun && !isStopping(); left = end - System.nanoTime()) {
            waitFor(left);
        }
        return begun;
    }

    /** Returns whether new work may begin: everything has started, and nothing is stopping. */
    public synchronized boolean mayBegin() {
        return begun && !isStopping();
    }

    /** Signals that there may be work. */
    public synchronized void raise() {
        raised = true;
        notifyAll();
    }

    /** Forbids new work; all waits return immediately from now on. */
    public synchronized void stop() {
        stopping = true;
        notifyAll();
    }

    /** Returns whether the module is stopping or the calling thread is interrupted. */
    public synchronized boolean isStopping() {
        return stopping || Thread.currentThread().isInterrupted();
    }

    /** @throws CallDeferredException if the module is stopping */
    public void goOnUnlessStopping() {
        goOnUnless(this::isStopping);
    }

    /** @throws CallDeferredException if {@code stopping} is true */
    public static void goOnUnless(BooleanSupplier stopping) {
        if (stopping.getAsBoolean()) {
            throw new CallDeferredException("stopping; reading continues after the next start");
        }
    }

    /** Lets the next {@link #await} wait this long, whatever is signalled: what has failed would fail again. */
    public synchronized void restFirst(Duration time) {
        rest = time;
        raised = true;
    }

    /** Returns whether there can be no work before {@link #raise}. */
    public boolean isQuiet() {
        return quiet.getAsBoolean();
    }

    /** Waits until signalled, stopped or timed out; while it is quiet, for ten seconds at most, otherwise as long as given. */
    public void awaitWork(Duration usual) {
        await(isQuiet() ? SELDOM : usual); // asked before, and a signal that comes in between is kept
    }

    /** Waits until signalled, stopped or timed out. */
    public synchronized void await(Duration time) {
        pause(rest);
        rest = Duration.ZERO;
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !raised && !isStopping(); left = end - System.nanoTime()) {
            waitFor(left);
        }
        raised = false;
    }

    /**
     * Waits until there may be work, or the stop, for ten seconds at most; ignores signals.
     *
     * @param step how long it waits before each look
     * @param seen whether there may be work although it is quiet
     */
    public void pauseWhileQuiet(Duration step, BooleanSupplier seen) {
        long end = System.nanoTime() + SELDOM.toNanos();
        do {
            pause(step);
        } while (isQuiet() && !isStopping() && System.nanoTime() - end < 0 && !seen.getAsBoolean());
    }

    /** Waits until stopped or timed out; ignores signals. */
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
