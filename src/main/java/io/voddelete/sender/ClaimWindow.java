package io.voddelete.sender;

import io.voddelete.store.InFlight;
import java.time.Duration;

/**
 * How far claims run ahead of the calls. As little as keeps every slot used: what is claimed early waits in front of
 * whatever is submitted next.
 *
 * @param batchSize {@code vod.batch.size}
 * @param most {@code vod.batch.in-flight}
 * @param backlog {@code vod.outcome.backlog}
 */
record ClaimWindow(int batchSize, int most, long backlog) {
    /** A slot further away than this is no reason to claim anything yet. */
    private static final Duration FAR = Duration.ofSeconds(5);

    /** Whether a slot is so far away that nothing is claimed for it. */
    static boolean isFar(Duration untilNext) {
        return untilNext.compareTo(FAR) > 0;
    }

    /** Whether so many outcomes wait for their endpoints that no more are to be made. */
    boolean isFull(InFlight inFlight) {
        return inFlight.unreported() >= backlog;
    }

    /**
     * How many ids may be claimed now.
     *
     * @param waitingIds ids whose call was begun and waits for its slot
     * @param interval the time between two slots, zero without a limit
     * @param untilNext how long until the next slot
     * @param preparation how long it takes lately from a claim to a full batch
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
