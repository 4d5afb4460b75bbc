package io.voddelete.pipeline;

import io.voddelete.store.AssetStore;
import io.voddelete.vod.Pace;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/** Lets calls of one kind wait for their slots, in the order in which they ask. */
public final class Pacer {
    private static final Duration SOONEST_RETRY = Duration.ofMillis(200);
    /** How soon a call that the probe keeps back looks again. */
    private static final Duration PROBE_AGAIN = Duration.ofMillis(10);

    private final Pace pace;
    private final AssetStore store;
    private final InstantSource clock;
    private final Signal stop;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile Instant next;

    /** @param stop ends every wait */
    public Pacer(Pace pace, AssetStore store, InstantSource clock, Signal stop) {
        this.pace = pace;
        this.store = store;
        this.clock = clock;
        this.stop = stop;
        this.next = store.nextSlot(pace.name());
    }

    /**
     * Returns when a slot is taken and the probe lets the call go out. The call has then entered the probe.
     *
     * @param ids how many ids wait for it
     * @param latest a slot after this time is of no use
     * @throws WithheldException if the stop comes first, or the slot would come too late
     */
    void awaitSlot(Probe probe, Object call, int ids, Instant latest) {
        waiting.addAndGet(ids);
        turn.lock();
        try {
            while (!enterAndTakeSlot(probe, call)) {
                if (stop.isStopping()) {
                    throw new WithheldException("stopping");
                }
                if (next.isAfter(latest) || clock.instant().isAfter(latest)) {
                    throw new WithheldException("the next slot comes too late");
                }
                Duration time = untilNext();
                stop.pause(time.isZero() ? PROBE_AGAIN : time);
            }
        } finally {
            turn.unlock();
            waiting.addAndGet(-ids);
        }
    }

    /** A call that waits for its slot does not keep the other kind from going out. */
    private boolean enterAndTakeSlot(Probe probe, Object call) {
        if (!probe.enter(call)) {
            return false;
        }
        boolean taken = false;
        try {
            taken = takeSlot();
        } finally {
            if (!taken) {
                probe.leave(call);
            }
        }
        return taken;
    }

    /** One monitor with {@link #hold}, so that what is remembered here changes in the order of the store. */
    private synchronized boolean takeSlot() {
        if (stop.isStopping()) {
            return false;
        }
        if (pace.callsPerMinute() == 0 && !next.isAfter(clock.instant())) {
            return true;
        }
        AtomicReference<Pace.Slot> taken = new AtomicReference<>();
        // the store may do this late, and twice: the time is read when it does, and the last time counts
        store.moveSlot(pace.name(), slot -> {
            taken.set(pace.ask(later(slot, next), clock.instant()));
            return taken.get().next();
        });
        Pace.Slot slot = taken.get();
        // the call goes out only now, after a commit that may have taken long: the next one is spaced from here
        next = slot.isNow() ? later(slot.next(), clock.instant().plus(pace.interval())) : slot.next();
        return slot.isNow();
    }

    /** No slot for so long, unless it is held longer already. */
    synchronized void hold(Duration time) {
        Instant until = clock.instant().plus(time);
        store.moveSlot(pace.name(), slot -> later(slot, until));
        next = later(next, until);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** How long until the next slot; zero if there is one now. A slot that no hold can have set does not count. */
    Duration untilNext() {
        return pace.ask(next, clock.instant()).delay();
    }

    /** When ids whose call was withheld are to be tried again: not before there is a slot, nor again and again at once. */
    Instant retryAt(Duration most) {
        Duration wait = untilNext();
        Duration least = wait.compareTo(SOONEST_RETRY) > 0 ? wait : SOONEST_RETRY;
        return clock.instant().plus(least.compareTo(most) < 0 ? least : most);
    }

    /** The ids whose call waits for a slot. */
    int waitingIds() {
        return waiting.get();
    }

    Duration interval() {
        return pace.interval();
    }
}
