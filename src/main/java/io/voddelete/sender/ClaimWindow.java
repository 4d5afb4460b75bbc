package io.voddelete.sender;

import io.voddelete.store.InFlight;
import java.time.Duration;

/**
 * Limits how far claims run ahead of calls: just enough to use every slot, since ids that are claimed early delay those that
 * are submitted next.
 *
 * @param batchSize {@code vod.batch.size}
 * @param most {@code vod.batch.in-flight}
 * @param backlog {@code vod.outcome.backlog}
 */
record ClaimWindow(int batchSize, int most, long backlog) {
    /** For a slot further away than this, nothing is claimed yet. */
    private static final Duration FAR = Duration.ofSeconds(5);

    /** Whether a slot is so far away that nothing is claimed for it. */
    static boolean isFar(Duration untilNext) {
        return untilNext.compareTo(FAR) > 0;
    }

    /** Whether so many outcomes wait for their endpoints that no ids may be sent. */
    boolean isFull(InFlight inFlight) {
        return inFlight.unreported() >= backlog;
    }

    /**
     * How many ids can be claimed now.
     *
     * @param waitingIds the number of ids whose call has begun and waits for its slot
     * @param interval the time between two slots, zero without a limit
     * @param untilNext how long until the next slot
     * @param preparation the recent time from a claim to a full batch
     */
    int room(InFlight inFlight, int waitingIds, Duration interval, Duration untilNext, Duration preparation) {
        if (isFull(inFlight) || isFar(untilNext)) {
            return 0;
        }
        int room = most - inFlight.claimed();
        if (interval.isZero()) {
            return room;
        }
        long batchesAhead = 1 + preparation.toNanos() / interval.toNanos();
        long unsent = (long) inFlight.claimed() - inFlight.calling() + waitingIds;
        return (int) Math.min(room, batchesAhead * batchSize - unsent);
    }
}
