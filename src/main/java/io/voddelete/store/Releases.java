package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans, approvals and orders about single submissions. Each order is one transaction: of two at the same time one takes effect,
 * and the other is told the state that it finds. When a method returns, its effect is durable. Thread-safe.
 */
public interface Releases {
    /** Returns the random name of this store, which its plans bear. */
    String storeId();

    /** Returns 16 random bytes, always the same ones of this store, by which tokens of pages are encrypted. */
    byte[] pageKey();

    /** Returns the held submissions that have no plan, the smallest first, and of those of one size the oldest. */
    List<Submission> withoutPlan(int most);

    /**
     * Returns the submissions in this state, the oldest first.
     *
     * @param after returns only those with a greater row number; 0 for the oldest
     */
    List<Submission> in(Gate gate, long after, int most);

    /**
     * Returns the pending ids that this submission names, each once, in the order of their first lines. An approval releases no
     * others: ids of other submissions may pass over to this one, but only those that it names.
     *
     * @param after returns only those of lines with a greater number
     */
    List<PlannedId> ids(Submission submission, long after, int most);

    /** An id of a held submission, and its line. */
    record PlannedId(long line, AssetId assetId) {}

    /**
     * Stores the plan of a held submission, which can be approved from then on.
     *
     * @return false if it is no longer held or has a plan, and nothing was done
     */
    boolean storePlan(Submission submission, StoredPlan plan);

    /** Returns the plan of a submission, also after its end. */
    Optional<StoredPlan> plan(String submissionId);

    /** Returns the hash of the plan of a submission, also after its end. */
    Optional<String> planSha256(String submissionId);

    /** Returns the number of ids that were released without approval in the last 24 hours. */
    long releasedInADay();

    /** Returns the plan with this hash. */
    Optional<StoredPlan> planOf(String sha256);

    /**
     * Releases a held submission, or begins its grace period.
     *
     * @param planSha256 of the plan that was approved
     */
    OrderResult approve(String submissionId, String planSha256, Order order);

    /** Ends a submission that is not done: ids of which no call was begun are KEPT. */
    OrderResult cancel(String submissionId, Order order);

    /** Stops a submission: no call with its ids begins. Calls in progress finish. */
    OrderResult stop(String submissionId, Order order);

    /** Releases a stopped submission again. */
    OrderResult goOn(String submissionId, Order order);

    /** Ends a submission in its grace period; its ids are KEPT. */
    OrderResult undo(String submissionId, Order order);

    /**
     * Stores what {@code asset/info} said about ids of a held submission while its plan is made. Does nothing for an id that
     * belongs to another one.
     */
    void storeSeen(Submission submission, List<PlannedAsset> seen);

    /**
     * Returns those of the claimed ids that a person approved.
     *
     * @param claims some
     */
    Map<Claim, Approved> approved(List<Claim> claims);

    /** Holds the submissions of these claimed ids because of {@link HoldReason#PROTECTION}, unless a person approved them. */
    void hold(List<Claim> claims);

    /**
     * Ends what has expired and releases what has had its grace period; stores what was counted since the last transaction.
     *
     * @param now the time of a clock whose jumps {@link #clockWasSet} was told of
     * @return the submissions that this changed
     */
    List<Submission> tick(Instant now);

    /**
     * Moves the end of grace periods, so that none is shorter because the clock was set forward, and none much longer because
     * it was set back. An approval expires at the time that its plan names, whatever happens to the clock.
     *
     * @param by negative if it was set back
     * @param now the time after that
     * @return the number of submissions whose grace period was moved
     */
    int clockWasSet(Duration by, Instant now);

    /**
     * Does the next part of what follows from earlier orders: keeps ids, or passes them over to a released submission that named
     * them too.
     *
     * @return whether there may be more to do
     */
    boolean doTasks(int most);

    /** Returns the moment from which on {@link #tick} has something to do; empty if there is none. */
    Optional<Instant> nextTick();
}
