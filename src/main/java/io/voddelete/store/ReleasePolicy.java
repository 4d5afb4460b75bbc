package io.voddelete.store;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** Decides which submissions need an approval. A pure function; called by the writer of the store, so it must be fast. */
public interface ReleasePolicy {
    /** Holds nothing. */
    ReleasePolicy NONE = new ReleasePolicy() {
        @Override
        public List<HoldReason> reasons(Size size) {
            return List.of();
        }

        @Override
        public boolean isFailing(long deleted, long failed) {
            return false;
        }

        @Override
        public Duration grace() {
            return Duration.ZERO;
        }

        @Override
        public boolean recordsEvents() {
            return false;
        }
    };

    /**
     * How large a submission is that has just been read to its end.
     *
     * @param ids its ids that are not settled, at least one; also those that other submissions had named before
     * @param toRelease how many of these no other released submission has
     * @param releasedInADay ids of other submissions that were released without approval in the last 24 hours
     * @param largestRun the size of the largest of the last runs; empty unless it is the run of a schedule that had some before
     */
    record Size(long ids, long toRelease, long releasedInADay, OptionalLong largestRun) {}

    /** Returns why the submission needs an approval; empty if it needs none. */
    List<HoldReason> reasons(Size size);

    /**
     * Returns whether so many ids of a submission have failed that the rest needs an approval.
     *
     * @param deleted how many have been deleted so far
     * @param failed how many have failed so far
     */
    boolean isFailing(long deleted, long failed);

    /** Returns how long a submission waits between its release and its first call; zero if it does not. */
    Duration grace();

    /** Returns whether {@link Events} are recorded for somebody who reads them. */
    boolean recordsEvents();

    /** Returns whether it is among them that a submission was accepted. */
    default boolean recordsAccepted() {
        return false;
    }
}
