package io.voddelete.store;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The transactions of the writer, one after the other. Used by the writer's thread, unless said otherwise. */
final class Transactions {
    /** Waits until the database may be asked again whether a commit has happened. */
    @FunctionalInterface
    interface Waiting {
        /**
         * @param failure of the commit
         * @throws SQLException if it has to stay unknown
         */
        void untilNextLook(SQLException failure) throws SQLException;
    }

    private final Sql sql;
    private final Maintenance upkeep;
    private final AuditTrail audit;
    private final InstantSource clock;
    /** Counted after each commit that changed something. Safe for use by many threads. */
    final AtomicLong changes = new AtomicLong();
    /** Stored with each transaction. Safe for use by many threads. */
    final LaterCounts counts = new LaterCounts();

    private boolean changed;
    private boolean inTransaction = true;

    Transactions(Sql sql, Maintenance upkeep, AuditTrail audit, InstantSource clock) {
        this.sql = sql;
        this.upkeep = upkeep;
        this.audit = audit;
        this.clock = clock;
    }

    /** Outside a transaction each statement would be committed alone, so work that fails would leave its first half behind. */
    void begin() throws SQLException {
        if (!inTransaction) {
            sql.rollback();
            inTransaction = true;
        }
    }

    /**
     * Commits.
     *
     * @param verbs what the transaction does
     * @param waiting used while it is unknown whether the commit has happened
     * @return whether anything was changed
     */
    boolean commit(Supplier<String> verbs, Waiting waiting) throws SQLException {
        upkeep.requireInPlace();
        upkeep.mark().prolong(sql);
        boolean wrote;
        try {
            wrote = counts.commit(sql, audit, verbs);
        } catch (SQLException e) {
            wrote = sql.isInDoubt() && hasHappened(e, waiting);
            if (!wrote) {
                throw e;
            }
            counts.committed();
            audit.rolledBack(); // its events are in the log
            sql.lose(); // what was read on it is over
            inTransaction = false;
        }
        if (wrote) {
            changed = true;
            changes.incrementAndGet();
        }
        return wrote;
    }

    private boolean hasHappened(SQLException failure, Waiting waiting) throws SQLException {
        if (StoreFault.of(failure) != StoreFault.UNREACHABLE) {
            return false; // the database has answered
        }
        while (true) {
            sql.lose();
            try {
                sql.rollback();
                boolean isStored = upkeep.mark().isStored(sql, failure);
                endLook();
                return isStored;
            } catch (SQLException e) {
                if (StoreFault.of(e).isFinal() || StoreFault.of(e) == StoreFault.UNKNOWN) {
                    throw e;
                }
                waiting.untilNextLook(failure); // whatever the reason, it has not been answered
            }
        }
    }

    /** Others may wait for its lock. What it has found stays true whatever comes of this. */
    private void endLook() {
        try {
            sql.rollback();
        } catch (SQLException e) {
            sql.lose();
        }
    }

    void rollback(Throwable cause) {
        inTransaction = false;
        audit.rolledBack();
        counts.rolledBack();
        if (StoreFault.of(cause) == StoreFault.UNREACHABLE) {
            sql.lose();
            return; // when there is work
        }
        if (StoreFault.of(cause).isFinal()) {
            upkeep.halted(sql, StoreFault.of(cause) == StoreFault.BEHIND, this::noteLoss);
            return;
        }
        try {
            begin();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** Returns how many ids were marked. */
    private int noteLoss(Sql lost) throws SQLException {
        EventEpoch.beginAfterLoss(lost, upkeep, clock.instant());
        return audit.markLostCalls(lost);
    }

    /** Call after the callers of the committed work. */
    void afterwards() {
        if (changed) {
            upkeep.committed(sql);
            changed = false;
            inTransaction = false; // if the disk is full, SQLite has ended the one that was begun
        }
    }
}
