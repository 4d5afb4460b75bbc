package io.voddelete.store;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much there is at one moment.
 *
 * @param pending the ids without a result
 * @param submissions the submissions that are not done
 * @param unreported the outcomes that have not reached their endpoint
 * @param notices the notices that have not reached their endpoint; none if there is no endpoint
 * @param oldestPending when the oldest submission with ids to be sent was accepted; null if there is none
 * @param oldestHeld when the oldest held submission was accepted; null if there is none
 * @param nextExpiry when the next held submission expires; null if none does
 */
public record StoreFigures(
        Counts counts,
        PendingIds pending,
        Waiting submissions,
        Map<Outbox.Side, Unreported> unreported,
        Unreported notices,
        @Nullable Instant oldestPending,
        @Nullable Instant oldestHeld,
        @Nullable Instant nextExpiry) {
    /** Returns the outcomes for one endpoint. */
    public Unreported unreported(Outbox.Side side) {
        return unreported.getOrDefault(side, new Unreported(0, null));
    }

    /**
     * Pending ids, each counted once.
     *
     * @param ready could be sent now
     * @param later wait for a retry
     * @param busy wait because VOD found them busy
     * @param claimed are asked about or sent at this moment
     * @param held belong to submissions that are not released
     * @param ambiguous may have been deleted by a call whose answer is unknown
     */
    public record PendingIds(long ready, long later, long busy, long claimed, long held, long ambiguous) {}

    /**
     * Submissions by what they wait for.
     *
     * @param open are being read, or their reading was broken off
     * @param held wait for an approval
     * @param grace wait for the end of their grace period
     * @param pending have ids to be sent
     */
    public record Waiting(long open, long held, long grace, long pending) {}

    /**
     * Outcomes or notices for one endpoint.
     *
     * @param oldest when the oldest of those that are sent next was settled, or happened; null if there is none
     */
    public record Unreported(long count, @Nullable Instant oldest) {}
}
