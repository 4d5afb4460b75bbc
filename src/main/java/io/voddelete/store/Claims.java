package io.voddelete.store;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.support.CallDeferredException;
import java.time.Duration;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Claims ids for calls and stores the results. When a method returns, its effect is durable; if it throws
 * {@link StoreException}, it had none. Thread-safe.
 */
public interface Claims {
    /**
     * Claims due ids, taking turns between submissions.
     *
     * @param room returns how many ids may be claimed, given those in flight; zero or less for none
     * @param lease time after which the claims expire
     */
    List<Claim> claim(ToIntFunction<InFlight> room, Duration lease);

    /** Whether pending ids may become due as time goes by, though nothing changes in the store: those of released submissions. */
    boolean mayBecomeDue();

    /**
     * Writes down that a DELETE call is begun: from here on, without a settled answer, it counts as one that may have
     * acted. Ids whose claim is lost leave the batch; the lease of the others is extended.
     *
     * Ids of submissions that are not released leave the batch too, and ids that the guard keeps are settled as KEPT.
     *
     * @param callId unique among all calls
     * @param guard asked in the same transaction
     * @throws CallDeferredException if the guard says that no call may begin
     * @return the batch with the ids that are still held, possibly none
     */
    Batch beginCall(String callId, Batch batch, Duration lease, CallGuard guard);

    /**
     * Looks again at a call that was begun and is not sent yet: orders may have been given since.
     *
     * @return whether each of its ids is still pending, claimed for this call, and of a released submission
     */
    boolean isStillReleased(Batch begun);

    /**
     * Stores results. DELETED settles any pending row of the generation; everything else requires the claim.
     * The claim ends with each result but {@link Result.Kept}.
     *
     * @return how many results took effect
     */
    default int settle(List<Result> results) {
        return settle(results, null);
    }

    /**
     * Stores the results of one response as {@link #settle(List)} does.
     *
     * @param requestId VOD's id of the request whose response it was, kept with each id that is settled; null if unknown
     * @return how many results took effect
     */
    int settle(List<Result> results, @Nullable String requestId);

    /**
     * Moves due times forward after the clock was set back, except those of claimed ids and of ids that wait for the end of
     * their busy timeout.
     *
     * @param by how much sooner, but not before now
     * @param longest ids that would still wait for longer than this are due now
     */
    void bringForward(Duration by, Duration longest);

    /** Releases the claims of this process whose calls have not begun. */
    void releaseUnbegun();
}
