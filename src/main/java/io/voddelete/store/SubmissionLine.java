package io.voddelete.store;

import io.voddelete.asset.Origin;
import io.voddelete.asset.Status;
import java.time.Instant;

/**
 * What became of one line of a submission.
 *
 * @param line the number of the line
 * @param text the asset id; of a rejected line its escaped and cut text
 * @param status null for a rejected line
 * @param reason a machine word; null for DELETED and PENDING
 * @param errorCode what VOD gave as the reason; may be null
 * @param settledAt null for PENDING and for a rejected line
 * @param duplicateOf the line that was accepted with this id before; null if it was this one, or none
 * @param originSealedAt when the submission of that line was read to its end; null if it was not, or there is none
 */
public record SubmissionLine(
        long line,
        String text,
        Status status,
        String reason,
        String errorCode,
        Instant settledAt,
        Origin duplicateOf,
        Instant originSealedAt) {
    /** A line that was accepted or rejected itself. */
    public SubmissionLine(long line, String text, Status status, String reason, String errorCode, Instant settledAt) {
        this(line, text, status, reason, errorCode, settledAt, null, null);
    }

    /** What somebody may know of it: of a submission that he does not see, neither the name nor the line. */
    public SubmissionLine seenBy(VisibleSubmissions sight) {
        return duplicateOf == null || sight.covers(duplicateOf.caller(), duplicateOf.source())
                ? this
                : new SubmissionLine(
                        line, text, status, reason, errorCode, settledAt, duplicateOf.ofAnother(), originSealedAt);
    }

    /** The same line before it was settled. */
    SubmissionLine pending() {
        return new SubmissionLine(line, text, Status.PENDING, null, null, null, duplicateOf, originSealedAt);
    }
}
