package io.voddelete.store;

/**
 * Ids that were FAILED and are accepted again.
 *
 * @param submission the one by which they are retried, sealed
 * @param more whether further ids were selected, which are still FAILED
 */
public record RetriedIds(Submission submission, boolean more) {}
