package io.voddelete.store;

import io.voddelete.support.FatalErrors;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * The one writer of the store. Whatever is waiting shares a transaction, so that one flush to the disk serves them all;
 * a caller goes on only after the commit. Bulk work is taken in slices and steps back as soon as other work waits.
 */
final class GroupCommit implements AutoCloseable {
    /** A piece of work inside a transaction. May be run again in a transaction of its own if another one fails. */
    @FunctionalInterface
    interface Work<T> {
        T run(Sql sql) throws SQLException;
    }

    /** The most pieces of work in one transaction. */
    private static final int LARGEST_GROUP = 100;

    /** How long a piece of work waits for another program that holds a lock. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long LOOK_AGAIN_NANOS = 20_000_000;

    private final Sql sql;
    private final Maintenance upkeep;
    private final Thread thread = new Thread(this::writeAll, "vod-store-writer");
    private final Deque<PendingWrite<?>> urgent = new ArrayDeque<>();
    private final Deque<PendingWrite<?>> bulk = new ArrayDeque<>();
    private final InstantSource clock;
    private volatile Instant busySince;
    private volatile String fault;
    private volatile Throwable end;
    private boolean closed;
    private boolean stopping;
    private long stopBy;
    private boolean changed; // of the thread alone, as the next one
    private boolean inTransaction = true;

    GroupCommit(Sql sql, Maintenance upkeep, InstantSource clock) {
        this.sql = sql;
        this.upkeep = upkeep;
        this.clock = clock;
        thread.setDaemon(true);
        thread.start();
    }

    /** Does the work and returns after its commit. */
    <T> T write(String what, Work<T> work) {
        return await(what, enqueue(new PendingWrite<>(work, true, false)));
    }

    /** The same of what is known nowhere else: a lock does not keep it from being written as long as there is time at the stop. */
    <T> T writeResult(String what, Work<T> work) {
        return await(what, enqueue(new PendingWrite<>(work, true, true)));
    }

    /** Changes something that nobody reads. */
    void touch(Instant now) {
        write("be written to", sql -> upkeep.touch(sql, now));
    }

    /** Does slices of bulk work in their order and returns after the last commit. */
    <T> List<T> writeBulk(String what, List<Work<T>> slices) {
        List<PendingWrite<T>> waiting = slices.stream()
                .map(slice -> enqueue(new PendingWrite<>(slice, false, false)))
                .toList();
        return waiting.stream().map(one -> await(what, one)).toList();
    }

    StoreCondition condition() {
        return new StoreCondition(busySince, fault, end);
    }

    /**
     * The stop has come: where another program holds a lock, results wait for it so long from now, and nothing else waits.
     * Only the first call counts.
     */
    synchronized void stopWithin(Duration most) {
        if (!stopping) {
            stopping = true;
            stopBy = System.nanoTime() + most.toNanos();
            notifyAll();
        }
    }

    /** Finishes what was asked for before and closes the connection. Work that comes later is refused. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
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

    private synchronized <T> PendingWrite<T> enqueue(PendingWrite<T> waiting) {
        if (end != null) {
            waiting.failed(ended());
        } else if (closed) {
            waiting.failed(new SQLException("the store is closed"));
        } else {
            (waiting.urgent ? urgent : bulk).add(waiting);
            notifyAll();
        }
        return waiting;
    }

    private <T> T await(String what, PendingWrite<T> waiting) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return waiting.done.get(1, TimeUnit.SECONDS);
                } catch (TimeoutException e) {
                    // not told by the writer itself, which may have no memory for it
                    if (end != null && !waiting.done.isDone()) {
                        throw StoreException.of("the store could not " + what, ended(), sql.database());
                    }
                } catch (InterruptedException e) {
                    // the work may be committed at any moment: only its end tells what happened
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw StoreException.of("the store could not " + what, e.getCause(), sql.database());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void writeAll() {
        try {
            writeUntilClosed();
        } catch (RuntimeException | Error e) {
            end = e; // first: whoever waits finds it, and nothing more is begun
            fault = "its writer thread has ended because of " + e;
            throw e;
        }
    }

    private SQLException ended() {
        return new SQLException("its writer thread has ended because of " + end + "; restart the application", end);
    }

    private void writeUntilClosed() {
        try (sql) {
            for (PendingWrite<?> first = next(); first != null; first = next()) {
                busySince = clock.instant();
                writeTogether(first, false);
                if (changed) {
                    upkeep.committed(sql);
                    changed = false;
                    inTransaction = false; // where it finds the disk full SQLite ends the one that was begun
                }
                busySince = null;
            }
            upkeep.end(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot close the store", e);
        }
    }

    /** Waits for work: bulk work first, which the waiting urgent work then joins. Null if there is and will be none. */
    private synchronized PendingWrite<?> next() {
        while (urgent.isEmpty() && bulk.isEmpty()) {
            if (closed) {
                return null;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                closed = true;
            }
        }
        return bulk.isEmpty() ? urgent.poll() : bulk.poll();
    }

    /** More work for the same transaction: bulk work only while nobody else waits for its commit. */
    private synchronized PendingWrite<?> join(boolean urgentOnly) {
        return urgent.isEmpty() && !urgentOnly ? bulk.poll() : urgent.poll();
    }

    /** @param alone whether nobody may join the transaction */
    private void writeTogether(PendingWrite<?> first, boolean alone) throws SQLException {
        List<PendingWrite<?>> group = new ArrayList<>(List.of(first));
        Throwable cause = attempt(group, alone);
        while (StoreFault.of(cause) == StoreFault.LOCKED) {
            Throwable lock = cause;
            group.removeIf(one -> hasWaitedEnough(one) && refuse(one, lock));
            if (group.isEmpty()) {
                return;
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            cause = attempt(group, alone);
        }
        if (cause != null && group.size() == 1) {
            refuse(first, cause);
        } else if (cause != null) {
            for (PendingWrite<?> one : group) {
                writeTogether(one, true);
            }
        }
    }

    /** Null if all of the group, and of those who joined it, is committed; otherwise why nothing is. */
    private Throwable attempt(List<PendingWrite<?>> group, boolean alone) throws SQLException {
        try {
            requireTransaction();
            boolean urgentInside = false;
            for (int i = 0; i < group.size(); i++) {
                group.get(i).run(sql);
                urgentInside |= group.get(i).urgent;
                PendingWrite<?> next =
                        alone || i < group.size() - 1 || group.size() >= LARGEST_GROUP ? null : join(urgentInside);
                if (next != null) {
                    group.add(next);
                }
            }
            commit();
            group.forEach(PendingWrite::committed);
            return null;
        } catch (SQLException | RuntimeException | Error e) {
            if (FatalErrors.find(e) != null) {
                throw e; // what is not committed is not there; whether the connection is whole, nobody can say
            }
            rollback(e);
            return e;
        }
    }

    private boolean refuse(PendingWrite<?> one, Throwable cause) {
        fault = StoreFault.of(cause).text(cause, sql.database());
        busySince = clock.instant(); // it goes on with the next
        one.failed(cause);
        return true;
    }

    private synchronized boolean hasWaitedEnough(PendingWrite<?> one) {
        long now = System.nanoTime();
        boolean isLate = now - stopBy >= 0;
        return stopping ? isLate || !one.isResult : now - one.since >= PATIENCE.toNanos();
    }

    /** A reading that leads to writing elsewhere: refused where nobody would find that, as a commit is. */
    <T> Work<T> inPlace(Work<T> reading) {
        return sql -> {
            upkeep.requireInPlace();
            return reading.run(sql);
        };
    }

    private void commit() throws SQLException {
        upkeep.requireInPlace();
        if (sql.commit()) {
            fault = null;
            changed = true;
        }
    }

    private void rollback(Throwable cause) {
        inTransaction = false;
        try {
            requireTransaction();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** Outside of one each statement would be committed alone: a work that fails in the middle would leave its first half. */
    private void requireTransaction() throws SQLException {
        if (!inTransaction) {
            sql.rollback();
            inTransaction = true;
        }
    }
}
