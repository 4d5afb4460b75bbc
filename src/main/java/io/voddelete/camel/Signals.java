package io.voddelete.camel;

import io.voddelete.store.AssetStore;
import io.voddelete.support.WakeUp;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** What the loops of the module wait for: work, the end of the start, and the stop. Does not refer to the module, which would outlive its stop. */
final class Signals {
    /** Numbers that no store returns: each looks like a change. */
    private static final AtomicLong NEW = new AtomicLong(Long.MIN_VALUE);

    /** Ids may be claimed, by the one process that sends. */
    final WakeUp sending = WakeUp.notBegun(this::changes);
    /** Lists and orders may be taken; raised when ids may be claimed. */
    final WakeUp work = WakeUp.notBegun(this::changes, sending);
    /** The stop alone. */
    final WakeUp stop = new WakeUp();
    /** Outcomes of DELETED ids can be reported. */
    final WakeUp successes = WakeUp.notBegun(this::changes);
    /** Outcomes of FAILED ids can be reported. */
    final WakeUp failures = WakeUp.notBegun(this::changes);
    /** Outcomes of KEPT ids can be reported. */
    final WakeUp kept = WakeUp.notBegun(this::changes);
    /** There may be an event. */
    final WakeUp event = WakeUp.notBegun(this::changes);
    /** A receipt may be due. */
    final WakeUp sealed = WakeUp.notBegun(this::changes);
    /** A report may be due. */
    final WakeUp settled = WakeUp.notBegun(this::changes);

    private final List<WakeUp> ofEach = List.of(work, sealed, settled);
    /** What one process does for all that use the store. */
    private final List<WakeUp> ofSender = List.of(sending, successes, failures, kept, event);

    private volatile LongSupplier changes = NEW::getAndIncrement;

    /**
     * From now on loops look seldom while nothing changes in the store.
     *
     * @param isSuspending ends the waits of all loops, which a graceful suspension would wait for
     */
    void follow(AssetStore store, BooleanSupplier isSuspending) {
        changes = () -> isSuspending.getAsBoolean() ? NEW.getAndIncrement() : store.changes();
    }

    private long changes() {
        return changes.getAsLong();
    }

    /** Everything has started. What an earlier process has left is work, too. */
    void begin() {
        ofEach.forEach(WakeUp::begin);
    }

    /** This process is the one that sends. */
    void beginSending() {
        ofSender.forEach(WakeUp::begin);
    }

    /** Another process is to be the one that sends. */
    void endSending() {
        ofSender.forEach(WakeUp::end);
    }

    /** There may be work of any kind. */
    void raise() {
        ofEach.forEach(WakeUp::raise);
        ofSender.forEach(WakeUp::raise);
    }

    /** Ends every wait. */
    void stop() {
        stop.stop();
        ofEach.forEach(WakeUp::stop);
        ofSender.forEach(WakeUp::stop);
    }
}
