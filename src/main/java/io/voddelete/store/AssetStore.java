package io.voddelete.store;

import java.time.Duration;

/** The durable state of every asset id, by what one does with it. */
public interface AssetStore extends AutoCloseable {
    /** Takes submissions in. */
    Submissions submissions();

    /** Claims ids and stores what their calls came to. */
    Claims claims();

    /** Tells outcomes that were not reported. */
    Outbox outbox();

    /** What the sender remembers. */
    SenderState senderState();

    /** What is remembered of schedules. */
    RunLog runLog();

    /** What became of each submission. */
    SealedSubmissions sealedSubmissions();

    /** What people and systems ask about. */
    SubmissionQueries queries();

    /** Whether it can be written. */
    StoreHealth health();

    /**
     * Says that the stop has come. Where another program holds a lock on the store, results of calls, outcomes to be marked
     * and pauses wait for it, so long from now at most, and everything else is refused: the next start makes up for it.
     */
    void stopWithin(Duration most);

    /** Finishes what was asked for before and closes the store. */
    @Override
    void close();
}
