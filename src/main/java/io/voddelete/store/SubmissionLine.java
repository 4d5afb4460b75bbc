package io.voddelete.store;

import io.voddelete.asset.AssetInfo;
import io.voddelete.asset.Origin;
import io.voddelete.asset.Status;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one line of a submission.
 *
 * @param line the line number
 * @param text the asset id; for a rejected line its text, escaped and truncated
 * @param status null for a rejected line
 * @param reason a machine-readable word; null for DELETED and PENDING
 * @param errorCode the error code of VOD; null if it gave none
 * @param info what the asset was, as far as {@code asset/info} said it
 * @param requestId VOD's id of the request whose response settled the id; null if none did or it had none
 * @param settledAt null for PENDING and for a rejected line
 * @param columns the columns of the list that were kept with the line, by name
 * @param duplicateOf the earlier line with which this id was accepted; null if it is no duplicate
 * @param originSealedAt when the submission of that line had been read to its end; null if it had not, or there is none
 */
public record SubmissionLine(
        long line,
        String text,
        @Nullable Status status,
        @Nullable String reason,
        @Nullable String errorCode,
        AssetInfo info,
        @Nullable String requestId,
        @Nullable Instant settledAt,
        Map<String, String> columns,
        @Nullable Origin duplicateOf,
        @Nullable Instant originSealedAt) {
    /** A line that is not a duplicate, and of whose asset nothing is known. */
    public SubmissionLine(
            long line,
            String text,
            @Nullable Status status,
            @Nullable String reason,
            @Nullable String errorCode,
            @Nullable Instant settledAt) {
        this(line, text, status, reason, errorCode, AssetInfo.NONE, null, settledAt, Map.of(), null, null);
    }

    /**
     * Returns the line without what belongs to a submission that the reader may not see: the source and the line number, what
     * the asset was, and the request that settled it.
     */
    public SubmissionLine seenBy(VisibleSubmissions sight) {
        return duplicateOf == null || sight.covers(duplicateOf.caller(), duplicateOf.source())
                ? this
                : new SubmissionLine(
                        line,
                        text,
                        status,
                        reason,
                        errorCode,
                        AssetInfo.NONE,
                        null,
                        settledAt,
                        columns,
                        duplicateOf.ofAnother(),
                        originSealedAt);
    }

    /** Returns the line as it was before its id was settled. */
    SubmissionLine pending() {
        return new SubmissionLine(
                line,
                text,
                Status.PENDING,
                null,
                null,
                AssetInfo.NONE,
                null,
                null,
                columns,
                duplicateOf,
                originSealedAt);
    }
}
