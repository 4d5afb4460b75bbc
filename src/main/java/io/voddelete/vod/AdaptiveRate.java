package io.voddelete.vod;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An adaptive rate limit for one kind of call. Calls get evenly spaced slots, each measured from the time the previous call was
 * actually sent, so that no sliding window of a minute holds more calls than allowed. Missed slots are not caught up. A call
 * that is a little late, since its slot is persisted first, counts as on time, and of a later one only the rest of its
 * lateness is lost: in either case the call is at most that time behind its slot, and each slot an interval behind the last. A
 * call after a rest is not late: it may have to connect first, so that VOD counts it later than others.
 *
 * <p>A stray refusal ({@link Refusals}) costs one slot. A refusal by a limit lowers the rate: to the limit that the response
 * names; by a fifth if that is not lower, since other clients then use part of the quota; by half if none is named. The rate
 * then rises once a minute in growing steps, until VOD throttles again, which undoes only the last step, or until it
 * reaches the configured rate.
 *
 * @param name identifies the kind of call; the key of its persisted state
 * @param callsPerMinute the configured maximum of calls per minute; 0 for no limit
 */
public record AdaptiveRate(String name, int callsPerMinute) {
    /** Safety margin for varying latency, so that VOD never counts more calls in a minute than we sent in one. */
    private static final double MARGIN = 1.008;

    /** Less than half of the margin of a minute, which is 480 ms; the rest is for varying latency. */
    private static final Duration LATE = Duration.ofMillis(200);
    /** Limits lateness to a third of the interval, so that a late call does not come close to the next one. */
    private static final int LATE_OF_INTERVAL = 3;

    /** VOD's documented quota of deletes per tenant: the starting point if an unlimited rate is throttled without a named limit. */
    private static final double DOCUMENTED = 100;
    /** Below this, the rate would probe too rarely to find out that it may rise. */
    private static final double SLOWEST = 1;
    /** Above this, a rate without a configured limit counts as unlimited again. */
    private static final double FASTEST = 100_000;

    private static final double OTHERS_TAKE_MORE = 0.8;
    private static final double NO_LIMIT_NAMED = 0.5;

    /** A named limit that exceeds the configured rate by this factor applies to all tenants together, not to us. */
    private static final double FAR_ABOVE = 2;
    /** Maximum wait after a limit of all tenants. */
    private static final Duration LONGEST_SKIP = Duration.ofSeconds(8);

    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** The first step up after a throttled call, as a fraction of the rate; small, since a failed step costs a call. */
    private static final double FIRST_RAISE = 1 / 24.0;
    /** Growth of each further step. Four steps in a row at least triple the rate. */
    private static final double NEXT_RAISE = 4;

    /** The longest that slots may be held back. */
    public static final Duration LONGEST_HOLD = Duration.ofMinutes(10);

    /**
     * A slot later than this results from a clock that was set back. Longer than the longest hold, so that a small clock
     * correction does not end a hold.
     */
    private static final Duration FURTHEST = LONGEST_HOLD.plusMinutes(1);

    /** Returns the current rate in calls per minute; infinite if there is no limit. */
    public double rate(PaceState state) {
        double most = callsPerMinute == 0 ? Double.POSITIVE_INFINITY : callsPerMinute;
        return state.isLearnt() ? Math.min(state.rate(), most) : most;
    }

    /** Returns the time between two slots; zero if there is no limit. */
    public Duration interval(PaceState state) {
        return seconds(60 / rate(state) * MARGIN);
    }

    /**
     * Decides on a request for a slot.
     *
     * @param state the persisted state
     * @return a slot now, or how long to wait before asking again
     */
    public Slot ask(PaceState state, Instant now) {
        Duration interval = interval(state);
        Duration furthest = interval.compareTo(FURTHEST) > 0 ? interval : FURTHEST;
        Instant legal = state.nextAt().isAfter(now.plus(furthest)) ? now.plus(interval) : state.nextAt();
        if (legal.isAfter(now)) {
            return new Slot(state.nextAt(legal), Duration.between(now, legal));
        }
        PaceState raised = raised(state, now);
        boolean isAfterRest = Duration.between(legal, now).compareTo(interval) > 0;
        Instant slot = isAfterRest ? now : slot(interval, legal, now);
        return new Slot(raised.nextAt(slot.plus(interval(raised))), Duration.ZERO);
    }

    /** Returns the state after a call was sent, whose slot was persisted before. */
    public PaceState sent(PaceState state, Instant at) {
        Duration interval = interval(state);
        return state.notBefore(
                slot(interval, state.nextAt().minus(interval), at).plus(interval));
    }

    /** The slot that a call has used which was sent then: at least the one it was given. */
    private static Instant slot(Duration interval, Instant given, Instant at) {
        Duration share = interval.dividedBy(LATE_OF_INTERVAL);
        Instant used = at.minus(share.compareTo(LATE) < 0 ? share : LATE);
        return used.isAfter(given) ? used : given;
    }

    /**
     * Returns the state after a throttled call. A call that was sent before the last change of the rate affects only the wait.
     *
     * @param sentAt when the call was sent
     */
    public PaceState throttled(PaceState state, VodError error, Instant sentAt, Instant now) {
        boolean isNews = state.isNews(sentAt, now);
        double before = rate(state);
        double rate = isNews ? lowered(state, error.limit()) : before;
        PaceState lowered = isNews ? new PaceState(state.nextAt(), rate, 0, now) : state;
        Duration window = error.limit() == null ? MINUTE : error.limit().window();
        Duration hold = isNews ? untilRoom(window, before, rate).plus(interval(lowered)) : Duration.ZERO;
        return held(lowered, error.retryAfter() == null ? hold : error.retryAfter(), now);
    }

    /** Returns whether the limit that was hit belongs to all tenants together: it is far above our configured rate. */
    boolean isOfAll(VodError error) {
        return callsPerMinute > 0 && error.limit() != null && error.limit().perMinute() >= FAR_ABOVE * callsPerMinute;
    }

    /** Returns whether the error names a limit below the current rate. */
    boolean isBelow(PaceState state, VodError error) {
        return error.limit() != null && error.limit().perMinute() < rate(state);
    }

    /** Returns the state after a refusal that says nothing about our rate: it costs a slot, and more if several come in a row. */
    public PaceState skipped(PaceState state, VodError error, int inARow, Instant now) {
        if (error.retryAfter() != null) {
            return held(state, error.retryAfter(), now);
        }
        if (inARow < 2) {
            return state; // only its own slot is lost
        }
        Duration hold = interval(state).multipliedBy(1L << Math.min(10, inARow - 2));
        return held(state, hold.compareTo(LONGEST_SKIP) > 0 ? LONGEST_SKIP : hold, now);
    }

    /** Returns the state with the learnt rate reset to the configured one. */
    public PaceState unlearnt(PaceState state, Instant now) {
        return new PaceState(state.nextAt(), 0, 0, now);
    }

    /** Returns the state without a slot for the given time, at most {@link #LONGEST_HOLD}. */
    public PaceState held(PaceState state, Duration time, Instant now) {
        return state.notBefore(now.plus(time.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : time));
    }

    /** Returns the state with a hold ended. Keeps a slot up to one interval ahead, since a call may just have been sent. */
    public PaceState released(PaceState state, Instant now) {
        Instant next = now.plus(interval(state));
        return state.nextAt().isAfter(next) ? state.nextAt(next) : state;
    }

    /**
     * Returns the state after the clock was set back by {@code step}. A hold keeps its remaining time; the next slot is at least
     * one interval ahead, since a call may just have been sent.
     */
    public PaceState setBack(PaceState state, Duration step, Instant now) {
        Instant next = now.plus(interval(state));
        Instant shifted = state.nextAt().minus(step);
        return state.nextAt().isAfter(next) ? state.nextAt(shifted.isAfter(next) ? shifted : next) : state;
    }

    private double lowered(PaceState state, @Nullable CallLimit limit) {
        double rate = rate(state);
        double lower;
        if (limit != null && limit.perMinute() < rate) {
            lower = limit.perMinute();
        } else if (state.step() > 0) {
            lower = rate - state.step();
        } else if (Double.isInfinite(rate)) {
            lower = DOCUMENTED;
        } else {
            lower = rate * (limit == null ? NO_LIMIT_NAMED : OTHERS_TAKE_MORE);
        }
        return Math.max(SLOWEST, lower);
    }

    /**
     * Returns the wait after which even a window filled at the old rate has room for calls at the new one, be it a fixed or a
     * sliding window.
     */
    private static Duration untilRoom(Duration window, double before, double rate) {
        return seconds(Math.max(0, window.toSeconds() * (1 - rate / before)));
    }

    private PaceState raised(PaceState state, Instant now) {
        boolean clockSetBack = state.changedAt().isAfter(now);
        if (!state.isLearnt() || !clockSetBack && now.isBefore(state.changedAt().plus(MINUTE))) {
            return state;
        }
        double rate = rate(state);
        double most = callsPerMinute == 0 ? FASTEST : callsPerMinute;
        if (clockSetBack) {
            return new PaceState(state.nextAt(), rate, 0, now);
        }
        if (rate >= most) {
            return new PaceState(state.nextAt(), 0, 0, now);
        }
        double step = state.step() > 0 ? state.step() * NEXT_RAISE : Math.max(1, rate * FIRST_RAISE);
        double raised = Math.min(most, rate + step);
        return new PaceState(state.nextAt(), raised, raised - rate, now);
    }

    /** Capped at a year, since a response may name any time. */
    private static Duration seconds(double seconds) {
        return Duration.ofNanos((long) (Math.min(seconds, 366 * 86_400.0) * 1e9));
    }

    /**
     * The decision on a request for a slot.
     *
     * @param state the new state, to be persisted
     * @param delay zero if the call may be sent now, otherwise how long to wait before asking again
     */
    public record Slot(PaceState state, Duration delay) {
        public boolean isNow() {
            return delay.isZero();
        }
    }
}
