package io.voddelete.store;

import io.voddelete.asset.AssetInfo;
import io.voddelete.asset.Origin;
import io.voddelete.asset.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything known about one asset id. Only submissions that the reader may see are included.
 *
 * @param dueAt time of the next attempt; while it is claimed, the end of the lease; null once it is settled
 * @param claimed whether it is claimed for a call
 * @param calling whether a call with it has begun and not been answered
 * @param mayHaveActed whether a call may have deleted it without VOD having confirmed that
 * @param busySince when VOD first said that it was busy; null if it has not
 * @param callId the last DELETE call that was begun with it; null if there was none
 * @param callAt when that call began; null if there was none
 * @param newest the current generation, even if the reader may not see its submission
 * @param generations the newest first
 * @param duplicates lines with this id after it had been accepted, the newest submissions first; at most
 *     {@link SubmissionQueries#MOST_DUPLICATES}
 * @param moreDuplicates whether there are more of them
 * @param unreadable the archive files that are missing or damaged, so that what only they have is left out
 */
public record AssetHistory(
        String assetId,
        @Nullable Instant dueAt,
        boolean claimed,
        boolean calling,
        boolean mayHaveActed,
        @Nullable Instant busySince,
        @Nullable String callId,
        @Nullable Instant callAt,
        Generation newest,
        List<Generation> generations,
        List<Named> duplicates,
        boolean moreDuplicates,
        List<String> unreadable) {

    /**
     * One acceptance of the id.
     *
     * @param named the line with which it was accepted
     * @param attempts number of DELETE calls with it
     * @param reason a machine-readable word; null for DELETED and PENDING
     * @param errorCode the last error code of VOD; null if it gave none
     * @param errorMsg the text of that error, escaped and truncated; null if there is none
     * @param settledAt null for PENDING
     * @param info what the asset was, as far as {@code asset/info} said it
     * @param requestId VOD's id of the request whose response settled the id; null if none did or it had none
     * @param reportedAt when the outcome was delivered; null if it has not been
     */
    public record Generation(
            Named named,
            Status status,
            int attempts,
            @Nullable String reason,
            @Nullable String errorCode,
            @Nullable String errorMsg,
            AssetInfo info,
            @Nullable String requestId,
            @Nullable Instant settledAt,
            @Nullable Instant reportedAt) {}

    /**
     * A line of a submission with the id.
     *
     * @param generation the generation that the line started or duplicates
     * @param openedAt when that submission was received
     * @param asked who asked for that submission, and who approved it
     * @param columns the columns of the list that were kept with the line, by name
     */
    public record Named(
            String submissionId,
            Origin origin,
            int generation,
            Instant openedAt,
            Asked asked,
            Map<String, String> columns) {}

    /**
     * Who is behind a submission.
     *
     * @param approvedAt when it was approved last; null if it never was
     * @param approvedBy who did; null if nobody has or it is not known
     * @param approvalReason null if none was given
     */
    public record Asked(
            Requested requested,
            @Nullable Instant approvedAt,
            @Nullable String approvedBy,
            @Nullable String approvalReason) {}
}
