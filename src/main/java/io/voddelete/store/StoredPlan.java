package io.voddelete.store;

import java.time.Instant;

/**
 * The plan of a held submission.
 *
 * @param sha256 of the lines of {@code text} above its last line, which names it; in lower-case hex. An approval names it too
 * @param text for people; its bytes are what is approved
 * @param json for other systems
 * @param validUntil when the submission expires
 */
public record StoredPlan(
        String submissionId, String sha256, String text, String json, Instant madeAt, Instant validUntil) {}
