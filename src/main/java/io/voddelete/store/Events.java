package io.voddelete.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to submissions and to the sender, recorded in the transaction in which it happened. Thread-safe. */
public interface Events {
    /**
     * One event.
     *
     * @param id unique in this store and ascending
     * @param name such as {@code held} or {@code paused}
     * @param submission null if it is not about one
     * @param who gave the order, or asked for what was accepted; null if nobody did
     * @param reason null if there is none
     */
    record Event(
            long id,
            String name,
            @Nullable Submission submission,
            Instant at,
            @Nullable String who,
            @Nullable String reason) {}

    /**
     * Returns the name that tells the events of this store from those of any other, and from those of an earlier time of this
     * one that a backup has put back. It has no full stop.
     */
    String source();

    /** Returns the oldest events that were not removed. */
    List<Event> next(int most);

    /** Removes events that were delivered, and counts them. */
    void remove(List<Event> delivered);

    /** Counts a try to deliver that failed, with the next transaction. */
    void countFailure();

    /** Records an event that is not about a submission. */
    void record(String name, Order order);
}
