package io.voddelete.asset;

/**
 * What the calls of this generation say about an id that is not settled. The order is the order of strength: weaker
 * evidence never replaces stronger, since a deed that may have been done stays possible until it is disproved.
 */
public enum Evidence {
    /** No call was sent, or the calls that were have certainly not acted. */
    NONE,
    /** A whole call was refused because of one of its assets, not known to be this one. */
    CALL_REFUSED,
    /** VOD said that this asset was not deleted: FAILED in a 200, or an error on a call with this id alone. */
    REFUSED,
    /** A call may have deleted the asset: it was begun and its answer is missing, unreadable or a server's fault. */
    MAY_HAVE_ACTED,
    /** VOD said that the asset was deleted, which {@code asset/info} is to confirm. */
    SAID_DELETED;

    /** Whether a call of ours may have deleted the asset. */
    public boolean mayBeGone() {
        return compareTo(MAY_HAVE_ACTED) >= 0;
    }

    /** The stronger of the two. */
    Evidence or(Evidence other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
