package io.voddelete.sender;

import io.voddelete.jfr.FlightEvents;
import io.voddelete.store.Events;
import io.voddelete.store.Order;
import io.voddelete.store.Pause;
import io.voddelete.store.SenderState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes down the pauses that the module begins and ends by itself: in the log, as events, and in the store. */
record PauseRecord(SenderState store, Events events) {
    /** Who pauses and resumes, in events; no caller is called so. */
    private static final String WHO = "the module";

    /** @param request see {@link io.voddelete.vod.VodError#request}; null if the pause goes on */
    void begins(Pause pause, @Nullable String request) {
        if (request != null) {
            PauseMessages.sayBegins(pause, request);
            events.record(
                    "paused", Order.of(WHO, PauseMessages.reason(pause))); // first: told twice is better than never
        }
        store.setPause(pause);
    }

    /** @param why for the event; null if there is one already */
    void ends(@Nullable String why) {
        if (why != null) {
            events.record("resumed", Order.of(WHO, why));
        }
        store.endPause();
    }

    /** For the flight recorder. */
    static void flight(@Nullable Pause ended, @Nullable Pause begun) {
        Optional.ofNullable(ended).ifPresent(before -> FlightEvents.pause(before.word(), false));
        Optional.ofNullable(begun).ifPresent(now -> FlightEvents.pause(now.word(), true));
    }
}
