package io.voddelete.audit;

import java.io.IOException;
import java.util.List;

/**
 * The audit log as its one writer sees it. A line is on the disk before what it allows is committed, and the commit also
 * stores the head, so that the log and the store vouch for each other. Used by one thread.
 */
public interface AuditChain extends AutoCloseable {
    /** Receives the asset ids of a call. */
    @FunctionalInterface
    interface Calls<E extends Exception> {
        void take(List<String> ids) throws E;
    }

    /**
     * Finds the end of the chain. Call it at the start, after a failed {@link #append}, and after a commit that failed although
     * {@code append} had succeeded. Lines beyond the head never took effect: they stay, and the next {@code append} first writes
     * a line that says so. What a crash left of an unfinished line is cut off.
     *
     * @param stored the head that was last committed; {@link Head#BEGINNING} if none was
     * @throws AuditException if the head is not found, the lines around it do not fit, or the directory cannot be read or
     *     written: then nothing must be sent
     */
    void open(Head stored);

    /**
     * Returns whether the last {@link #open} found lines of a later time than that of the store, as after a backup of the store
     * was put back, or could not rule it out because the log begins anew.
     */
    boolean mayBeLater();

    /**
     * Finds the calls in the lines beyond a head, oldest first: the store has forgotten them, or they were never begun. May be called
     * at any time after {@link #open}.
     *
     * @param stored what the store knows
     * @throws IOException if the lines cannot be read
     */
    <E extends Exception> void laterCalls(Head stored, Calls<E> calls) throws IOException, E;

    /** Returns the head that the store should have: that of the last {@link #open} or successful {@link #append}. */
    Head head();

    /**
     * Writes one line for each event and flushes them to the disk. Call it at most once for each commit, right before it; the
     * same commit stores the returned head.
     *
     * @return the new head; the present one if there are no events
     * @throws IOException if the lines are not safely on the disk, for instance because it is full: do not commit
     * @throws AuditException if somebody else changed the file meanwhile: do not commit
     * @throws IllegalStateException if {@link #open} did not succeed before
     */
    Head append(List<AuditEvent> events) throws IOException;

    /** Closes the file. {@link #open} opens it again. */
    @Override
    void close() throws IOException;
}
