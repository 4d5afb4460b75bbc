package io.voddelete.store;

import io.voddelete.asset.Notice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One file, request, message, scheduled run or retry, as the store knows it. Once it is sealed, only its progress changes, and
 * duplicates may become accepted ids if the reading of another submission is broken off.
 *
 * @param row row number in the store
 * @param submissionId the id shown to people and other systems
 * @param source its origin, such as {@code file:<name>}
 * @param caller name of the caller that sent it; null if unknown
 * @param requested who asked for it, from where and why
 * @param sealedAt when it had been read to its end; null while it is being read
 * @param seal what was known at that moment; its ids are claimed from then on
 * @param release whether it may be sent
 * @param progress the progress when it was queried
 */
public record Submission(
        long row,
        String submissionId,
        String source,
        @Nullable String caller,
        Requested requested,
        Instant openedAt,
        @Nullable Instant sealedAt,
        Optional<Seal> seal,
        Release release,
        Progress progress) {

    /**
     * Whether the submission may be sent, once it is sealed.
     *
     * @param heldFor why it is held or was held; empty if it never was
     * @param until when its approval expires, or its grace period ends; null if neither
     * @param approvedAt when somebody approved it last; null if nobody has
     * @param approvedBy who did; null if nobody has or it is not known
     * @param approvalReason null if none was given
     */
    public record Release(
            Gate gate,
            List<HoldReason> heldFor,
            @Nullable Instant until,
            @Nullable Instant approvedAt,
            @Nullable String approvedBy,
            @Nullable String approvalReason) {
        /** Released without an approval. */
        public static final Release NONE_HELD = new Release(Gate.RELEASED, List.of(), null, null, null, null);

        /** Returns whether it waits for an approval. */
        public boolean isHeld() {
            return gate == Gate.HELD;
        }

        /** Returns the codes of {@link #heldFor}; null if there are none. */
        public @Nullable List<String> heldForCodes() {
            return heldFor.isEmpty()
                    ? null
                    : heldFor.stream().map(HoldReason::code).toList();
        }
    }

    /**
     * The numbers of lines of a submission in each state; accepted = pending + deleted + failed + kept.
     *
     * @param duplicates lines with an id that had been accepted before
     * @param waiting duplicates of ids that are not settled
     * @param turn the number of turns that it has had or missed
     * @param firstCallAt when the first call with an id of it began; null if none has, or it is not known
     * @param doneAt when the last id of its lines was settled; null if some are not, or it is not known
     */
    public record Progress(
            long accepted,
            long pending,
            long deleted,
            long failed,
            long kept,
            long duplicates,
            long rejected,
            long waiting,
            long turn,
            @Nullable Instant firstCallAt,
            @Nullable Instant doneAt) {
        /** The progress before the first call. */
        public Progress(
                long accepted,
                long pending,
                long deleted,
                long failed,
                long kept,
                long duplicates,
                long rejected,
                long waiting,
                long turn) {
            this(accepted, pending, deleted, failed, kept, duplicates, rejected, waiting, turn, null, null);
        }
    }

    /** Returns whether it was read to its end. */
    public boolean sealed() {
        return seal.isPresent();
    }

    /** Returns whether the ids of all its lines, including duplicates, are settled. */
    boolean isDone() {
        return sealed() && progress.pending == 0 && progress.waiting == 0;
    }

    /** Returns the number of lines, including blank ones and comments; 0 while it is being read. */
    public long lines() {
        return seal.map(Seal::lines).orElse(0L);
    }

    /** Returns the SHA-256 of the whole content, in lower-case hex; null while it is being read and if there is no content. */
    public @Nullable String sha256() {
        return seal.map(Seal::sha256).orElse(null);
    }

    /**
     * Returns the folder of its file and documents, relative to the inbox: {@code held} while it waits, {@code done} once it is
     * released, {@code cancelled} if it will never be.
     */
    public String folder() {
        return switch (release.gate()) {
            case HELD, GRACE -> "held";
            case RELEASED -> "done";
            case STOPPED -> release.until() == null ? "done" : "held"; // in its grace period, which begins anew
            case CANCELLED, EXPIRED -> "cancelled";
        };
    }

    /** Returns the path of its file, relative to the inbox; null while it is being read and if it is not a file. */
    public @Nullable String keptAs() {
        String sealed = seal.map(Seal::keptAs).orElse(null);
        return sealed == null || release.gate() == Gate.RELEASED
                ? sealed
                : folder() + "/" + sealed.substring(sealed.lastIndexOf('/') + 1);
    }

    /**
     * Returns the path of its file, relative to the inbox.
     *
     * @throws IllegalStateException if it has no file, or is still being read
     */
    public String requireKeptAs() {
        String keptAs = keptAs();
        if (keptAs == null) {
            throw new IllegalStateException("submission " + submissionId + " has no archived file");
        }
        return keptAs;
    }

    /** Returns the notices for its sender. */
    public List<Notice> notices() {
        return seal.map(Seal::notices).orElse(List.of());
    }
}
