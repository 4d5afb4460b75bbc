package io.voddelete.camel;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Queues exchanges for the threads that make calls. Each thread polls it again and again; until the stop, {@link #poll(long,
 * TimeUnit)} waits for a second at least, so that idle threads sleep, and the stop ends that wait. Thread-safe.
 */
@SuppressWarnings("serial") // only because its superclass is serializable
final class CallQueue extends LinkedBlockingQueue<Exchange> {
    /** A route that is suspended or stopped alone goes on for so long. */
    private static final long USUAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** More threads than any setting allows. */
    private static final int ALL_THREADS = 10_000;

    /** One permit for each exchange that was queued, and some for none, at which a thread looks in vain. */
    private final Semaphore queued = new Semaphore(0);

    private volatile boolean stopping;

    CallQueue(int capacity) {
        super(capacity);
    }

    /** From now on nobody waits longer than asked to. */
    void stop() {
        stopping = true;
        queued.release(ALL_THREADS);
    }

    @Override
    public boolean offer(Exchange exchange) {
        return released(super.offer(exchange));
    }

    @Override
    public boolean offer(Exchange exchange, long timeout, TimeUnit unit) throws InterruptedException {
        return released(super.offer(exchange, timeout, unit));
    }

    @Override
    public void put(Exchange exchange) throws InterruptedException {
        super.put(exchange);
        released(true);
    }

    private boolean released(boolean isQueued) {
        if (isQueued) {
            queued.release();
        }
        return isQueued;
    }

    /** Returns the next exchange; null if there is none for a second or the time asked for, whichever is longer, or it was stopped. */
    @Override
    public @Nullable Exchange poll(long timeout, TimeUnit unit) throws InterruptedException {
        if (stopping) {
            return super.poll(timeout, unit);
        }
        boolean isWorthALook = queued.tryAcquire(Math.max(unit.toNanos(timeout), USUAL_NANOS), TimeUnit.NANOSECONDS);
        return isWorthALook ? poll() : null;
    }
}
