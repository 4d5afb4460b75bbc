package io.voddelete.store;

import io.voddelete.asset.Notice;
import java.time.Instant;
import java.util.List;

/**
 * A submission as it is now.
 *
 * @param caller the name of who sent it; null if nobody did who is known
 * @param sealedAt when it was read to its end; null while it is being read
 * @param sha256 of the whole content, in lower-case hex; null while it is being read and where there is none
 * @param keptAs where its file is kept, from the inbox; null if it is no file
 * @param lines all lines that were read; 0 while it is being read
 * @param duplicates lines that named an id which was accepted before
 * @param waiting how many of the duplicates are of ids that are not settled
 * @param turn how far its turns have come
 * @param notices what its sender should know
 */
public record SubmissionState(
        Submission submission,
        String caller,
        Instant openedAt,
        Instant sealedAt,
        String sha256,
        String keptAs,
        long lines,
        long accepted,
        long pending,
        long deleted,
        long failed,
        long duplicates,
        long rejected,
        long waiting,
        long turn,
        List<Notice> notices) {

    /** Whether every id that a line names is settled. */
    public boolean isDone() {
        return submission.sealed() && pending == 0 && waiting == 0;
    }

    /** The same as {@link SealedSubmissions} know it. */
    public SealedSubmission sealed() {
        return new SealedSubmission(
                submission.row(),
                submission.submissionId(),
                submission.source(),
                caller,
                keptAs,
                sha256,
                openedAt,
                sealedAt,
                lines,
                accepted,
                deleted,
                failed,
                duplicates,
                rejected,
                notices);
    }
}
