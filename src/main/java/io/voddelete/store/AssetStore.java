package io.voddelete.store;

import java.time.Duration;

/** The durable state of every asset id, divided into roles. All roles are thread-safe. */
public interface AssetStore extends AutoCloseable {
    /** Accepts submissions. */
    Submissions submissions();

    /** Claims ids and stores the results of their calls. */
    Claims claims();

    /** Decides about held submissions. */
    Releases releases();

    /** Returns events for other systems. */
    Events events();

    /** Returns outcomes that have not been reported. */
    Outbox outbox();

    /** Remembers rates and pauses. */
    SenderState senderState();

    /** Remembers the runs of schedules. */
    RunLog runLog();

    /** Returns the outcome of each submission. */
    SealedSubmissions sealedSubmissions();

    /** Answers queries of people and other systems. */
    SubmissionQueries queries();

    /** Moves old submissions into archive files. */
    Archives archives();

    /** Returns numbers for machines that watch. */
    Figures figures();

    /** Tells of the other processes that use the store. */
    Nodes nodes();

    /** Returns a number that becomes another one with each change, as soon as the change can be read. Cheap. */
    long changes();

    /** Tells whether the store can be written. */
    StoreHealth health();

    /**
     * Announces that the module is stopping. While another program holds a lock on the store, results of calls, reported
     * outcomes and pauses wait for it, for at most this time from now; everything else is refused and caught up on after the
     * next start.
     */
    void stopWithin(Duration most);

    /** Finishes the work submitted so far and closes the store. */
    @Override
    void close();
}
