package io.voddelete.store;

import io.voddelete.asset.Notice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What became of each submission and each of its lines. Safe for use by many threads. */
public interface SealedSubmissions {
    /** What is written beside the file of a submission. */
    enum Document {
        /** What was accepted; due when the submission is sealed. */
        RECEIPT,
        /** What became of each line; due when every id that a line names is settled. */
        REPORT
    }

    /** The oldest submissions of files whose document is due and was not marked as written. */
    List<Submission> due(Document document, int most);

    /** The newest submissions of files that were sealed then or later. */
    List<Submission> sealedSince(Instant time, int most);

    /** The submission of this id, if there is one that is sealed. */
    Optional<Submission> find(String submissionId);

    /** The submission of this intake key, if there is one that is sealed. */
    Optional<Submission> findByKey(String intakeKey);

    /**
     * The submissions whose every line was settled since the start of this process, in that order and each of them once.
     * Of those that a crash comes before, no later process tells. One thread asks.
     */
    List<Submission> takeDone(int most);

    /** Marks the document of these submissions as written, all or none. */
    void markWritten(Document document, List<Submission> submissions);

    /**
     * Adds a notice to a sealed submission, unless it has one of this code; its receipt is due again, and its report if it
     * was written.
     */
    void note(Submission submission, Notice notice);

    /** Remembers that a file is about to be moved; the sealing of the submission of a file does so too. */
    void recordMove(Move move);

    /** The newest move that was begun; empty if there is none. */
    Optional<Move> lastMove();

    /**
     * The lines of a submission that hold something, in their order, with what became of them so far.
     *
     * @param after only lines with a greater number
     * @param most the most lines that are given; fewer are given only at the end
     */
    List<SubmissionLine> lines(Submission submission, long after, int most);

    /** The duplicates only, with what had become of the id when the submission was sealed, however late it is asked. */
    List<SubmissionLine> duplicates(Submission submission, long after, int most);

    /** The lines only that held no asset id. */
    List<SubmissionLine> rejected(Submission submission, long after, int most);
}
