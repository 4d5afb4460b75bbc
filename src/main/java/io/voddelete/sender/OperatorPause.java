package io.voddelete.sender;

import io.voddelete.store.SenderState;
import io.voddelete.support.Times;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether an operator lets nothing be sent, which the store remembers: no call enters the probe meanwhile. */
final class OperatorPause {
    private static final Logger LOG = LoggerFactory.getLogger(SendingPause.class);

    private final SenderState store;
    private final InFlightGate probe;
    private volatile Instant since;

    OperatorPause(SenderState store, InFlightGate probe) {
        this.store = store;
        this.probe = probe;
        this.since = store.operatorPause().orElse(null);
        if (since != null) {
            probe.close();
            LOG.warn("Sending is paused by an operator since {}. Ids are accepted and stay pending", Times.text(since));
        }
    }

    Optional<Instant> since() {
        return Optional.ofNullable(since);
    }

    /** When this returns, the calls in flight are the last ones. */
    synchronized void begin() {
        store.setOperatorPause();
        probe.close();
        if (since == null) {
            since = store.operatorPause().orElseThrow(); // the time that a restart will tell
            LOG.warn("Sending is paused by an operator. Calls in progress finish; ids are accepted and stay pending");
        }
    }

    synchronized void end() {
        store.endOperatorPause();
        if (since != null) {
            since = null;
            LOG.info("Sending was resumed by an operator");
        }
        probe.open();
    }
}
