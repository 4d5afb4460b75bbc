package io.voddelete.sender;

import io.voddelete.protect.Guards;
import io.voddelete.protect.Guards.Halt;
import io.voddelete.store.SenderState;
import io.voddelete.support.TimeSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the other processes that use the store were told about sending, which holds for all of them. Thread-safe. */
public final class OtherNodes {
    private static final Logger LOG = LoggerFactory.getLogger(OtherNodes.class);

    private final SenderState store;
    private final SendingPause pause;
    private final Guards guards;
    private final List<RateLimiter> kinds;
    private final VodReach reach;
    private final TimeSource clock;
    private volatile boolean isSending;

    /**
     * @param kinds the rates of all kinds of calls
     * @param reach whether VOD answers this process
     * @param isSending whether this process sends; otherwise another one does, until {@link #beginSending}
     */
    public OtherNodes(
            SenderState store,
            SendingPause pause,
            Guards guards,
            List<RateLimiter> kinds,
            VodReach reach,
            boolean isSending,
            TimeSource clock) {
        this.store = store;
        this.pause = pause;
        this.guards = guards;
        this.kinds = kinds;
        this.reach = reach;
        this.isSending = isSending;
        this.clock = clock;
    }

    /**
     * Obeys them. Call after they have changed something.
     *
     * @throws io.voddelete.store.StoreException if what they have changed cannot be read; call it again then
     */
    public synchronized void obey() {
        @Nullable String node = store.stopElsewhere().orElse(null);
        if (guards.stoppedElsewhere(node, clock.instant())) {
            guards.halt()
                    .ifPresentOrElse(
                            halt -> LOG.warn("No DELETE call begins: {}", halt.text()),
                            () -> LOG.info("Calls begin again: no other node has a stop file"));
        }
        if (!isSending) {
            kinds.forEach(RateLimiter::readAgain);
        }
        pause.readAgain();
    }

    /**
     * This process sends from now on: it goes on with the rates and the pause of the one before it, unless it has been sending.
     *
     * @throws io.voddelete.store.StoreException as {@link #obey}
     */
    public synchronized void beginSending() {
        if (!isSending) {
            reach.beginAgain();
            obey();
            pause.setSending(true);
            isSending = true;
        }
    }

    /** Whether VOD has answered no call of this process for so long that another one should send. */
    public boolean isBetterElsewhere() {
        return reach.isLost();
    }

    /** Another process may send from now on. */
    public void handedOver() {
        reach.leftToOthers();
    }

    /** This process begins no call any more. */
    public synchronized void endSending() {
        pause.setSending(false);
        isSending = false;
    }

    /**
     * Why no call may begin. What protects ids on this machine is of no account while another process sends; a stop file counts
     * wherever it is.
     */
    public Optional<Halt> halt() {
        return guards.halt().filter(halt -> halt.byIntent() || isSending);
    }
}
