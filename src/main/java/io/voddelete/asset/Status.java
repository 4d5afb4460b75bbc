package io.voddelete.asset;

/** The state of an asset id: {@code PENDING}, then one of the others, which is final for this generation. */
public enum Status {
    PENDING,
    DELETED,
    FAILED,
    /** On purpose not deleted. */
    KEPT
}
