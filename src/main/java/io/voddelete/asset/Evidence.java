package io.voddelete.asset;

/**
 * What the calls of this generation prove about an unsettled id, in ascending order of strength. Weaker evidence never
 * replaces stronger: a deletion that may have happened stays possible until it is disproved.
 */
public enum Evidence {
    /** No call was sent, or none of those sent took effect. */
    NONE,
    /** A whole call was refused because of one of its assets, not known to be this one. */
    CALL_REFUSED,
    /** VOD reported that this asset was not deleted: FAILED in a 200 response, or an error on a call with this id alone. */
    REFUSED,
    /** A call may have deleted the asset: it was begun, but its response is missing, unreadable or a server error. */
    MAY_HAVE_ACTED,
    /** VOD reported that the asset was deleted, but {@code asset/info} has not confirmed it yet. */
    SAID_DELETED;

    /** Returns whether one of our calls may have deleted the asset. */
    public boolean mayBeGone() {
        return compareTo(MAY_HAVE_ACTED) >= 0;
    }

    /** Returns the stronger of the two. */
    Evidence or(Evidence other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
