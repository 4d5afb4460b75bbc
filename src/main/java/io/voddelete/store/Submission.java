package io.voddelete.store;

/**
 * One file, one request or one schedule run, as the store knows it.
 *
 * @param row the store's row
 * @param submissionId the id that people and systems see
 * @param source where it came from, as {@code file:<name>}
 * @param sealed whether it was read to its end; its ids are claimed from then on
 */
public record Submission(long row, String submissionId, String source, boolean sealed) {}
