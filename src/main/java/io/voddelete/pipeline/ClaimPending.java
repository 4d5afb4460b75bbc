package io.voddelete.pipeline;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.store.AssetStore;
import io.voddelete.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims due ids as fast as their calls can go out, and no faster. */
public final class ClaimPending {
    private static final Duration LONGEST_WAIT = Duration.ofMillis(200);
    /** The loop comes again at once: a store that is out of order would be asked a thousand times a second. */
    private static final Duration AFTER_FAULT = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(ClaimPending.class);

    private final AssetStore store;
    private final ClaimWindow window;
    private final Duration lease;
    private final Pacer pacer;
    private final AskInfo askInfo;
    private final InstantSource clock;
    private final Signal work;
    private final FaultLog faults;

    /** @param work raised when something may be claimed */
    public ClaimPending(
            AssetStore store,
            int batchSize,
            int inFlight,
            Duration lease,
            Pacer pacer,
            AskInfo askInfo,
            InstantSource clock,
            Signal work) {
        this.store = store;
        this.window = new ClaimWindow(batchSize, inFlight);
        this.lease = lease;
        this.pacer = pacer;
        this.askInfo = askInfo;
        this.clock = clock;
        this.work = work;
        this.faults = new FaultLog(LOG, "claiming ids", clock);
    }

    /** The next claims; empty if there were none for a while or the stop has come. */
    public List<ClaimGroup> next() {
        if (work.isStopping()) {
            return List.of();
        }
        Instant now = clock.instant();
        List<Claim> claims = claim();
        if (claims.isEmpty()) {
            work.await(LONGEST_WAIT);
        }
        return groups(claims, now);
    }

    private List<Claim> claim() {
        try {
            List<Claim> claims = store.claim(
                    inFlight -> window.room(
                            inFlight, pacer.waitingIds(), pacer.interval(), untilNext(), askInfo.usualTime()),
                    lease);
            faults.worked();
            return claims;
        } catch (StoreException e) {
            faults.failed(
                    e.getMessage(), "Nothing is sent until it can be done; check the disk and the data directory");
            work.pause(AFTER_FAULT);
            return List.of();
        }
    }

    /** How long until a claim is of use: it is asked about first, then sent. */
    private Duration untilNext() {
        Duration delete = pacer.untilNext();
        Duration info = askInfo.untilNext();
        return delete.compareTo(info) > 0 ? delete : info;
    }

    private List<ClaimGroup> groups(List<Claim> claims, Instant now) {
        List<ClaimGroup> groups = new ArrayList<>();
        for (boolean ask : new boolean[] {true, false}) {
            List<Claim> some =
                    claims.stream().filter(claim -> askInfo.isFor(claim) == ask).toList();
            for (int from = 0; from < some.size(); from += Batch.LARGEST) {
                List<Claim> ten = some.subList(from, Math.min(from + Batch.LARGEST, some.size()));
                groups.add(new ClaimGroup(ten, ask, now, now.plus(lease)));
            }
        }
        return groups;
    }
}
