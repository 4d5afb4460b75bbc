package io.voddelete.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The work that waits for the writer: bulk work yields to other work. Thread-safe. */
final class WriteQueue {
    private final Deque<PendingWrite<?>> urgent = new ArrayDeque<>();
    private final Deque<PendingWrite<?>> bulk = new ArrayDeque<>();
    /** After which time without work there is a transaction, in milliseconds; 0 for never. */
    private final long keepMillis;

    private boolean closed;
    private boolean ended;
    private boolean stopping;
    private long stopBy;

    /** @param keepMillis see {@link Maintenance#keepMillis} */
    WriteQueue(long keepMillis) {
        this.keepMillis = keepMillis;
    }

    /** Returns whether the work waits now; if not, the queue is closed. */
    synchronized boolean add(PendingWrite<?> work) {
        if (closed || ended) {
            return false;
        }
        (work.urgent ? urgent : bulk).add(work);
        notifyAll();
        return true;
    }

    synchronized boolean isEmpty() {
        return urgent.isEmpty() && bulk.isEmpty();
    }

    /** Waits for work: bulk work first, which waiting urgent work then joins. Null after the last work. */
    synchronized @Nullable PendingWrite<?> next() {
        while (isEmpty() || ended) {
            if (closed || ended) {
                return null;
            }
            try {
                wait(keepMillis);
            } catch (InterruptedException e) {
                closed = true;
            }
            if (keepMillis > 0 && isEmpty() && !closed && !ended) {
                return PendingWrite.of("keep");
            }
        }
        return bulk.isEmpty() ? urgent.poll() : bulk.poll();
    }

    /** Returns more work for the same transaction, bulk work only if no urgent work is in it or waits. */
    synchronized Optional<PendingWrite<?>> join(boolean urgentOnly) {
        return Optional.ofNullable(urgent.isEmpty() && !urgentOnly ? bulk.poll() : urgent.poll());
    }

    /** Takes what has waited enough. */
    synchronized List<PendingWrite<?>> takeImpatient() {
        List<PendingWrite<?>> impatient = new ArrayList<>();
        for (Deque<PendingWrite<?>> queue : List.of(urgent, bulk)) {
            queue.stream().filter(this::hasWaitedEnough).forEach(impatient::add);
            queue.removeAll(impatient);
        }
        return impatient;
    }

    /** See {@link GroupCommit#stopWithin}. */
    synchronized void stopWithin(Duration most) {
        if (!stopping) {
            stopping = true;
            stopBy = System.nanoTime() + most.toNanos();
            notifyAll();
        }
    }

    synchronized boolean hasWaitedEnough(PendingWrite<?> one) {
        return stopping && !one.isResult || System.nanoTime() - (stopping ? stopBy : one.patientUntil) >= 0;
    }

    /** Whether the time to stop is over. */
    synchronized boolean isOver() {
        return stopping && System.nanoTime() - stopBy >= 0;
    }

    /** Takes no more work; what waits is done. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Takes no more work, and gives none. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }
}
