package io.voddelete;

/**
 * How much memory the bodies of requests that are not answered yet may take together: whoever sends slowly would else fill it,
 * since nobody is asked who he is before his body is there.
 */
final class BodyRoom {
    /** Bodies up to this size, in bytes, are not counted, so that nobody can keep them out. */
    static final long SMALL = 64 * 1024;

    private final long most;
    private long taken;

    /** @param most in bytes; one body alone may be larger */
    BodyRoom(long most) {
        this.most = most;
    }

    /** Whether a body of this size may come in; then its room is to be given back. */
    synchronized boolean take(long size) {
        if (size > SMALL && taken > 0 && taken + size > most) {
            return false;
        }
        taken += counted(size);
        return true;
    }

    synchronized void giveBack(long size) {
        taken -= counted(size);
    }

    private static long counted(long size) {
        return size > SMALL ? size : 0;
    }
}
