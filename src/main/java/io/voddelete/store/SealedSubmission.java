package io.voddelete.store;

import io.voddelete.asset.Notice;
import java.time.Instant;
import java.util.List;

/**
 * A submission that was read to its end. Everything but {@code deleted} and {@code failed} stays as it is from then on;
 * only where another reading breaks off, duplicates of its ids become accepted ones.
 *
 * @param row the store's row
 * @param source where it came from, as {@code file:<name>}
 * @param caller the name of who sent it; null if nobody did who is known
 * @param keptAs where its file is kept, from the inbox; null if it is no file
 * @param sha256 of the whole content, in lower-case hex
 * @param lines all lines that were read, blank ones and comments among them
 * @param notices what its sender should know
 * @param duplicates lines that named an id which was accepted before
 */
public record SealedSubmission(
        long row,
        String submissionId,
        String source,
        String caller,
        String keptAs,
        String sha256,
        Instant openedAt,
        Instant sealedAt,
        long lines,
        long accepted,
        long deleted,
        long failed,
        long duplicates,
        long rejected,
        List<Notice> notices) {}
