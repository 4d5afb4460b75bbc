package io.voddelete.store;

/** The number of turns so far, at which a new submission joins. Used only by the writer. */
final class Turns {
    private long reached;

    long reached() {
        return reached;
    }

    /** Does nothing if the number is already higher. */
    void reach(long turn) {
        reached = Math.max(reached, turn);
    }
}
