package io.voddelete.sender;

import io.voddelete.jfr.FlightEvents;
import io.voddelete.store.Order;
import io.voddelete.store.SenderState;
import io.voddelete.support.LogEvent;
import io.voddelete.support.Times;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** A pause by an operator, kept in the store: while it lasts, no call passes the gate. */
final class OperatorPause {
    private static final Logger LOG = LoggerFactory.getLogger(SendingPause.class);

    /** Of {@link io.voddelete.store.Counter#PAUSES}. */
    private static final String CAUSE = "operator";

    private final SenderState store;
    private final InFlightGate probe;
    private volatile @Nullable Instant since;

    OperatorPause(SenderState store, InFlightGate probe) {
        this.store = store;
        this.probe = probe;
        Optional<Instant> begun = store.operatorPause();
        this.since = begun.orElse(null);
        if (begun.isPresent()) {
            probe.close();
            LOG.warn(
                    "Sending is paused by an operator since {}. Ids are accepted and stay pending",
                    Times.text(begun.get()));
        }
    }

    Optional<Instant> since() {
        return Optional.ofNullable(since);
    }

    /** Records the order. When this returns, the calls in flight are the last ones. */
    synchronized void begin(Order order) {
        store.setOperatorPause(order);
        probe.close();
        if (since == null) {
            readAgain(); // the time that will be read after a restart
        }
    }

    private void begun(Instant at) {
        if (since == null) {
            since = at;
            FlightEvents.pause(CAUSE, true);
            LogEvent.done(LOG, Level.WARN, "sender-paused")
                    .log(
                            "Sending is paused by an operator. Calls in progress finish; ids are accepted and stay pending");
        }
    }

    /** Obeys what was ordered of another process. When this returns after a pause, the calls in flight are the last ones. */
    synchronized void readAgain() {
        Optional<Instant> stored = store.operatorPause();
        if (stored.isPresent()) {
            probe.close();
            begun(stored.get());
        } else {
            end();
        }
    }

    /** Records the order to end it; calls are held up still. */
    synchronized void record(Order toEnd) {
        store.endOperatorPause(toEnd);
    }

    /** Lets calls pass again. */
    synchronized void end() {
        if (since != null) {
            since = null;
            FlightEvents.pause(CAUSE, false);
            LogEvent.done(LOG, Level.INFO, "sender-resumed").log("Sending was resumed by an operator");
        }
        probe.open();
    }
}
