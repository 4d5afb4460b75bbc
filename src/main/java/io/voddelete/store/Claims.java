package io.voddelete.store;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import java.time.Duration;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Claims ids for their calls and stores what came of these. A verb has happened when it returns, and survives a crash from
 * then on; one that throws {@link StoreException} has not happened at all. Safe for use by many threads.
 */
public interface Claims {
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
     *
     * @param callId unique among all calls
     * @return the batch with the ids that are still held, possibly none
     */
    Batch beginCall(String callId, Batch batch, Duration lease);

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
}
