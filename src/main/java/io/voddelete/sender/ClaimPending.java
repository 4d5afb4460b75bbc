package io.voddelete.sender;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.store.Claims;
import io.voddelete.store.InFlight;
import io.voddelete.store.StoreException;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims due ids as fast as their calls can be sent, and no faster. */
public final class ClaimPending {
    /** What claiming needs from its surroundings. */
    public record Around(
            Claims claims,
            RateLimiter pacer,
            AskInfo askInfo,
            SendingPause hold,
            ClockStepBack watch,
            TimeSource clock) {}

    private static final Duration LONGEST_WAIT = Duration.ofMillis(200);
    /** The loop runs again immediately: a store that does not work would be called a thousand times a second. */
    private static final Duration AFTER_FAULT = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(ClaimPending.class);

    private final Around around;
    private final ClaimWindow window;
    private final Duration lease;
    private final WakeUp work;
    private final ThrottledLog faults;
    private final ThrottledLog backlogs;

    /**
     * @param inFlight the maximum number of ids that are claimed but not settled
     * @param backlog while this many outcomes have not reached their endpoints, nothing is claimed
     * @param work raised when something can be claimed
     */
    public ClaimPending(Around around, int batchSize, int inFlight, long backlog, Duration lease, WakeUp work) {
        this.around = around;
        this.window = new ClaimWindow(batchSize, inFlight, backlog);
        this.lease = lease;
        this.work = work;
        this.faults = new ThrottledLog(LOG, "claiming ids", around.clock);
        this.backlogs = new ThrottledLog(LOG, "delivering outcomes in time", around.clock);
    }

    /** The next claims; empty if there were none for a while or the stop has come. */
    public List<ClaimGroup> next() {
        if (work.isStopping()) {
            return List.of();
        }
        Instant now = around.clock.instant();
        List<Claim> claims = work.hasBegun() ? claim() : List.of();
        if (claims.isEmpty()) {
            work.await(LONGEST_WAIT);
        }
        return groups(claims, now);
    }

    private List<Claim> claim() {
        try {
            around.watch.look();
            if (around.hold.operatorPause().isPresent()) {
                return List.of();
            }
            List<Claim> claims = around.claims.claim(
                    inFlight -> {
                        sayWhetherFull(inFlight);
                        return window.room(
                                inFlight,
                                around.pacer.waitingIds(),
                                around.pacer.interval(),
                                untilNext(),
                                around.askInfo.usualTime());
                    },
                    lease);
            faults.worked();
            return claims;
        } catch (StoreException e) {
            faults.storeFailed(e, "Nothing is sent until this succeeds");
            work.pause(AFTER_FAULT);
            return List.of();
        }
    }

    private void sayWhetherFull(InFlight inFlight) {
        if (window.isFull(inFlight)) {
            backlogs.failed(
                    inFlight.unreported() + " outcomes are waiting, and vod.outcome.backlog is " + window.backlog(),
                    "They are kept, and nothing is sent until fewer are waiting; check the endpoints vod.outcome.success-uri"
                            + " and vod.outcome.failure-uri");
        } else {
            backlogs.worked();
        }
    }

    /** How long until a claim is useful: it is asked about first, then sent. */
    private Duration untilNext() {
        Duration delete = around.pacer.untilNext();
        Duration info = around.askInfo.untilNext();
        return delete.compareTo(info) > 0 ? delete : info;
    }

    private List<ClaimGroup> groups(List<Claim> claims, Instant now) {
        List<ClaimGroup> groups = new ArrayList<>();
        for (boolean ask : new boolean[] {true, false}) {
            List<Claim> some = claims.stream()
                    .filter(claim -> around.askInfo.isFor(claim) == ask)
                    .toList();
            for (int from = 0; from < some.size(); from += Batch.LARGEST) {
                List<Claim> ten = some.subList(from, Math.min(from + Batch.LARGEST, some.size()));
                groups.add(new ClaimGroup(ten, ask, now, now.plus(lease)));
            }
        }
        return groups;
    }

    /** Since when nothing is sent because too many outcomes wait for their endpoints; empty if that is not the case. */
    public Optional<ThrottledLog.Trouble> backlog() {
        return backlogs.trouble();
    }

    /** The current problem, if any. */
    public Optional<ThrottledLog.Trouble> trouble() {
        return faults.trouble();
    }
}
