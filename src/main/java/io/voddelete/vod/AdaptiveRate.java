package io.voddelete.vod;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When the next call of one kind may go out: one slot after the other, evenly spaced from the call that really went
 * out, so that no window of a minute, wherever it begins, holds more calls than allowed. A slot that was missed is not
 * caught up; a call that is late by less than it takes to write down its slot is taken as in time, within the margin.
 *
 * <p>A stray refusal ({@link Refusals}) costs its slot. One by a limit lowers the rate: to the limit that the answer names;
 * or, if that is no lower, by a fifth, since others then use a part of the quota; or to the half, if the answer names none.
 * From then on the rate is raised once a minute, by a little first and by more each time, until VOD throttles again, which
 * takes back the last raise only, or until it is where the setting has it.
 *
 * @param name whose slots these are, the key under which the store remembers the state
 * @param callsPerMinute the most calls a minute, whatever is learnt; 0 for no limit
 */
public record AdaptiveRate(String name, int callsPerMinute) {
    /** Room for the way to the server, so that a minute there never sees one call more than a minute here. */
    private static final double MARGIN = 1.008;

    /** A small part of what the margin makes of a minute; the larger part is for the way to the server. */
    private static final Duration LATE = Duration.ofMillis(100);
    /** Nor does a call that is late come close to the next one. */
    private static final int LATE_OF_INTERVAL = 10;

    /** What VOD documents for the deletes of a tenant: where an unlimited pace begins that is throttled without a reason. */
    private static final double DOCUMENTED = 100;
    /** A slower pace would no longer find out that it may be faster. */
    private static final double SLOWEST = 1;
    /** A pace without a limit is not held below one any more when it has come so far. */
    private static final double FASTEST = 100_000;

    private static final double OTHERS_TAKE_MORE = 0.8;
    private static final double NO_LIMIT_NAMED = 0.5;

    /** A limit that is so many times what is set is one of all tenants, not ours. */
    private static final double FAR_ABOVE = 2;
    /** How long is waited at most for a limit that is not ours. */
    private static final Duration LONGEST_SKIP = Duration.ofSeconds(8);

    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** The first raise after a change for the worse, as a share of the rate; small, as it costs a throttled call if it fails. */
    private static final double FIRST_RAISE = 1 / 24.0;
    /** Four raises in a row make three times the rate or more. */
    private static final double NEXT_RAISE = 4;

    /** The longest that a slot may be held back. */
    public static final Duration LONGEST_HOLD = Duration.ofMinutes(10);

    /**
     * A slot further off than this is the work of a clock that was set back. Longer than the longest hold, so that a clock
     * that is corrected a little does not end a hold.
     */
    private static final Duration FURTHEST = LONGEST_HOLD.plusMinutes(1);

    /** The calls a minute that go out now; infinite if nothing limits them. */
    public double rate(PaceState state) {
        double most = callsPerMinute == 0 ? Double.POSITIVE_INFINITY : callsPerMinute;
        return state.isLearnt() ? Math.min(state.rate(), most) : most;
    }

    /** The time between two slots; zero without a limit. */
    public Duration interval(PaceState state) {
        return seconds(60 / rate(state) * MARGIN);
    }

    /**
     * What a call gets that asks for a slot.
     *
     * @param state as the store remembers it
     * @return the decision: a slot now, or how long to wait before asking again
     */
    public Slot ask(PaceState state, Instant now) {
        Duration interval = interval(state);
        Duration furthest = interval.compareTo(FURTHEST) > 0 ? interval : FURTHEST;
        Instant legal = state.nextAt().isAfter(now.plus(furthest)) ? now.plus(interval) : state.nextAt();
        if (legal.isAfter(now)) {
            return new Slot(state.nextAt(legal), Duration.between(now, legal));
        }
        PaceState raised = raised(state, now);
        Instant slot = isLate(interval, legal, now) ? now : legal;
        return new Slot(raised.nextAt(slot.plus(interval(raised))), Duration.ZERO);
    }

    /** What is to be remembered when the call of a slot went out, after its slot was written down. */
    public PaceState sent(PaceState state, Instant at) {
        Duration interval = interval(state);
        return isLate(interval, state.nextAt().minus(interval), at) ? state.notBefore(at.plus(interval)) : state;
    }

    private static boolean isLate(Duration interval, Instant slot, Instant at) {
        Duration share = interval.dividedBy(LATE_OF_INTERVAL);
        return at.isAfter(slot.plus(share.compareTo(LATE) < 0 ? share : LATE));
    }

    /**
     * What a throttled call changes. Calls that were sent before the last change tell nothing new, but for how long to
     * wait.
     *
     * @param sentAt when the call went out
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

    /** Whether the limit that was reached is not ours, but one of all tenants: far above what we may send at all. */
    boolean isOfAll(VodError error) {
        return callsPerMinute > 0 && error.limit() != null && error.limit().perMinute() >= FAR_ABOVE * callsPerMinute;
    }

    /** Whether the text names a limit that the present rate exceeds. */
    boolean isBelow(PaceState state, VodError error) {
        return error.limit() != null && error.limit().perMinute() < rate(state);
    }

    /** What a refused call changes that says nothing of our rate: it costs a slot, and more in a row cost more. */
    public PaceState skipped(PaceState state, VodError error, int inARow, Instant now) {
        if (error.retryAfter() != null) {
            return held(state, error.retryAfter(), now);
        }
        if (inARow < 2) {
            return state; // its own slot is lost, that is all
        }
        Duration hold = interval(state).multipliedBy(1L << Math.min(10, inARow - 2));
        return held(state, hold.compareTo(LONGEST_SKIP) > 0 ? LONGEST_SKIP : hold, now);
    }

    /** What is learnt is forgotten: the setting rules again. */
    public PaceState unlearnt(PaceState state, Instant now) {
        return new PaceState(state.nextAt(), 0, 0, now);
    }

    /** The same with no slot for so long, but not longer than {@link #LONGEST_HOLD}. */
    public PaceState held(PaceState state, Duration time, Instant now) {
        return state.notBefore(now.plus(time.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : time));
    }

    /** The same with no hold. The last call may just have gone out, so that a slot one interval away stays. */
    public PaceState released(PaceState state, Instant now) {
        Instant next = now.plus(interval(state));
        return state.nextAt().isAfter(next) ? state.nextAt(next) : state;
    }

    /**
     * The same after the clock was set back by so much: a hold lasts as long as it was meant to, and the next slot is one
     * interval away at least, as the last call may just have gone out.
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
     * After so long even a window that was filled at the old rate has room for calls at the new one: a fixed one has
     * begun anew, a sliding one has lost what was too much.
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

    /** Cut at a year: the text of an answer may name any time. */
    private static Duration seconds(double seconds) {
        return Duration.ofNanos((long) (Math.min(seconds, 366 * 86_400.0) * 1e9));
    }

    /**
     * The answer to a call that asks for a slot.
     *
     * @param state the new state, to be remembered
     * @param delay zero if the call may go out now, otherwise how long to wait before asking again
     */
    public record Slot(PaceState state, Duration delay) {
        public boolean isNow() {
            return delay.isZero();
        }
    }
}
