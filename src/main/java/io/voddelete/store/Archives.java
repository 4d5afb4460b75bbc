package io.voddelete.store;

import java.util.List;

/** Moves settled submissions that are old enough into archive files. Call from one thread. */
public interface Archives {
    /**
     * What was done.
     *
     * @param file the archive file that now has the lines
     * @param submissions how many submissions it has
     * @param lines how many lines of them
     */
    record Made(ArchiveFile file, long submissions, long lines) {}

    /**
     * Makes the next archive file and removes its lines from the store; first finishes what was interrupted. The store is written
     * in small pages, so that nobody waits.
     *
     * @param between called between two pieces of work; may throw to end the work, which is continued by a later call
     * @return the file; empty if nothing is due
     * @throws StoreException if the store or the folder cannot be written, or an archive file is not what was written
     */
    List<Made> next(Runnable between);

    /**
     * Reads all archive files.
     *
     * @param between called between two files; may throw to end the work
     * @return what is missing or damaged
     */
    List<ArchiveException> check(Runnable between);
}
