package io.voddelete.outcome;

import io.voddelete.store.Submission;
import java.io.IOException;

/** The accepted and archived files, to which another program may still write. */
public interface AcceptedFiles {
    /** Checks those that may have changed, at most every two seconds. */
    void lookAtAll();

    /** Whether there are such files, or may be: then {@link #lookAtAll} has to be called. */
    boolean areWatched();

    /**
     * Moves the file of a submission back to be accepted again if its content is no longer what was accepted. Does nothing if
     * it was removed.
     *
     * @return whether it was moved back
     * @throws IOException if it cannot be read or moved
     */
    boolean check(Submission submission) throws IOException;
}
