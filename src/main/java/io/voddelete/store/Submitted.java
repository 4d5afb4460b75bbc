package io.voddelete.store;

/**
 * A submission that was accepted as a whole.
 *
 * @param repeated whether it existed already, so that nothing was accepted now
 */
public record Submitted(Submission submission, boolean repeated) {}
