package io.voddelete.sender;

import io.voddelete.store.InFlight;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Determines how many ids may be claimed now, and reports if none may because too many outcomes wait. */
public final class ClaimRoom {
    /** Where outcomes may wait, for messages that say what to check. */
    public static final String ENDPOINTS =
            "the endpoints vod.outcome.success-uri, vod.outcome.failure-uri and vod.outcome.kept-uri";

    private final ClaimWindow window;
    private final RateLimiter pacer;
    private final AskInfo askInfo;
    private final ThrottledLog backlogs;

    /**
     * @param inFlight the maximum number of ids that are claimed but not settled
     * @param backlog while this many outcomes have not reached their endpoints, nothing is claimed
     */
    public ClaimRoom(int batchSize, int inFlight, long backlog, RateLimiter pacer, AskInfo askInfo, TimeSource clock) {
        this.window = new ClaimWindow(batchSize, inFlight, backlog);
        this.pacer = pacer;
        this.askInfo = askInfo;
        this.backlogs =
                new ThrottledLog(LoggerFactory.getLogger(ClaimPending.class), "delivering outcomes in time", clock);
    }

    int of(InFlight inFlight) {
        if (window.isFull(inFlight)) {
            backlogs.failed(
                    inFlight.unreported() + " outcomes are waiting, and vod.outcome.backlog is " + window.backlog(),
                    "They are kept, and nothing is sent until fewer are waiting; check " + ENDPOINTS);
        } else {
            backlogs.worked();
        }
        return window.room(inFlight, pacer.waitingIds(), pacer.interval(), untilNext(), askInfo.usualTime());
    }

    /** How long until a claim is useful: it is asked about first, then sent. */
    private Duration untilNext() {
        Duration delete = pacer.untilNext();
        Duration info = askInfo.untilNext();
        return delete.compareTo(info) > 0 ? delete : info;
    }

    /** Since when nothing is sent because too many outcomes wait for their endpoints; empty if that is not the case. */
    public Optional<ThrottledLog.Trouble> backlog() {
        return backlogs.trouble();
    }
}
