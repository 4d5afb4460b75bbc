package io.voddelete.store;

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
 */
public record SubmissionLine(
        long line, String text, Status status, String reason, String errorCode, Instant settledAt, Origin duplicateOf) {
    /**
     * The line that an id was accepted from.
     *
     * @param caller who sent it; null if nobody did who is known
     * @param source as {@code file:<name>}; {@code another caller} where the reader is not to know it
     * @param line its number; 0 where the reader is not to know it
     * @param sealedAt when that submission was read to its end; null if it was not
     */
    public record Origin(String caller, String source, long line, Instant sealedAt) {
        private Origin seenBy(VisibleSubmissions sight) {
            return sight.covers(caller, source) ? this : new Origin(null, "another caller", 0, sealedAt);
        }
    }

    /** What somebody may know of it: of a submission that he does not see, neither the name nor the line. */
    public SubmissionLine seenBy(VisibleSubmissions sight) {
        return duplicateOf == null
                ? this
                : new SubmissionLine(line, text, status, reason, errorCode, settledAt, duplicateOf.seenBy(sight));
    }
}
