package io.voddelete.plan;

import io.voddelete.store.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a plan. Its text is a pure function of them.
 *
 * @param subject the list
 * @param heldFor why it waits; empty if it was only planned
 * @param target where the assets are
 * @param callsPerMinute the rate of the DELETE calls when the plan was made; infinite if there is no limit
 * @param storeId the store that the plan belongs to; no other accepts it
 * @param orders how it is approved
 */
record Plan(
        Subject subject,
        List<Hold> heldFor,
        Target target,
        Findings findings,
        double callsPerMinute,
        String storeId,
        HowToOrder orders) {
    private static final int IDS_PER_CALL = 10;

    /**
     * The list that a plan is about.
     *
     * @param submissionId null if it was only planned and nothing was accepted
     * @param name of the file, or the source of another submission; untrusted
     * @param requestedBy who asked for it; null if unknown
     * @param requestReason why; null if nobody said
     * @param validUntil null if it was only planned
     * @param rejected the number of its lines that are no ids
     */
    record Subject(
            @Nullable String submissionId,
            String name,
            @Nullable String requestedBy,
            @Nullable String requestReason,
            Instant madeAt,
            @Nullable Instant validUntil,
            long rejected) {}

    /** Returns whether nothing was accepted, so that there is nothing to approve. */
    boolean isOnlyPlanned() {
        return subject.submissionId == null;
    }

    /** Returns the number of DELETE calls if none has to be repeated. */
    long calls() {
        return (findings.toDelete() + IDS_PER_CALL - 1) / IDS_PER_CALL;
    }

    /** Returns the time that these calls take at the rate. */
    Duration duration() {
        return Duration.ofMillis((long) Math.ceil(calls() * 60_000 / callsPerMinute));
    }
}
