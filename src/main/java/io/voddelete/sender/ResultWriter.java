package io.voddelete.sender;

import io.voddelete.asset.Result;
import io.voddelete.store.Claims;
import io.voddelete.store.StoreException;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.RootCause;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.WakeUp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stores results even if the store fails for a while, since a result that is not stored must be found out again. */
public final class ResultWriter {
    private static final Duration AFTER_FAULT = Duration.ofSeconds(1);

    private final Claims claims;
    private final InstantSource clock;
    private final WakeUp stop;
    private final ThrottledLog faults;

    /**
     * @param stop ends every wait
     * @param faults of the work whose results they are
     */
    public ResultWriter(Claims claims, InstantSource clock, WakeUp stop, ThrottledLog faults) {
        this.claims = claims;
        this.clock = clock;
        this.stop = stop;
        this.faults = faults;
    }

    /**
     * Returns when the results are stored.
     *
     * @param requestId VOD's id of the request whose response they are; null if it had none
     * @param until the end of the lease: from then on the ids are claimed again
     * @throws StoreException if that, or the stop, comes first
     */
    void store(List<Result> results, @Nullable String requestId, Instant until) {
        while (true) {
            try {
                claims.settle(results, requestId);
                return;
            } catch (StoreException e) {
                if (stop.isStopping() || !clock.instant().isBefore(until)) {
                    throw e;
                }
                faults.storeFailed(e, "It is stored as soon as possible");
                stop.pause(AFTER_FAULT);
            }
        }
    }

    /**
     * Releases ids. If that is not possible, the end of their lease or the next start releases them.
     *
     * @param what the work that was broken off, logged unless it was deferred on purpose
     * @param cause the reason
     */
    void giveBack(List<Result> results, Instant until, String what, Exception cause) {
        say(what, cause);
        try {
            store(results, null, until);
        } catch (StoreException e) {
            sayNotSent(e);
        }
    }

    /**
     * Releases ids whose call has not begun. While stopping, writes nothing: the stop or the next start releases all of them
     * together, so that they do not use up the time that results have to wait for a lock.
     */
    void giveBackUnbegun(List<Result> results, Instant until, String what, Exception cause) {
        if (stop.isStopping()) {
            say(what, cause);
        } else {
            giveBack(results, until, what, cause);
        }
    }

    private void say(String what, Exception cause) {
        if (RootCause.innermost(cause) instanceof StoreException fault) {
            sayNotSent(fault);
        } else if (!RootCause.isBehind(cause, CallDeferredException.class)) {
            faults.brokenOff(what, cause);
        }
    }

    private void sayNotSent(StoreException fault) {
        faults.storeFailed(fault, "The ids stay pending, and nothing is sent until this succeeds");
    }
}
