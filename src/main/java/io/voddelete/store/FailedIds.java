package io.voddelete.store;

import org.jspecify.annotations.Nullable;

/**
 * Selects ids that are FAILED now.
 *
 * @param of the submission that has them; null for all submissions
 * @param reason why they failed
 * @param errorCode VOD's code with which they failed, empty for those without one; null for all
 */
public record FailedIds(
        @Nullable Submission of, String reason, @Nullable String errorCode) {
    /** The source of the submission by which they are retried. */
    String source() {
        return "retry:" + reason + (of == null ? "" : ":" + of.submissionId());
    }
}
