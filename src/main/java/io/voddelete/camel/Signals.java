package io.voddelete.camel;

import io.voddelete.store.Changes;
import io.voddelete.support.WakeUp;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the loops of the module wait for: work of their kind, the begin and the stop. Knows nothing of the module. */
final class Signals {
    /** Ids may be claimed. */
    final WakeUp work = WakeUp.notBegun(this::isQuiet);
    /** The stop alone. */
    final WakeUp stop = new WakeUp();
    /** Outcomes of DELETED ids can be reported. */
    final WakeUp successes = WakeUp.notBegun(this::isQuiet);
    /** Outcomes of FAILED ids can be reported. */
    final WakeUp failures = WakeUp.notBegun(this::isQuiet);
    /** Outcomes of KEPT ids can be reported. */
    final WakeUp kept = WakeUp.notBegun(this::isQuiet);
    /** There may be an event. */
    final WakeUp event = WakeUp.notBegun(this::isQuiet);
    /** A receipt may be due. */
    final WakeUp sealed = WakeUp.notBegun(this::isQuiet);
    /** A report may be due. */
    final WakeUp settled = WakeUp.notBegun(this::isQuiet);

    private final List<WakeUp> loops = List.of(work, successes, failures, kept, event, sealed, settled);
    /** Null before the store is open. */
    private volatile @Nullable Changes changes;

    /** From now on loops look seldom while nothing changes in the store, and the first change wakes them. */
    void follow(Changes store) {
        changes = store;
        store.onFirst(this::raise);
    }

    private boolean isQuiet() {
        Changes store = changes;
        return store != null && store.isQuiet();
    }

    /** Everything has started. What an earlier process has left is work, too. */
    void begin() {
        Optional.ofNullable(changes).ifPresent(Changes::note);
        loops.forEach(WakeUp::begin);
    }

    /** There may be work of any kind. */
    void raise() {
        loops.forEach(WakeUp::raise);
    }

    /** Ends every wait. */
    void stop() {
        stop.stop();
        loops.forEach(WakeUp::stop);
    }
}
