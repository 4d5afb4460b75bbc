package io.voddelete.store;

/** How far the turns have come: where a submission that joins now begins. Used by the writer only. */
final class Turns {
    private long reached;

    long reached() {
        return reached;
    }

    /** Does nothing if they are further already. */
    void reach(long turn) {
        reached = Math.max(reached, turn);
    }
}
