package io.voddelete.store;

/**
 * A submission that was handed in whole.
 *
 * @param repeated whether it was there already: then nothing was accepted now
 */
public record Submitted(Submission submission, boolean repeated) {}
