package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Outcome;
import io.voddelete.asset.Result;
import io.voddelete.reader.Entry;
import io.voddelete.vod.PaceState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/**
 * The durable state of every asset id. A verb has happened when it returns, and survives a crash from then on; one that
 * throws {@link StoreException} has not happened at all. Safe for use by many threads.
 */
public interface AssetStore extends AutoCloseable {
    /** Whose outcomes: the two sides advance apart. */
    enum Side {
        SUCCESS,
        FAILURE
    }

    /**
     * Begins or resumes the reading of a submission. Its ids are not claimed before it is sealed.
     *
     * @param intakeKey what makes the submission the same one when it is read again after a crash
     */
    Submission open(String intakeKey, String source);

    /**
     * Accepts lines of an open submission: new ids become pending, FAILED ones pending with the next generation, others
     * are recorded as duplicates; what is no asset id is recorded as rejected. Doing it again with the same lines changes
     * nothing, also where an earlier try failed half-way.
     */
    void accept(Submission submission, List<? extends Entry> entries);

    /** Ends the reading of a submission. */
    void seal(Submission submission, Seal sealing);

    /**
     * The same for the submission of a run of a schedule, which is done with it: both or neither.
     *
     * @throws StoreException also if the run is not newer than the last one
     */
    void seal(Submission submission, Seal sealing, String schedule, LastRun run);

    /**
     * Remembers a run that made no submission.
     *
     * @throws StoreException also if the run is not newer than the last one
     */
    void recordRun(String schedule, LastRun run);

    /** The newest run of a schedule that is done; empty if there is none. */
    Optional<LastRun> lastRun(String schedule);

    /**
     * Opens, accepts and seals a submission that is held in memory whole, in one transaction. Where there is one of this
     * key, nothing is accepted and that one is given, whatever its content.
     *
     * @param submissionId the id that people and systems see; the same for the same key
     * @param entries at most some ten thousand: others wait while they are written
     * @param limit for whom; the ids that are accepted now are counted for him, in the same transaction
     * @throws OverDayLimitException if more would be accepted than he may have in a day; nothing is
     */
    Submitted submit(
            String submissionId,
            String intakeKey,
            String source,
            List<? extends Entry> entries,
            Seal sealing,
            DayLimit limit);

    /**
     * Looks whether these entries could be submitted now, as far as the limit of a day goes.
     *
     * @throws OverDayLimitException if not
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
     * Claims due ids, in fair turns over the submissions.
     *
     * @param room how many ids may be claimed, given what is in flight; zero or less for none
     * @param lease after it the claims are free for others
     */
    List<Claim> claim(ToIntFunction<InFlight> room, Duration lease);

    /**
     * Writes down that a DELETE call is begun: from here on, without a settled answer, it counts as one that may have
     * acted. Ids whose claim is lost leave the batch; the lease of the others is extended.
     */
    void beginCall(String callId, Batch batch, Duration lease);

    /**
     * Stores what an answer means. DELETED settles any pending row of the generation; everything else needs the claim.
     * The claim ends with each result but {@link Result.Kept}.
     *
     * @return how many results took effect
     */
    int settle(List<Result> results);

    /**
     * Makes what was put off due sooner, as the clock was set back; but neither what is claimed nor what waits for the end
     * of the time for which it may be busy.
     *
     * @param by so much sooner, but not before now
     * @param longest what then is still put off for longer is due now
     */
    void bringForward(Duration by, Duration longest);

    /** Gives back what this process has claimed and not begun to call. */
    void releaseUnbegun();

    /**
     * The oldest outcomes that have not been reported.
     *
     * @param missingIsSuccess whether {@code not-found} and {@code already-gone} belong to the success side
     */
    List<Outcome> unreported(Side side, boolean missingIsSuccess, int most);

    /** Marks outcomes as reported, all or none. */
    void markReported(List<Outcome> outcomes);

    /**
     * Changes the state of one pace; nobody else changes it meanwhile.
     *
     * @param change gives the new state for the old one, {@link PaceState#NEW} if there was none; may be called more than
     *     once
     * @return the new state
     */
    PaceState changePace(String pace, UnaryOperator<PaceState> change);

    /** The state of one pace; {@link PaceState#NEW} if there is none. */
    PaceState pace(String pace);

    /** Remembers why nothing is sent, in the place of what was remembered before. */
    void setPause(Pause pause);

    /** Forgets the pause; does nothing if there is none. */
    void endPause();

    /** Why nothing is sent; empty if no pause is remembered. */
    Optional<Pause> pause();

    /** Remembers that an operator lets nothing be sent from now on; does nothing if that is so already. */
    void setOperatorPause();

    /** Forgets the pause by an operator; does nothing if there is none. */
    void endOperatorPause();

    /** Since when an operator lets nothing be sent; empty if none does. */
    Optional<Instant> operatorPause();

    /**
     * Accepts again an id that is FAILED, or that only a broken-off reading holds, as the only one of a submission of its own,
     * which is sealed at once.
     *
     * @param limit for whom
     * @return the submission; empty if the id is unknown, deleted, or pending and sent by itself
     * @throws OverDayLimitException if he may not have it accepted today
     */
    Optional<Submission> retry(AssetId assetId, DayLimit limit);

    /** How the writing goes; waits for nothing. */
    StoreCondition condition();

    /** Writes something, durably, to see whether that can be done. */
    void tryToWrite();

    default Totals totals() {
        return lookups().totals();
    }

    /** How many ids of sealed submissions are pending. */
    default long pending() {
        return totals().pending();
    }

    /** What became of each submission. */
    Submissions submissions();

    /** What people and systems ask about. */
    SubmissionQueries lookups();

    /**
     * Says that the stop has come. Where another program holds a lock on the store, results of calls, outcomes to be marked
     * and pauses wait for it, so long from now at most, and everything else is refused: the next start makes up for it.
     */
    void stopWithin(Duration most);

    /** Finishes what was asked for before and closes the store. */
    @Override
    void close();
}
