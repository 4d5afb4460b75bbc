package io.voddelete.outcome;

import io.voddelete.store.Submission;
import java.io.IOException;

/** The files that were accepted and moved to where they are kept, which another program may still write to. */
public interface AcceptedFiles {
    /** Looks at those that may have changed, at most every two seconds. */
    void lookAtAll();

    /**
     * Takes the file of a submission back to be accepted again, if it is no longer what was accepted. Nothing is done where it
     * was taken away.
     *
     * @return whether it was taken back
     * @throws IOException if it cannot be read or moved
     */
    boolean check(Submission submission) throws IOException;
}
