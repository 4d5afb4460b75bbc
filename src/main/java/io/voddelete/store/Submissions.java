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
     * @param intakeKey identifies the submission when it is read again after a crash
     * @param requested who asked for it; of one that is resumed, the first counts
     */
    Submission open(String intakeKey, String source, Requested requested);

    /** Begins or resumes the reading of a submission of which nobody knows who asked for it. */
    default Submission open(String intakeKey, String source) {
        return open(intakeKey, source, Requested.NONE);
    }

    /**
     * Begins or resumes the reading of a submission whose id depends on its content, while its key may have been used with other
     * content: an open submission with this key and another id loses the key and is never sent.
     *
     * @param submissionId the same for the same key, content and reading rules
     * @param requested who asked for it; of one that is resumed, the first counts
     */
    Submission open(String submissionId, String intakeKey, String source, Requested requested);

    /**
     * Accepts lines of an open submission: new ids become pending, FAILED and KEPT ones pending with the next generation, others
     * are recorded as duplicates; lines without an asset id are recorded as rejected. Repeating it with the same lines changes
     * nothing, even if an earlier attempt failed half-way.
     */
    void accept(Submission submission, List<? extends Entry> entries);

    /** Ends the reading of a submission; from now on its ids can be claimed, unless the {@link ReleasePolicy} holds it. */
    void seal(Submission submission, Seal sealing);

    /**
     * Ends the reading of the submission of a schedule run, and records the run in the same transaction.
     *
     * @throws StoreException also if the run is not newer than the last one
     */
    void seal(Submission submission, Seal sealing, String schedule, LastRun run);

    /**
     * Opens, accepts and seals a submission that is completely in memory, in one transaction. If there is a sealed one with this
     * key, accepts nothing and returns that one, whatever its content.
     *
     * @param submissionId the id shown to people and other systems; the same for the same key
     * @param requested who asked for it
     * @param entries at most about ten thousand, because all other writes wait for them
     * @param limit of the caller; the ids that are accepted now are counted in the same transaction
     * @throws OverDayLimitException if the ids exceed the daily limit; then none of them is accepted
     */
    Submitted submit(
            String submissionId,
            String intakeKey,
            String source,
            Requested requested,
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
     * Called when an open submission is no longer read: its ids are handed over to the oldest sealed submission that named them,
     * or later to the first one that does. Does nothing for a sealed submission. If it fails, a later claim makes up for it.
     *
     * @return the number of ids that were handed over and may be claimed
     */
    int abandon(Submission submission);

    /**
     * Records the order, and accepts an id again that is FAILED or KEPT, or that belongs only to a submission that is no longer read, in a submission of its own
     * that is sealed immediately.
     *
     * @param limit of the caller
     * @param requested who asked for it
     * @return the submission; empty if the id is unknown, deleted, or pending and about to be sent anyway
     * @throws OverDayLimitException if the daily limit is reached
     */
    Optional<Submission> retry(AssetId assetId, DayLimit limit, Requested requested);

    /**
     * Records the order, and accepts FAILED ids again, the oldest first, in a submission of its own that is sealed immediately;
     * the {@link ReleasePolicy} may hold it.
     *
     * @param most maximum number of ids, at most about ten thousand, because all other writes wait for them
     * @param limit of the caller; only as many ids are accepted as it leaves today
     * @param requested who asked for it
     * @return the submission, and whether there are more such ids; empty if there is none
     * @throws OverDayLimitException if the daily limit is reached
     */
    Optional<RetriedIds> retry(FailedIds which, int most, DayLimit limit, Requested requested);
}
