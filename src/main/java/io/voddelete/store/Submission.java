package io.voddelete.store;

import io.voddelete.asset.Notice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One file, one request or one schedule run, as the store knows it. Once it is sealed, everything but how far its ids have
 * come stays as it is; only where another reading breaks off, duplicates of its ids become accepted ones.
 *
 * @param row the store's row
 * @param submissionId the id that people and systems see
 * @param source where it came from, as {@code file:<name>}
 * @param caller the name of who sent it; null if nobody did who is known
 * @param sealedAt when it was read to its end; null while it is being read
 * @param seal what was known of it then; its ids are claimed from then on
 * @param progress how far it had come when it was looked up
 */
public record Submission(
        long row,
        String submissionId,
        String source,
        String caller,
        Instant openedAt,
        Instant sealedAt,
        Optional<Seal> seal,
        Progress progress) {

    /**
     * How far the lines of a submission have come.
     *
     * @param duplicates lines that named an id which was accepted before
     * @param waiting how many of the duplicates are of ids that are not settled
     * @param turn how far its turns have come
     */
    public record Progress(
            long accepted,
            long pending,
            long deleted,
            long failed,
            long duplicates,
            long rejected,
            long waiting,
            long turn) {}

    /** Whether it was read to its end. */
    public boolean sealed() {
        return seal.isPresent();
    }

    /** Whether every id that a line names is settled. */
    public boolean isDone() {
        return sealed() && progress.pending == 0 && progress.waiting == 0;
    }

    /** All lines that were read, blank ones and comments among them; 0 while it is being read. */
    public long lines() {
        return seal.map(Seal::lines).orElse(0L);
    }

    /** Of the whole content, in lower-case hex; null while it is being read and where there is none. */
    public String sha256() {
        return seal.map(Seal::sha256).orElse(null);
    }

    /** Where its file is kept, from the inbox; null while it is being read and if it is no file. */
    public String keptAs() {
        return seal.map(Seal::keptAs).orElse(null);
    }

    /** What its sender should know. */
    public List<Notice> notices() {
        return seal.map(Seal::notices).orElse(List.of());
    }
}
