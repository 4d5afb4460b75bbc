package io.voddelete.pipeline;

import io.voddelete.store.AssetStore;
import io.voddelete.vod.Pace;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** Lets calls of one kind wait for their slots, in the order in which they ask. */
public final class Pacer {
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
     * Returns when a slot is taken.
     *
     * @param ids how many ids wait for it
     * @param latest a slot after this time is of no use
     * @throws WithheldException if the stop comes first, or the slot would come too late
     */
    void awaitSlot(int ids, Instant latest) {
        waiting.addAndGet(ids);
        turn.lock();
        try {
            while (!takeSlot()) {
                if (stop.isStopping()) {
                    throw new WithheldException("stopping");
                }
                if (next.isAfter(latest)) {
                    throw new WithheldException("the next slot comes too late");
                }
                stop.pause(untilNext());
            }
        } finally {
            turn.unlock();
            waiting.addAndGet(-ids);
        }
    }

    private boolean takeSlot() {
        Instant now = clock.instant();
        if (stop.isStopping()) {
            return false;
        }
        if (pace.callsPerMinute() == 0 && !next.isAfter(now)) {
            return true;
        }
        Instant before = store.moveSlot(pace.name(), slot -> pace.ask(slot, now).next());
        Pace.Slot slot = pace.ask(before, now);
        next = slot.next();
        return slot.isNow();
    }

    /** No slot for so long, unless it is held longer already. */
    void hold(Duration time) {
        Instant until = clock.instant().plus(time);
        store.moveSlot(pace.name(), slot -> slot.isAfter(until) ? slot : until);
        next = next.isAfter(until) ? next : until;
    }

    /** How long until the next slot; zero if there is one now. A slot that no hold can have set does not count. */
    Duration untilNext() {
        return pace.ask(next, clock.instant()).delay();
    }

    /** The ids whose call waits for a slot. */
    int waitingIds() {
        return waiting.get();
    }

    Duration interval() {
        return pace.interval();
    }
}
