package io.voddelete.outcome;

import io.voddelete.store.Events;
import io.voddelete.store.Events.Event;
import io.voddelete.store.StoreException;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.RootCause;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import io.voddelete.vod.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an endpoint what happened to submissions and to the sender: each event at least once, in the order in which they
 * happened. An event is removed from the store as soon as the endpoint has accepted it, and not before. One thread runs the loop.
 */
public final class SendNotices {
    private static final int MOST = 100;
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
    /** The loop runs again immediately, and a store that does not work fails each time. */
    private static final Duration AFTER_FAULT = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(SendNotices.class);

    private final Events events;
    private final boolean on;
    private final boolean plans;
    private final Backoff backoff;
    private final EndpointState endpoint;
    private final WakeUp happened;
    private final ThrottledLog storeFaults;

    /**
     * @param on whether there is an endpoint
     * @param plans whether plans can be read over HTTP
     * @param hideSecrets removes the address of the endpoint and its secrets from a message
     * @param happened raised when there may be an event
     */
    public SendNotices(
            Events events,
            boolean on,
            boolean plans,
            Backoff backoff,
            UnaryOperator<String> hideSecrets,
            WakeUp happened,
            TimeSource clock) {
        this.events = events;
        this.on = on;
        this.plans = plans;
        this.backoff = backoff;
        this.endpoint = new EndpointState(
                LOG, new EndpointState.Words("notice endpoint", "notice", "vod.notify.uri"), hideSecrets, clock);
        this.happened = happened;
        this.storeFaults = new ThrottledLog(LOG, "sending notices", clock);
    }

    /** Whether there is an endpoint; its routes exist only then. */
    public boolean isOn() {
        return on;
    }

    /** Reports an endpoint that hangs. Call every few seconds. */
    public void look() {
        endpoint.look();
    }

    /** Waits until something may have happened, for a while at most, or until the stop; not after a turn that found some. */
    public void waitForEvents() {
        happened.awaitWork(LONGEST_WAIT);
    }

    /** The next notices; empty if there are none or the stop has come. Does not wait. */
    public NoticeBatch nextNotices() {
        List<Event> next = happened.mayBegin() ? next() : List.of();
        if (!next.isEmpty()) {
            happened.raise(); // there may be more
        }
        endpoint.goesOn(!next.isEmpty());
        return new NoticeBatch(next, plans);
    }

    private List<Event> next() {
        try {
            return events.next(MOST);
        } catch (StoreException e) {
            storeFaults.storeFailed(e, "They are kept");
            happened.restFirst(AFTER_FAULT);
            return List.of();
        }
    }

    /**
     * The endpoint accepted the next notice.
     *
     * @throws StoreException if its event cannot be removed; it is sent again
     * @throws CallDeferredException if notices are left and the stop has come, which a slow endpoint must not delay, or another
     *     process sends them from now on
     */
    public void delivered(NoticeBatch batch) {
        endpoint.goesOn(false);
        endpoint.worked();
        events.remove(List.of(batch.delivered()));
        storeFaults.worked();
        if (!batch.isDelivered()) {
            if (!happened.mayBegin()) {
                throw new CallDeferredException("stopping; the remaining notices are sent after the next start");
            }
            endpoint.goesOn(true);
        }
    }

    /** Waits before the endpoint, or the store, is tried again. */
    public void backOff(Exception cause) {
        endpoint.goesOn(false);
        Throwable fault = RootCause.innermost(cause);
        if (fault instanceof StoreException store) {
            storeFaults.storeFailed(store, "They are kept");
            happened.pause(AFTER_FAULT);
        } else if (!(fault instanceof CallDeferredException)) {
            events.countFailure();
            happened.pause(endpoint.failed(fault, backoff));
        }
    }
}
