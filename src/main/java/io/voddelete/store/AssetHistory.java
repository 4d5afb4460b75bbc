package io.voddelete.store;

import io.voddelete.asset.Origin;
import io.voddelete.asset.Status;
import java.time.Instant;
import java.util.List;

/**
 * Everything about one asset id.
 *
 * @param dueAt when it is tried next; while it is claimed, the end of the lease; null once it is settled
 * @param claimed whether it is on its way to a call
 * @param calling whether a call with it was begun and not answered yet
 * @param mayHaveActed whether a call may have deleted it, of which VOD has not said what became
 * @param busySince when it was found busy first; null if it was not
 * @param callId the last DELETE call that was begun with it; null if none was
 * @param newest the generation that counts, whoever submitted it
 * @param generations those that are seen and how each ended, the newest first
 * @param duplicates lines that named it when it had been accepted before and are seen, the newest submissions first; at most
 *     {@link SubmissionQueries#MOST_DUPLICATES}
 * @param moreDuplicates whether there are more of them
 */
public record AssetHistory(
        String assetId,
        Instant dueAt,
        boolean claimed,
        boolean calling,
        boolean mayHaveActed,
        Instant busySince,
        String callId,
        Instant callAt,
        Generation newest,
        List<Generation> generations,
        List<Named> duplicates,
        boolean moreDuplicates) {

    /**
     * One acceptance of the id.
     *
     * @param named the line that it was accepted from
     * @param attempts the DELETE calls that named it
     * @param reason a machine word; null for DELETED and PENDING
     * @param errorCode what VOD said last; may be null
     * @param errorMsg its text, escaped and cut; may be null
     * @param settledAt null for PENDING
     * @param reportedAt when the outcome reached its endpoint; null if it has not
     */
    public record Generation(
            Named named,
            Status status,
            int attempts,
            String reason,
            String errorCode,
            String errorMsg,
            Instant settledAt,
            Instant reportedAt) {}

    /**
     * A line of a submission that named the id, and the generation that it was or found.
     *
     * @param openedAt when that submission was received
     */
    public record Named(String submissionId, Origin origin, int generation, Instant openedAt) {}
}
