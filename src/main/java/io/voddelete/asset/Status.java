package io.voddelete.asset;

/** The life of an asset id: {@code PENDING}, then one of the two others for good (for this generation). */
public enum Status {
    PENDING,
    DELETED,
    FAILED
}
