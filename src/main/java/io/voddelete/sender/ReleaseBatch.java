package io.voddelete.sender;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.RootCause;
import io.voddelete.support.TimeSource;
import io.voddelete.vod.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Releases the ids of a batch that ends before its calls are settled. */
public final class ReleaseBatch {
    private final Settlement settlement;
    private final RateLimiter pacer;
    private final CallSlot slot;
    private final ResultWriter results;
    private final Duration lease;
    private final TimeSource clock;

    /** @param lease how long ids are claimed */
    public ReleaseBatch(
            Settlement settlement,
            RateLimiter pacer,
            CallSlot slot,
            ResultWriter results,
            Duration lease,
            TimeSource clock) {
        this.settlement = settlement;
        this.pacer = pacer;
        this.slot = slot;
        this.results = results;
        this.lease = lease;
        this.clock = clock;
    }

    void release(Batch batch, Exception cause) {
        slot.leave(batch);
        Instant now = clock.instant();
        Instant due =
                RootCause.isBehind(cause, CallDeferredException.class) ? pacer.retryAt(lease) : now.plusSeconds(1);
        List<Result> ofIds = new ArrayList<>();
        for (Claim claim : batch.claims()) {
            ofIds.add(batch.isSent() ? settlement.ofBrokenOff(claim, now) : later(claim, due));
        }
        batch.rest().forEach(claim -> ofIds.add(later(claim, due)));
        String what = "A DELETE call failed unexpectedly; asset ids that stay pending: " + ofIds.size();
        Instant until = batch.leaseUntil();
        if (until == null) {
            results.giveBackUnbegun(ofIds, now.plus(lease), what, cause);
        } else {
            results.giveBack(ofIds, until, what, cause);
        }
    }

    private static Result later(Claim claim, Instant due) {
        return new Result.Later(claim, claim.known(), due);
    }
}
