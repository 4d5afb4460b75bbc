package io.voddelete.vod;

import java.time.Duration;
import java.time.Instant;

/**
 * When the next call of one kind may go out: one slot after the other, evenly spaced from the call that really went
 * out, so that no window of a minute, wherever it begins, holds more calls than allowed. A slot that was missed is not
 * caught up.
 *
 * @param name whose slots these are, the key under which the store remembers the next one
 * @param callsPerMinute 0 for no limit
 */
public record Pace(String name, int callsPerMinute) {
    /** Room for the way to the server, so that a minute there never sees one call more than a minute here. */
    private static final double MARGIN = 1.008;

    /** The longest that a slot may be held back. */
    public static final Duration LONGEST_HOLD = Duration.ofMinutes(10);

    /**
     * A slot further off than this is the work of a clock that was set back. Longer than the longest hold, so that a clock
     * that is corrected a little does not end a hold.
     */
    private static final Duration FURTHEST = LONGEST_HOLD.plusMinutes(1);

    /** The time between two slots; zero without a limit. */
    public Duration interval() {
        return callsPerMinute == 0 ? Duration.ZERO : Duration.ofNanos((long) (60e9 / callsPerMinute * MARGIN));
    }

    /**
     * What a call gets that asks for a slot.
     *
     * @param next when the next slot is, as the store remembers it
     * @return the decision: a slot now, or how long to wait before asking again
     */
    public Slot ask(Instant next, Instant now) {
        Duration furthest = interval().compareTo(FURTHEST) > 0 ? interval() : FURTHEST;
        Instant legal = next.isAfter(now.plus(furthest)) ? now.plus(interval()) : next;
        return legal.isAfter(now)
                ? new Slot(legal, Duration.between(now, legal))
                : new Slot(now.plus(interval()), Duration.ZERO);
    }

    /**
     * The answer to a call that asks for a slot.
     *
     * @param next the next slot, to be remembered
     * @param delay zero if the call may go out now, otherwise how long to wait before asking again
     */
    public record Slot(Instant next, Duration delay) {
        public boolean isNow() {
            return delay.isZero();
        }
    }
}
