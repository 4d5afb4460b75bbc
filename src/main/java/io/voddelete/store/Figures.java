package io.voddelete.store;

import io.voddelete.support.Timings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Numbers for machines that watch. Thread-safe. */
public interface Figures {
    /**
     * Counts what happened outside of the store. It is stored with the next transaction, whatever that is for; what no
     * transaction follows is lost with the process.
     */
    void count(Counter counter, String label, long by);

    /** Returns the numbers of this moment, within some milliseconds however much the store holds. */
    StoreFigures read();

    /** Returns what was counted, as of the last transaction. */
    Counts counts();

    /** Returns why ids were not deleted, each reason with its count; the most frequent of each status first. */
    List<OutcomeCount> reasons();

    /** Returns how many submissions are held; of very many, some. Ids of each of them may be pending in another submission. */
    long heldSubmissions();

    /** Returns when the oldest of the outcomes that are sent next was settled; empty if there is none. */
    Optional<Instant> oldestUnreported();

    /** Returns the durations of the commits of this process. */
    Timings commits();

    /** Returns the times from the end of reading a list until each of its ids has its result, of this process. */
    Timings ages();

    /** Returns the times from the result of an id until its outcome has reached its endpoint, of this process. */
    Timings delays();
}
