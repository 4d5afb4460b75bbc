package io.voddelete.sender;

import io.voddelete.asset.Claim;
import io.voddelete.jfr.FlightEvents;
import io.voddelete.protect.Guards;
import io.voddelete.store.Claims;
import io.voddelete.store.StoreException;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims due ids as fast as their calls can be sent, and no faster. */
public final class ClaimPending {
    private static final Duration LONGEST_WAIT = Duration.ofMillis(200);
    /** The loop runs again immediately: a store that does not work would be called a thousand times a second. */
    private static final Duration AFTER_FAULT = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(ClaimPending.class);

    private final Claims claims;
    private final ClaimRoom room;
    private final ClaimGroups groups;
    private final SendingPause pause;
    private final Guards guards;
    private final ClockStepBack watch;
    private final WakeUp work;
    private final TimeSource clock;
    private final ThrottledLog faults;

    /** @param work raised when something can be claimed */
    public ClaimPending(
            Claims claims,
            ClaimRoom room,
            ClaimGroups groups,
            SendingPause pause,
            Guards guards,
            ClockStepBack watch,
            WakeUp work,
            TimeSource clock) {
        this.claims = claims;
        this.room = room;
        this.groups = groups;
        this.pause = pause;
        this.guards = guards;
        this.watch = watch;
        this.work = work;
        this.clock = clock;
        this.faults = new ThrottledLog(LOG, "claiming ids", clock);
    }

    /** Waits until ids may be due, for a while at most, or until the stop; not after a turn that found some. */
    public void waitForWork() {
        if (work.isUnchanged() && !mayBecomeDue()) {
            work.awaitWork(LONGEST_WAIT);
        } else {
            work.await(LONGEST_WAIT);
        }
    }

    private boolean mayBecomeDue() {
        try {
            return claims.mayBecomeDue();
        } catch (StoreException e) {
            return true; // the next claim says so
        }
    }

    /** Claims due ids; empty if none are due, nothing may be sent now, or the module is stopping. Does not wait. */
    public List<ClaimGroup> next() {
        if (work.isStopping()) {
            return List.of();
        }
        Instant now = clock.instant();
        List<Claim> claimed = work.hasBegun() ? claim() : leaveToOthers();
        if (!claimed.isEmpty()) {
            work.raise(); // there may be more
        }
        return groups.of(claimed, now);
    }

    /** The holds and times of whoever sends meanwhile are looked at anew before the next claim. */
    private List<Claim> leaveToOthers() {
        watch.forget();
        return List.of();
    }

    private List<Claim> claim() {
        try {
            watch.look();
            // looks now: a claim may be asked about before its call looks again
            if (pause.operatorPause().isPresent() || guards.look().isPresent()) {
                return List.of();
            }
            FlightEvents.Claim event = FlightEvents.claim();
            List<Claim> claimed = claims.claim(room::of, groups.lease());
            event.end(claimed.size());
            faults.worked();
            return claimed;
        } catch (StoreException e) {
            faults.storeFailed(e, "Nothing is sent until this succeeds");
            work.restFirst(AFTER_FAULT);
            return List.of();
        } catch (CallDeferredException e) {
            return List.of(); // stopped while a file of protected ids was read
        }
    }

    /** The current problem, if any. */
    public Optional<ThrottledLog.Trouble> trouble() {
        return faults.trouble();
    }
}
