package io.voddelete.store;

import io.voddelete.support.FatalErrors;
import io.voddelete.support.Uninterrupted;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The only writer of the store. All waiting work shares a transaction, so that one flush to the disk serves it all; a caller
 * continues only after the commit. Bulk work is split into slices and yields as soon as other work waits. Thread-safe.
 */
final class GroupCommit implements AutoCloseable {
    /** Work inside a transaction. May run again, in a transaction of its own, if other work in the first one fails. */
    @FunctionalInterface
    interface Work<T> {
        T run(Sql sql) throws SQLException;
    }

    /** Maximum number of pieces of work in one transaction. */
    private static final int LARGEST_GROUP = 100;

    private static final long LOOK_AGAIN_NANOS = 20_000_000;

    private final Sql sql;
    private final Maintenance upkeep;
    private final AuditTrail audit;
    private final Thread thread = new Thread(this::writeAll, "vod-store-writer");
    private final Deque<PendingWrite<?>> urgent = new ArrayDeque<>();
    private final Deque<PendingWrite<?>> bulk = new ArrayDeque<>();
    private final InstantSource clock;
    /** Counted after each commit that changed something. */
    final AtomicLong changes = new AtomicLong();
    /** Stored with each transaction. */
    final LaterCounts counts = new LaterCounts();

    private volatile @Nullable Instant busySince;
    private volatile @Nullable String fault;
    private volatile @Nullable Throwable end;
    private boolean closed;
    private boolean stopping;
    private long stopBy;
    private boolean changed; // confined to the thread, like the next field
    private boolean inTransaction = true;

    /** @param audit written before each commit */
    GroupCommit(Sql sql, Maintenance upkeep, AuditTrail audit, InstantSource clock) {
        this.sql = sql;
        this.upkeep = upkeep;
        this.audit = audit;
        this.clock = clock;
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs the work and returns its result after the commit. */
    <T> T write(String what, Work<T> work) {
        return await(what, enqueue(new PendingWrite<>(what, work, true, false)));
    }

    /** Like {@link #write}, for results that are known nowhere else: while stopping, these still wait for a lock to be released. */
    <T> T writeResult(String what, Work<T> work) {
        return await(what, enqueue(new PendingWrite<>(what, work, true, true)));
    }

    /** Like {@link #write} without waiting for the result. Does nothing while other work waits. */
    synchronized <T> void writeIfIdle(String what, Work<T> work) {
        if (urgent.isEmpty() && bulk.isEmpty()) {
            enqueue(new PendingWrite<>(what, work, true, false));
        }
    }

    /** Runs slices of bulk work in order and returns after the last commit. */
    <T> List<T> writeBulk(String what, List<Work<T>> slices) {
        List<PendingWrite<T>> waiting = slices.stream()
                .map(slice -> enqueue(new PendingWrite<>(what, slice, false, false)))
                .toList();
        return waiting.stream().map(one -> await(what, one)).toList();
    }

    StoreCondition condition() {
        return new StoreCondition(busySince, fault, audit.fails(), end);
    }

    /**
     * Called when the module stops: from now on only results wait for a lock of another program, and at most this long. Only
     * the first call counts.
     */
    synchronized void stopWithin(Duration most) {
        if (!stopping) {
            stopping = true;
            stopBy = System.nanoTime() + most.toNanos();
            notifyAll();
        }
    }

    /** Finishes the work submitted so far and closes the connection. Later work is refused. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        Uninterrupted.join(thread);
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
                    // the writer may not have had the memory to report its end
                    if (end != null && !waiting.done.isDone()) {
                        throw StoreException.of("the store could not " + what, ended(), sql.database());
                    }
                } catch (InterruptedException e) {
                    // the work may be committed at any moment, so wait for its result
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw StoreException.ofWork("the store could not " + what, e, sql.database());
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
            end = e; // first, so that waiting callers see it and nothing more is begun
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
                    inTransaction = false; // if the disk is full, SQLite has ended the one that was begun
                }
                busySince = null;
            }
            upkeep.end(sql);
            audit.close();
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("Cannot close the store", e);
        }
    }

    /** Waits for work: bulk work first, which waiting urgent work then joins. Null after the last work. */
    private synchronized @Nullable PendingWrite<?> next() {
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

    /** Returns more work for the same transaction, bulk work only if no urgent work is in it or waits. */
    private synchronized Optional<PendingWrite<?>> join(boolean urgentOnly) {
        return Optional.ofNullable(urgent.isEmpty() && !urgentOnly ? bulk.poll() : urgent.poll());
    }

    /** @param alone whether no other work may join the transaction */
    private void writeTogether(PendingWrite<?> first, boolean alone) throws SQLException {
        List<PendingWrite<?>> group = new ArrayList<>(List.of(first));
        Throwable cause = attempt(group, alone);
        while (cause != null && StoreFault.of(cause) == StoreFault.LOCKED) {
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

    /** Returns null if the whole group, with the work that joined it, is committed; otherwise why none of it is. */
    private @Nullable Throwable attempt(List<PendingWrite<?>> group, boolean alone) throws SQLException {
        try {
            requireTransaction();
            boolean urgentInside = false;
            for (int i = 0; i < group.size(); i++) {
                group.get(i).run(sql);
                urgentInside |= group.get(i).urgent;
                if (!alone && i == group.size() - 1 && group.size() < LARGEST_GROUP) {
                    join(urgentInside).ifPresent(group::add);
                }
            }
            commit(group);
            group.forEach(PendingWrite::committed);
            return null;
        } catch (SQLException | RuntimeException | Error e) {
            if (FatalErrors.find(e) != null) {
                throw e; // nothing is committed, and the connection may be broken
            }
            rollback(e);
            return e;
        }
    }

    private boolean refuse(PendingWrite<?> one, Throwable cause) {
        fault = StoreFault.of(cause).text(cause, sql.database());
        busySince = clock.instant(); // continues with the next
        one.failed(cause);
        return true;
    }

    private synchronized boolean hasWaitedEnough(PendingWrite<?> one) {
        return stopping && !one.isResult || System.nanoTime() - (stopping ? stopBy : one.patientUntil) >= 0;
    }

    /** A read whose result is written elsewhere: refused, like a commit, if the database file has been moved. */
    <T> Work<T> inPlace(Work<T> reading) {
        return sql -> {
            upkeep.requireInPlace();
            return reading.run(sql);
        };
    }

    private void commit(List<PendingWrite<?>> group) throws SQLException {
        upkeep.requireInPlace();
        if (counts.commit(sql, audit, () -> PendingWrite.verbs(group))) {
            fault = null;
            changed = true;
            changes.incrementAndGet();
        }
    }

    private void rollback(Throwable cause) {
        inTransaction = false;
        audit.rolledBack();
        counts.rolledBack();
        try {
            requireTransaction();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** Outside a transaction each statement would be committed alone, so work that fails would leave its first half behind. */
    private void requireTransaction() throws SQLException {
        if (!inTransaction) {
            sql.rollback();
            inTransaction = true;
        }
    }
}
