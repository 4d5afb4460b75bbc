package io.voddelete.store;

import io.voddelete.asset.Origin;
import io.voddelete.asset.Status;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one line of a submission.
 *
 * @param line the line number
 * @param text the asset id; for a rejected line its text, escaped and truncated
 * @param status null for a rejected line
 * @param reason a machine-readable word; null for DELETED and PENDING
 * @param errorCode the error code of VOD; null if it gave none
 * @param settledAt null for PENDING and for a rejected line
 * @param duplicateOf the earlier line with which this id was accepted; null if it is no duplicate
 * @param originSealedAt when the submission of that line had been read to its end; null if it had not, or there is none
 */
public record SubmissionLine(
        long line,
        String text,
        @Nullable Status status,
        @Nullable String reason,
        @Nullable String errorCode,
        @Nullable Instant settledAt,
        @Nullable Origin duplicateOf,
        @Nullable Instant originSealedAt) {
    /** A line that is not a duplicate. */
    public SubmissionLine(
            long line,
            String text,
            @Nullable Status status,
            @Nullable String reason,
            @Nullable String errorCode,
            @Nullable Instant settledAt) {
        this(line, text, status, reason, errorCode, settledAt, null, null);
    }

    /** Returns the line without the source and the line number of a submission that the reader may not see. */
    public SubmissionLine seenBy(VisibleSubmissions sight) {
        return duplicateOf == null || sight.covers(duplicateOf.caller(), duplicateOf.source())
                ? this
                : new SubmissionLine(
                        line, text, status, reason, errorCode, settledAt, duplicateOf.ofAnother(), originSealedAt);
    }

    /** Returns the line as it was before its id was settled. */
    SubmissionLine pending() {
        return new SubmissionLine(line, text, Status.PENDING, null, null, null, duplicateOf, originSealedAt);
    }
}
