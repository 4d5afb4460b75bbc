package io.voddelete.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The processes that use the store at once, each with its own data directory and inbox. All of them take in lists, answer and
 * obey; one of them, the sender, deletes, reports and runs schedules. Thread-safe.
 */
public interface Nodes {
    /** A store that only one process can have open. */
    Nodes ALONE = new Nodes() {
        @Override
        public Optional<String> id() {
            return Optional.empty();
        }

        @Override
        public boolean isSender() {
            return true;
        }

        @Override
        public void whenSender(Duty duty) {
            duty.begin();
        }

        @Override
        public void whenChanged(Runnable changed) {
            return;
        }

        @Override
        public Optional<Instant> nobodySendsSince() {
            return Optional.empty();
        }

        @Override
        public void stop() {
            return;
        }

        @Override
        public void leave() {
            return;
        }

        @Override
        public List<Node> all() {
            return List.of();
        }

        @Override
        public void publish(Supplier<String> view) {
            return;
        }

        @Override
        public Optional<Published> published() {
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

    /** What a process does while it is the sender. Its methods run in a thread of the store. */
    interface Duty {
        /** This process is the sender from now on. */
        void begin();

        /** Whether another process should be the sender, if there is one that can. Asked several times a second. */
        boolean isBetterElsewhere();

        /** Begins nothing more that only the sender does: this process hands over as soon as its calls have ended. May be repeated. */
        void end();

        /** After {@link #end}: this process is not the sender any more. Otherwise it begins again. */
        void handedOver();
    }

    /**
     * A process that has used the store.
     *
     * @param name for people
     * @param startedAt by the time of the database
     * @param lastSeen when it was last seen, to a few seconds; empty if it has said that it has ended
     * @param differing keys of the settings that differ from those of the sender; none of a node that has ended, and none while
     *     there is no sender
     */
    record Node(
            String name,
            Instant startedAt,
            Optional<Instant> lastSeen,
            boolean isSender,
            boolean isThis,
            List<String> differing) {}

    /**
     * What the sender has published.
     *
     * @param by the name of its node
     */
    record Published(String view, String by) {}

    /** What tells this node from all others, also after a restart; empty if there can be no others. */
    Optional<String> id();

    /** Whether this process is the sender. Once it is, it stays so until it ends or {@link Duty#isBetterElsewhere}. */
    boolean isSender();

    /** What to do whenever this process has become the sender; it begins at once if it is. Call at most once. */
    void whenSender(Duty duty);

    /**
     * Lets something run after other processes have changed the store. Call at most once.
     *
     * @param changed runs in a thread of the store, some times a second at most
     */
    void whenChanged(Runnable changed);

    /** Since when this process has seen that nobody sends, although it does what it can; empty if somebody does. */
    Optional<Instant> nobodySendsSince();

    /** From now on this process takes nothing over, since it stops. */
    void stop();

    /** This process does nothing any more but store the results that it waits for: others replace it if it sends. */
    void leave();

    /** All of them, by name; empty if there can be no others. */
    List<Node> all();

    /**
     * Lets the others read what only the memory of this process has, as long as it is the sender. Call at most once.
     *
     * @param view asked every two seconds, and when this process becomes the sender, in a thread of its own
     */
    void publish(Supplier<String> view);

    /** What the sender has published; empty if that is this process, has not published yet, or has ended. */
    Optional<Published> published();

    /**
     * Since when, by its own time, the database confirms commits before a standby has them, so that a failover may lose some; empty if
     * it does not, or there can be no others. As of the last look, some times a second.
     */
    Optional<Instant> unreplicatedSince();

    /** The same, or since when the database has not said that it does not, if that is more than two seconds ago. */
    Optional<Instant> perhapsUnreplicatedSince();
}
