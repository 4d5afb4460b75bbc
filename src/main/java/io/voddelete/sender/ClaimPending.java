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

/** Claims due ids as fast as their calls can go out, and no faster. */
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
    /** The loop comes again at once: a store that is out of order would be asked a thousand times a second. */
    private static final Duration AFTER_FAULT = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(ClaimPending.class);

    private final Around around;
    private final ClaimWindow window;
    private final Duration lease;
    private final WakeUp work;
    private final ThrottledLog faults;
    private final ThrottledLog backlogs;

    /**
     * @param inFlight the most ids that are claimed and not settled
     * @param backlog as long as so many outcomes have not reached their endpoints, nothing is claimed
     * @param work raised when something may be claimed
     */
    public ClaimPending(Around around, int batchSize, int inFlight, long backlog, Duration lease, WakeUp work) {
        this.around = around;
        this.window = new ClaimWindow(batchSize, inFlight, backlog);
        this.lease = lease;
        this.work = work;
        this.faults = new ThrottledLog(LOG, "claiming ids", around.clock);
        this.backlogs = new ThrottledLog(LOG, "bringing outcomes to their endpoints in time", around.clock);
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
            faults.storeFailed(e, "Nothing is sent until it can be done");
            work.pause(AFTER_FAULT);
            return List.of();
        }
    }

    private void sayWhetherFull(InFlight inFlight) {
        if (window.isFull(inFlight)) {
            backlogs.failed(
                    inFlight.unreported() + " outcomes wait, and vod.outcome.backlog is " + window.backlog(),
                    "They are kept, and nothing is sent until fewer wait; check the endpoints of vod.outcome.success-uri and"
                            + " vod.outcome.failure-uri");
        } else {
            backlogs.worked();
        }
    }

    /** How long until a claim is of use: it is asked about first, then sent. */
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

    /** Since when so many outcomes wait for their endpoints that nothing is sent; empty if that is not so. */
    public Optional<ThrottledLog.Trouble> backlog() {
        return backlogs.trouble();
    }

    /** What goes wrong with it now. */
    public Optional<ThrottledLog.Trouble> trouble() {
        return faults.trouble();
    }
}
