package io.voddelete.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * This process among those that use the store at once. All of them may write, one transaction at a time; one of them, the
 * sender, does what only one may do. Used by the writer, unless said otherwise.
 */
public interface Membership {
    /** A store that only one process can have open. */
    Membership ALONE = new Membership() {
        @Override
        public @Nullable String node() {
            return null;
        }

        @Override
        public boolean isSender() {
            return true;
        }

        @Override
        public Look look(Sql sql) {
            return new Look(0, false, false, false, 0, true);
        }

        @Override
        public Optional<Boolean> takeOver(Sql sql) {
            return Optional.empty();
        }

        @Override
        public void tookOver() {
            return;
        }

        @Override
        public boolean handOver(Sql sql) {
            return false;
        }

        @Override
        public void leave() {
            return;
        }

        @Override
        public List<String> endThoseGone(Sql sql) {
            return List.of();
        }

        @Override
        public void unblock(Sql sql) {
            return;
        }

        @Override
        public List<Nodes.Node> nodes(Sql sql) {
            return List.of();
        }

        @Override
        public void publish(String view) {
            return;
        }

        @Override
        public Optional<Nodes.Published> published(Sql sql) {
            return Optional.empty();
        }

        @Override
        public Optional<Instant> unreplicatedSince() {
            return Optional.empty();
        }

        @Override
        public Optional<Instant> perhapsUnreplicatedSince() {
            return Optional.empty();
        }
    };

    /**
     * What there is to do.
     *
     * @param commits a number that becomes another one with each commit of another process
     * @param nobodySends whether the sender has ended, or has not been heard from
     * @param othersLive whether another process could send
     * @param areGone whether {@link #endThoseGone} may find something
     * @param millis the time of the database, in milliseconds since 1970
     * @param isReplicated whether the database waits with each commit until a standby has it
     */
    record Look(
            long commits,
            boolean nobodySends,
            boolean othersLive,
            boolean areGone,
            long millis,
            boolean isReplicated) {}

    /**
     * The node of this process, which stays the same after a restart: lower-case hexadecimal digits and hyphens; null if no other
     * process can use the store. Safe for many threads.
     */
    @Nullable
    String node();

    /** Whether this process is the sender. Safe for many threads. */
    boolean isSender();

    /** Looks, on any connection. */
    Look look(Sql sql) throws SQLException;

    /**
     * Makes this process the sender if nobody is, in the caller's transaction.
     *
     * @return empty if somebody is, or may be; otherwise whether calls of the last one may be under way
     */
    Optional<Boolean> takeOver(Sql sql) throws SQLException;

    /** Call after the commit of a {@link #takeOver} that was successful. */
    void tookOver();

    /**
     * Makes this process a sender no longer, in the caller's transaction, unless no other process could send, or a call of this one
     * may be under way.
     *
     * @return whether it is none now
     */
    boolean handOver(Sql sql) throws SQLException;

    /** Tells that this process lives no more; it is replaced when it has not written anything for a while. Safe for many threads. */
    void leave();

    /**
     * Finds the processes that have ended, or have not been heard from for so long that they are not waited for: from now on these
     * can write nothing.
     *
     * @return the nodes of those that have left lists which they were reading
     */
    List<String> endThoseGone(Sql sql) throws SQLException;

    /** Ends sessions that hold up all writers because their process is frozen or out of reach, on any connection. */
    void unblock(Sql sql) throws SQLException;

    /** All processes, by name, on any connection. */
    List<Nodes.Node> nodes(Sql sql) throws SQLException;

    /** What others may read of this process: stored with its next transaction, at the latest when it tells that it lives. Safe for many threads. */
    void publish(String view);

    /** What the sender has published, on any connection; empty if that is this process, has not published, or has ended. */
    Optional<Nodes.Published> published(Sql sql) throws SQLException;

    /** Since when the database confirms commits before a standby has them, by its last answer; empty if it does not. Safe for many threads. */
    Optional<Instant> unreplicatedSince();

    /** The same, or since when it has not said that it does not, if that is more than two seconds ago. Safe for many threads. */
    Optional<Instant> perhapsUnreplicatedSince();
}
