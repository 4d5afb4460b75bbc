package io.voddelete.support;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Wakes a loop that waits for work or for the stop. A signal raised while nobody waits is kept for the next wait. */
public final class WakeUp {
    /** The longest wait of a loop that looks for changes while it waits. */
    private static final Duration SELDOM = Duration.ofSeconds(10);

    private final LongSupplier changes;
    /** Null if no other signal is raised with this one. */
    private final @Nullable WakeUp also;
    /** The number of changes at the end of the last wait. */
    private volatile long seen = -1;

    private boolean begun = true;
    private boolean raised;
    private boolean stopping;
    private Duration rest = Duration.ZERO;

    /** A signal whose loops look for work whenever a wait is over, as if something had changed. */
    public WakeUp() {
        this(new AtomicLong()::getAndIncrement, null);
    }

    private WakeUp(LongSupplier changes, @Nullable WakeUp also) {
        this.changes = changes;
        this.also = also;
    }

    /**
     * Returns a signal whose loops do nothing until {@link #begin}, because the start may still fail.
     *
     * @param changes a number that becomes another one when there may be work of which no signal tells
     */
    public static WakeUp notBegun(LongSupplier changes) {
        return notBegun(changes, null);
    }

    /**
     * As the method above.
     *
     * @param also raised whenever this one is; null for none
     */
    public static WakeUp notBegun(LongSupplier changes, @Nullable WakeUp also) {
        WakeUp signal = new WakeUp(changes, also);
        signal.begun = false;
        return signal;
    }

    /** Called when everything has started, so that loops may begin, and after {@link #end}. */
    public synchronized void begin() {
        begun = true;
        raise();
    }

    /** The loops begin nothing any more, until the next {@link #begin}. */
    public synchronized void end() {
        begun = false;
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
    public void raise() {
        synchronized (this) {
            raised = true;
            notifyAll();
        }
        if (also != null) {
            also.raise();
        }
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

    /** Lets the next {@link #await} wait this long and then return, whatever is signalled: what has failed would fail again. */
    public synchronized void restFirst(Duration time) {
        rest = time;
        raised = true;
    }

    /** Lets the next {@link #await} wait this long at least: what comes meanwhile is worth one turn together. */
    public synchronized void gather(Duration time) {
        rest = rest.compareTo(time) > 0 ? rest : time;
    }

    /** Returns whether nothing but a signal has come since the last wait. */
    public boolean isUnchanged() {
        return changes.getAsLong() == seen;
    }

    /**
     * Waits until signalled or stopped, or until something has changed since the last wait; ten seconds at most.
     *
     * @param step how often it looks for a change, which costs next to nothing
     */
    public void awaitWork(Duration step) {
        awaitWork(step, SELDOM);
    }

    /**
     * Waits until signalled or stopped, or until something has changed since the last wait.
     *
     * @param step how often it looks for a change, which costs next to nothing
     * @param most how long it waits at most
     */
    public void awaitWork(Duration step, Duration most) {
        long end = System.nanoTime() + most.toNanos();
        long before = seen;
        while (!await(step) && changes.getAsLong() == before && !isStopping() && System.nanoTime() - end < 0) {
            // looks again
        }
    }

    /**
     * Waits until something has changed or the stop, for ten seconds at most; ignores signals.
     *
     * @param before what was returned the last time; -1 at first
     * @param step how long it waits before each look
     * @param isAny whether there is work of which the changes do not tell
     * @return what to pass the next time
     */
    public long pauseUnlessChanged(long before, Duration step, BooleanSupplier isAny) {
        long end = System.nanoTime() + SELDOM.toNanos();
        do {
            pause(step);
        } while (changes.getAsLong() == before
                && !isStopping()
                && System.nanoTime() - end < 0
                && !isAny.getAsBoolean());
        return hasBegun() ? changes.getAsLong() : -1; // the turn that follows does nothing
    }

    /** Waits until signalled, stopped or timed out. Returns whether it was signalled. */
    public synchronized boolean await(Duration time) {
        pause(rest);
        rest = Duration.ZERO;
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !raised && !isStopping(); left = end - System.nanoTime()) {
            waitFor(left);
        }
        seen = changes.getAsLong();
        boolean isSignal = raised;
        raised = false;
        return isSignal;
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
