package io.voddelete.camel;

import java.util.AbstractQueue;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Queues exchanges for the threads that make calls. Each thread polls it again and again; until the stop, {@link #poll(long,
 * TimeUnit)} waits longer than it is asked to, so that idle threads sleep. Thread-safe.
 */
final class CallQueue extends AbstractQueue<Exchange> implements BlockingQueue<Exchange> {
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final int capacity;
    private final Deque<Exchange> waiting = new ArrayDeque<>();
    private boolean stopping;

    CallQueue(int capacity) {
        this.capacity = capacity;
    }

    /** From now on nobody waits longer than asked to. */
    synchronized void stop() {
        stopping = true;
        notifyAll();
    }

    @Override
    public synchronized boolean offer(Exchange exchange) {
        if (waiting.size() >= capacity) {
            return false;
        }
        waiting.add(exchange);
        notifyAll();
        return true;
    }

    @Override
    public synchronized void put(Exchange exchange) throws InterruptedException {
        while (!offer(exchange)) {
            wait();
        }
    }

    @Override
    public synchronized boolean offer(Exchange exchange, long timeout, TimeUnit unit) throws InterruptedException {
        long end = System.nanoTime() + unit.toNanos(timeout);
        while (!offer(exchange)) {
            if (!waitUntil(end)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public synchronized @Nullable Exchange poll() {
        Exchange next = waiting.poll();
        if (next != null) {
            notifyAll();
        }
        return next;
    }

    @Override
    public synchronized Exchange take() throws InterruptedException {
        Exchange next = poll();
        while (next == null) {
            wait();
            next = poll();
        }
        return next;
    }

    /** Returns the next exchange; null if there is none for 30 seconds or, once it was stopped, for the time asked for. */
    @Override
    public synchronized @Nullable Exchange poll(long timeout, TimeUnit unit) throws InterruptedException {
        long begin = System.nanoTime();
        long asked = unit.toNanos(timeout);
        Exchange next = poll();
        while (next == null && waitUntil(begin + (stopping ? asked : Math.max(asked, LONGEST_NANOS)))) {
            next = poll();
        }
        return next;
    }

    /** Returns false if that time has come; otherwise after a while. */
    @SuppressWarnings("WaitNotInLoop") // its callers loop
    private boolean waitUntil(long end) throws InterruptedException {
        long left = end - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
        return true;
    }

    @Override
    public synchronized @Nullable Exchange peek() {
        return waiting.peek();
    }

    @Override
    public synchronized int size() {
        return waiting.size();
    }

    @Override
    public synchronized int remainingCapacity() {
        return capacity - waiting.size();
    }

    /** Of those that wait now. */
    @Override
    public synchronized Iterator<Exchange> iterator() {
        return List.copyOf(waiting).iterator();
    }

    @Override
    public int drainTo(Collection<? super Exchange> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    public synchronized int drainTo(Collection<? super Exchange> target, int most) {
        int moved = 0;
        for (Exchange next = moved < most ? poll() : null; next != null; next = moved < most ? poll() : null) {
            target.add(next);
            moved++;
        }
        return moved;
    }
}
