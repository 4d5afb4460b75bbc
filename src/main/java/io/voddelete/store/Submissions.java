package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.reader.Entry;
import java.util.List;
import java.util.Optional;

/**
 * Accepts submissions. When a method returns, its effect is durable; if it throws {@link StoreException}, it had none.
 * Thread-safe.
 */
public interface Submissions {
    /**
     * Begins or resumes the reading of a submission. Its ids are not claimed before it is sealed.
     *
     * @param intakeKey what makes the submission the same one when it is read again after a crash
     */
    Submission open(String intakeKey, String source);

    /**
     * The same for a submission whose id stands for its content, under a key that another content may have been sent with:
     * one of this key that is still open under another id loses the key, and is never sent.
     *
     * @param submissionId the same for the same key, content and reading rules
     */
    Submission open(String submissionId, String intakeKey, String source);

    /**
     * Accepts lines of an open submission: new ids become pending, FAILED ones pending with the next generation, others
     * are recorded as duplicates; lines without an asset id are recorded as rejected. Repeating it with the same lines changes
     * nothing, also where an earlier try failed half-way.
     */
    void accept(Submission submission, List<? extends Entry> entries);

    /** Ends the reading of a submission; from now on its ids can be claimed. */
    void seal(Submission submission, Seal sealing);

    /**
     * The same for the submission of a run of a schedule, which is done with it: both or neither.
     *
     * @throws StoreException also if the run is not newer than the last one
     */
    void seal(Submission submission, Seal sealing, String schedule, LastRun run);

    /**
     * Opens, accepts and seals a submission that is held in memory whole, in one transaction. Where there is a sealed one of
     * this key, nothing is accepted and that one is given, whatever its content.
     *
     * @param submissionId the id that people and systems see; the same for the same key
     * @param entries at most some ten thousand: others wait while they are written
     * @param limit of the caller; the ids that are accepted now are counted in the same transaction
     * @throws OverDayLimitException if the ids exceed the daily limit; then none of them is accepted
     */
    Submitted submit(
            String submissionId,
            String intakeKey,
            String source,
            List<? extends Entry> entries,
            Seal sealing,
            DayLimit limit);

    /**
     * Checks whether the daily limit permits to submit these entries now.
     *
     * @throws OverDayLimitException if it does not
     */
    void checkDayLimit(List<? extends Entry> entries, DayLimit limit);

    /**
     * Says that an open submission is not being read any more: ids that it holds go over to the oldest sealed submission
     * that named them, and from now on to any that does. Does nothing to one that was sealed. Where it fails, a
     * later claim does it.
     *
     * @return how many ids have gone over, which may be claimed
     */
    int abandon(Submission submission);

    /**
     * Accepts again an id that is FAILED, or that only a broken-off reading holds, as the only one of a submission of its own,
     * which is sealed at once.
     *
     * @param limit of the caller
     * @return the submission; empty if the id is unknown, deleted, or pending and about to be sent anyway
     * @throws OverDayLimitException if the daily limit is reached
     */
    Optional<Submission> retry(AssetId assetId, DayLimit limit);
}
