package io.voddelete.camel;

import java.util.AbstractQueue;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Queues exchanges for the threads that make calls. Each thread polls it again and again; until the stop, {@link #poll(long,
 * TimeUnit)} waits longer than it is asked to, so that idle threads sleep and the stop is quick all the same. Thread-safe.
 */
final class CallQueue extends AbstractQueue<Exchange> implements BlockingQueue<Exchange> {
    /** A route that is suspended or stopped alone goes on for so long. */
    private static final long USUAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int capacity;
    private final Deque<Exchange> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    private boolean stopping;

    CallQueue(int capacity) {
        this.capacity = capacity;
    }

    /** From now on nobody waits longer than asked to. */
    void stop() {
        lock.lock();
        try {
            stopping = true;
            notEmpty.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean offer(Exchange exchange) {
        lock.lock();
        try {
            if (waiting.size() >= capacity) {
                return false;
            }
            waiting.add(exchange);
            notEmpty.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void put(Exchange exchange) throws InterruptedException {
        while (!offer(exchange, Long.MAX_VALUE, TimeUnit.NANOSECONDS)) {
            // waits on
        }
    }

    @Override
    public boolean offer(Exchange exchange, long timeout, TimeUnit unit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            for (long left = unit.toNanos(timeout); !offer(exchange); left = notFull.awaitNanos(left)) {
                if (left <= 0) {
                    return false;
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Exchange poll() {
        lock.lock();
        try {
            Exchange next = waiting.poll();
            if (next != null) {
                notFull.signal();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Exchange take() throws InterruptedException {
        Exchange next = null;
        while (next == null) {
            next = poll(1, TimeUnit.DAYS);
        }
        return next;
    }

    /** Returns the next exchange; null if there is none for a second or the time asked for, whichever is longer, or it was stopped. */
    @Override
    public @Nullable Exchange poll(long timeout, TimeUnit unit) throws InterruptedException {
        long asked = unit.toNanos(timeout);
        lock.lockInterruptibly();
        try {
            long left = stopping ? asked : Math.max(asked, USUAL_NANOS);
            Exchange next = poll();
            while (next == null && left > 0) {
                boolean wasStopping = stopping;
                left = notEmpty.awaitNanos(left);
                next = poll();
                if (stopping && !wasStopping) {
                    break;
                }
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Exchange peek() {
        lock.lock();
        try {
            return waiting.peek();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int remainingCapacity() {
        return Math.max(0, capacity - size());
    }

    @Override
    public boolean remove(Object exchange) {
        lock.lock();
        try {
            boolean isRemoved = waiting.remove(exchange);
            if (isRemoved) {
                notFull.signal();
            }
            return isRemoved;
        } finally {
            lock.unlock();
        }
    }

    /** Of those that wait now. */
    @Override
    public Iterator<Exchange> iterator() {
        lock.lock();
        try {
            return List.copyOf(waiting).iterator();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int drainTo(Collection<? super Exchange> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super Exchange> target, int most) {
        int moved = 0;
        for (Exchange next = moved < most ? poll() : null; next != null; next = moved < most ? poll() : null) {
            target.add(next);
            moved++;
        }
        return moved;
    }
}
