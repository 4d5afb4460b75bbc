package io.voddelete.intake;

import io.voddelete.store.Requested;
import io.voddelete.store.Seal;
import io.voddelete.store.Submission;
import io.voddelete.store.Submissions;

/** A list that was read completely and is kept in a temporary file until it is accepted. */
public sealed interface SpooledList extends ListToAccept permits SpooledRun, SpooledMessage {
    @Override
    default boolean isInMemory() {
        return false;
    }

    /** The result of reading it, and where it is kept. */
    ListSummary survey();

    /** The SHA-256 of its whole content, in lower-case hex. */
    String sha256();

    /** Who asked for it, from where and why. */
    Requested requested();

    /**
     * Begins or resumes its submission.
     *
     * @param by who asked for it, with the trace that it belongs to
     */
    Submission open(Submissions submissions, Requested by);

    /** Ends its submission, and with it what the list belongs to. */
    void seal(Submissions submissions, Submission submission, Seal seal);
}
