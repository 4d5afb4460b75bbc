package io.voddelete.store;

import io.voddelete.support.FatalErrors;
import io.voddelete.support.Uninterrupted;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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

    /** Opening a connection in vain costs more than looking at a lock. */
    private static final long REACH_AGAIN_NANOS = 200_000_000;

    private final Sql sql;
    private final Maintenance upkeep;
    private final AuditTrail audit;
    private final Transactions transactions;
    private final Thread thread = new Thread(this::writeAll, "vod-store-writer");
    private final WriteQueue queue;
    private final InstantSource clock;
    /** Counted after each commit that changed something. */
    final AtomicLong changes;
    /** Stored with each transaction. */
    final LaterCounts counts;

    private volatile @Nullable Instant busySince;
    private volatile @Nullable String fault;
    private volatile @Nullable Throwable end;

    /** @param audit written before each commit */
    GroupCommit(Sql sql, Maintenance upkeep, AuditTrail audit, InstantSource clock) {
        this.sql = sql;
        this.upkeep = upkeep;
        this.audit = audit;
        this.transactions = new Transactions(sql, upkeep, audit, clock);
        this.changes = transactions.changes;
        this.counts = transactions.counts;
        this.queue = new WriteQueue(upkeep.keepMillis());
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
    <T> void writeIfIdle(String what, Work<T> work) {
        if (queue.isEmpty()) {
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

    /** Whether nothing can be written any more because another process has taken over. */
    boolean isTakenOver() {
        Throwable cause = end;
        return cause != null && StoreFault.of(cause) == StoreFault.TAKEN_OVER;
    }

    /** Opens a connection that still writes when this writer has ended because another process has taken over. */
    Sql forLateAnswers() throws SQLException {
        return sql.forLateAnswers();
    }

    /** Tells the operator something. */
    void say(String remark) {
        upkeep.say(remark);
    }

    StoreCondition condition() {
        return new StoreCondition(busySince, fault, audit.fails(), end);
    }

    /**
     * Called when the module stops: from now on only results wait for a lock of another program, and at most this long. Only
     * the first call counts.
     */
    void stopWithin(Duration most) {
        queue.stopWithin(most);
    }

    /** Finishes the work submitted so far and closes the connection. Later work is refused. */
    @Override
    public void close() {
        queue.close();
        Uninterrupted.join(thread);
    }

    private <T> PendingWrite<T> enqueue(PendingWrite<T> waiting) {
        if (end != null) {
            waiting.failed(ended());
        } else if (!queue.add(waiting)) {
            waiting.failed(new SQLException("the store is closed"));
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
            for (PendingWrite<?> first = queue.next(); first != null; first = queue.next()) {
                busySince = clock.instant();
                writeTogether(first, false);
                transactions.afterwards();
                busySince = null;
            }
            upkeep.end(sql);
            audit.close();
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("Cannot close the store", e);
        }
    }

    /** @param alone whether no other work may join the transaction */
    private void writeTogether(PendingWrite<?> first, boolean alone) throws SQLException {
        List<PendingWrite<?>> group = new ArrayList<>(List.of(first));
        Throwable cause = attempt(group, alone);
        for (int tries = 1; cause != null && StoreFault.of(cause).mayEnd(); tries++) {
            Throwable lock = cause;
            group.removeIf(one -> queue.hasWaitedEnough(one) && refuse(one, lock));
            if (StoreFault.of(lock) == StoreFault.UNREACHABLE) {
                refuseOthers(lock);
            }
            if (group.isEmpty()) {
                return;
            }
            // a connection that was lost long ago is found to be lost when it is used
            LockSupport.parkNanos(
                    StoreFault.of(cause) == StoreFault.LOCKED ? LOOK_AGAIN_NANOS : tries == 1 ? 0 : REACH_AGAIN_NANOS);
            cause = attempt(group, alone);
        }
        if (cause != null && (group.size() == 1 || StoreFault.of(cause) == StoreFault.UNKNOWN)) {
            for (PendingWrite<?> one : group) {
                refuse(one, cause);
            }
        } else if (cause != null) {
            for (PendingWrite<?> one : group) {
                writeTogether(one, true);
            }
        }
    }

    /** Returns null if the whole group, with the work that joined it, is committed; otherwise why none of it is. */
    private @Nullable Throwable attempt(List<PendingWrite<?>> group, boolean alone) throws SQLException {
        try {
            transactions.begin();
            boolean urgentInside = false;
            for (int i = 0; i < group.size(); i++) {
                group.get(i).run(sql);
                urgentInside |= group.get(i).urgent;
                if (!alone && i == group.size() - 1 && group.size() < LARGEST_GROUP) {
                    queue.join(urgentInside).ifPresent(group::add);
                }
            }
            if (transactions.commit(() -> PendingWrite.verbs(group), this::waitForAnswer)) {
                fault = null;
            }
            group.forEach(PendingWrite::committed);
            return null;
        } catch (SQLException | RuntimeException | Error e) {
            if (FatalErrors.find(e) != null) {
                throw e; // nothing is committed, and the connection may be broken
            }
            transactions.rollback(e);
            return e;
        }
    }

    private boolean refuse(PendingWrite<?> one, Throwable cause) {
        if (StoreFault.of(cause).isFinal()) {
            end = cause; // first, so that waiting callers see it and nothing more is begun
            queue.end();
        }
        if (StoreFault.of(cause) != StoreFault.ELSEWHERE) { // which is no fault of the store
            fault = StoreFault.of(cause).text(cause, sql.database());
        }
        busySince = clock.instant(); // continues with the next
        one.failed(cause);
        return true;
    }

    /** A read whose result is written elsewhere: refused, like a commit, if the database file has been moved. */
    <T> Work<T> inPlace(Work<T> reading) {
        return sql -> {
            upkeep.requireInPlace();
            if (end != null) {
                throw ended();
            }
            upkeep.requireOurs(sql);
            return reading.run(sql);
        };
    }

    /** While nobody knows whether a commit has happened, its callers wait, and no others do. */
    private void waitForAnswer(SQLException failure) throws SQLException {
        fault = "it is unknown whether a commit has happened: " + failure.getMessage();
        refuseOthers(failure);
        if (queue.isOver()) {
            throw new SQLException(failure.getMessage(), StoreFault.UNKNOWN_STATE, failure);
        }
        LockSupport.parkNanos(REACH_AGAIN_NANOS);
    }

    /** Work that waits behind that of a transaction which cannot be done at the moment. */
    private void refuseOthers(Throwable cause) {
        queue.takeImpatient().forEach(one -> refuse(one, cause));
    }
}
