package io.voddelete.store;

import io.voddelete.jfr.FlightEvents;
import io.voddelete.support.Timings;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Counts of what happens outside of transactions. They are stored with the next transaction, whatever it is for, so that they
 * cost no commit of their own. Thread-safe.
 */
final class LaterCounts {
    private record Key(Counter counter, String label) {}

    private final Map<Key, Long> waiting = new HashMap<>();
    private final Map<Key, Long> taken = new HashMap<>();
    private final Timings commits = new Timings();

    synchronized void add(Counter counter, String label, long by) {
        waiting.merge(new Key(counter, counter.require(label)), by, Long::sum);
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /**
     * Commits a transaction with what has been counted until now, and returns whether it wrote anything.
     *
     * @param verb what the transaction does, for those who record it
     */
    boolean commit(Sql sql, AuditTrail audit, Supplier<String> verb) throws SQLException {
        FlightEvents.Commit event = FlightEvents.commit();
        long begin = System.nanoTime();
        addTo(sql);
        boolean wrote = audit.commit(sql);
        if (wrote) {
            commits.add(System.nanoTime() - begin);
            event.end(sql.committedRows(), verb);
        }
        forget();
        return wrote;
    }

    /** The durations of commits that wrote something. */
    Timings commits() {
        return commits;
    }

    private synchronized void addTo(Sql sql) {
        waiting.forEach((key, by) -> sql.count(key.counter, key.label, by));
        taken.putAll(waiting);
        waiting.clear();
    }

    private synchronized void forget() {
        taken.clear();
    }

    /** A commit that failed has happened. */
    void committed() {
        forget();
    }

    /** The transaction was rolled back, so they wait for the next one. */
    synchronized void rolledBack() {
        taken.forEach((key, by) -> waiting.merge(key, by, Long::sum));
        taken.clear();
    }

    /** Stores them with a transaction of their own, if there are any; each other transaction does it, too. */
    void store(GroupCommit writer) {
        try {
            if (!isEmpty()) {
                writer.write("store counts", sql -> true);
            }
        } catch (StoreException e) {
            return; // the next transaction stores them, or they are lost, and nothing else is
        }
    }
}
