package io.voddelete.store;

import io.voddelete.asset.Notice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The outcome of each submission and each of its lines. Thread-safe. */
public interface SealedSubmissions {
    /** The documents that are written next to the file of a submission. */
    enum Document {
        /** What was accepted; due when the submission is sealed. */
        RECEIPT,
        /** The outcome of each line; due when the ids of all lines are settled. */
        REPORT
    }

    /** Returns the oldest submissions of files whose document is due and not marked as written. */
    List<Submission> due(Document document, int most);

    /** Returns the newest submissions of files that were sealed at this time or later. */
    List<Submission> sealedSince(Instant time, int most);

    /** Returns the sealed submission with this id, if there is one. */
    Optional<Submission> find(String submissionId);

    /** The submission of this intake key, if there is one that is sealed. */
    Optional<Submission> findByKey(String intakeKey);

    /**
     * Returns the submissions that were done since the start of this process, each once and in that order; those that a crash
     * precedes are never returned. Call from one thread.
     */
    List<Submission> takeDone(int most);

    /** Marks the document of all these submissions as written, or of none if it throws. */
    void markWritten(Document document, List<Submission> submissions);

    /**
     * Adds a notice to a sealed submission, unless it has one with this code. Its receipt becomes due again, and its report if
     * it was written.
     */
    void note(Submission submission, Notice notice);

    /** Records that a file is about to be moved; sealing the submission of a file does so too. */
    void recordMove(Move move);

    /** Returns the newest recorded move; empty if there is none. */
    Optional<Move> lastMove();

    /**
     * Returns the lines of a submission, except blank lines and comments, in order and with their outcome so far.
     *
     * @param after returns only lines with a greater number
     * @param most maximum number of lines; fewer are returned only at the end
     */
    List<SubmissionLine> lines(Submission submission, long after, int most);

    /**
     * Returns a page of the lines that a filter selects, in order and with their outcome so far.
     *
     * @param after returns only lines with a greater number
     * @param most maximum number of lines; fewer, or none, may be returned although there are more
     */
    LineList lines(Submission submission, LineFilter filter, long after, int most);

    /** Returns how many lines of a submission have each reason, by status and reason. */
    List<ReasonCount> reasons(Submission submission);

    /** Returns only the duplicates, with the state of their ids at the time when the submission was sealed. */
    List<SubmissionLine> duplicates(Submission submission, long after, int most);

    /** Returns only the duplicates, with the outcome of their ids so far. */
    List<SubmissionLine> duplicatesNow(Submission submission, long after, int most);

    /** Returns the names of the columns that were kept with lines of the submission, in alphabetical order. */
    List<String> keptColumns(Submission submission);

    /** Returns only the lines without an asset id. */
    List<SubmissionLine> rejected(Submission submission, long after, int most);
}
