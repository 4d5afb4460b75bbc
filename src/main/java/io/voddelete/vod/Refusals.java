package io.voddelete.vod;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * Tells refusals by a limit on our calls from stray ones. A gateway that is busy with other tenants refuses a few of our
 * calls at any rate; calling less often would not help.
 *
 * <p>Four things give a limit away: refusals come in a run, as nothing is admitted until the window moves (each refused call
 * adds to a suspicion, each admitted one takes from it: Page's CUSUM test); they begin with a raise; they are more than
 * usual at a rate that was lowered before; or they become fewer when fewer calls go out. The last is tried for a minute if
 * more than a few in a hundred are refused, and undone if as many are refused as before.
 *
 * <p>Kept in memory only. After a restart the learnt rate still stands, and what is usual is counted anew. Not thread-safe.
 */
public final class Refusals {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** What a limit that is reached is taken to refuse. */
    private static final double AT_LIMIT = 0.5;
    /** A limit must be e to this power more probable than chance; more at a fast pace, which takes more chances. */
    private static final double SURE = 8;

    private static final double FAST = 100;
    private static final double SURER_IF_FAST = 1.5;

    /** Bounds of the usual share in the test for a run. */
    private static final double LEAST_USUAL = 0.005;

    private static final double MOST_USUAL = 0.12;
    /** While little is known, the test for a run takes so many more refusals of so many calls as usual. */
    private static final double DOUBT_REFUSED = 1.5;

    private static final double DOUBT_CALLS = 25;
    /** The usual share is that of about so many calls. */
    private static final double MEMORY = 300;
    /** A call at a rate that may be too high counts this much. */
    private static final double UNSAFE_WEIGHT = 0.2;

    /** Below this share stray refusals are no explanation, and less evidence is enough. */
    private static final double CLEAN = 0.01;

    private static final double LIMIT_IF_CLEAN = 0.1;
    /** A raise is taken back if so many refusals come by chance only this often. */
    private static final double LIMIT_AFTER_RAISE = 0.04;

    private static final double LIMIT_IF_LOWERED = 0.005;
    /** How much of the refusals that lowered the rate for that reason counts as usual, lest stray ones do it for ever. */
    private static final double KEPT = 0.2;

    /** A trial is made if so much more is refused than what is known to be stray. */
    private static final double WORTH_A_TRIAL = 0.03;

    private static final double MORE_THAN_STRAY = 1.5;
    private static final double TRIAL_RATE = 0.75;
    /** With at least this part of the refusals left, they do not depend on the rate. */
    private static final double AS_MANY = 0.6;
    /** After a trial that found a limit, the rate stays this many times the refused share below the old one. */
    private static final double BELOW = 1.25;

    private static final int ENOUGH_CALLS = 20;

    private double suspicion;
    private double usual;
    /** How many calls the usual share rests on. */
    private double known;
    /** The usual share before the refusals that are suspected now, and at the last review. */
    private double trusted;

    private double reviewed = 1;
    /** What a trial has shown not to depend on the rate. */
    private double stray;
    /** Whether the present rate is well below the one that was too high. */
    private boolean isSafe;
    /** Nothing was admitted yet since a limit was found. */
    private boolean afterLimit;

    private int inARow;
    private Instant refusedAt = Instant.MIN;
    private Instant since = Instant.MIN;
    private Instant changedAt = Instant.MIN;
    private int calls;
    private int refused;
    private double rateBeforeTrial;
    private double shareBeforeTrial;

    /** A call was admitted. */
    public void admitted(PaceState state, Instant sentAt, Instant now) {
        if (isNews(state, sentAt, now)) {
            count(state, false, now);
            afterLimit = false;
            inARow = 0;
            suspicion = Math.max(0, suspicion + Math.log((1 - AT_LIMIT) / (1 - usualForRun())));
        }
    }

    /**
     * A call was refused.
     *
     * @return whether a limit on our calls is the reason, so that the rate is to be lowered; else the call costs its slot
     */
    public boolean refused(Pace pace, PaceState state, VodError error, Instant sentAt, Instant now) {
        if (!isNews(state, sentAt, now)) {
            return false;
        }
        inARow += sentAt.isBefore(refusedAt) ? 0 : 1;
        refusedAt = now;
        if (pace.isOfAll(error)) {
            return false;
        }
        if (suspicion == 0) {
            trusted = usual;
        }
        count(state, true, now);
        suspicion += Math.log(AT_LIMIT / usualForRun());
        double chance = chance(refused, trusted * calls);
        boolean isSudden = afterLimit
                || pace.isBelow(state, error)
                || suspicion >= sure(pace.rate(state))
                || state.step() > 0 && chance < (trusted < CLEAN ? LIMIT_IF_CLEAN : LIMIT_AFTER_RAISE);
        boolean isMore = state.isLearnt()
                && rateBeforeTrial == 0
                && chance < (trusted < CLEAN ? LIMIT_IF_CLEAN : LIMIT_IF_LOWERED);
        if (isSudden) {
            usual = state.isLearnt() ? trusted : Math.min(trusted, reviewed);
        } else if (isMore) {
            usual = trusted + (usual - trusted) * KEPT;
        }
        if (isSudden || isMore) {
            suspicion = 0;
            inARow = 0;
            rateBeforeTrial = 0;
            afterLimit = true;
            isSafe = state.step() == 0;
        }
        return isSudden || isMore;
    }

    private void count(PaceState state, boolean isRefused, Instant now) {
        if (calls == 0) {
            since = state.isLearnt() ? changedAt : now;
        }
        calls++;
        refused += isRefused ? 1 : 0;
        double weight = state.isLearnt() && !isSafe ? UNSAFE_WEIGHT : 1;
        known = Math.min(MEMORY, known + weight);
        usual += ((isRefused ? 1 : 0) - usual) * weight / known;
    }

    private double usualForRun() {
        return bounded((trusted * known + DOUBT_REFUSED) / (known + DOUBT_CALLS));
    }

    private static double bounded(double share) {
        return Math.max(LEAST_USUAL, Math.min(MOST_USUAL, share));
    }

    private static double sure(double rate) {
        return SURE + (Double.isInfinite(rate) ? 0 : SURER_IF_FAST * Math.max(0, Math.log(rate / FAST)));
    }

    /** Calls that were sent before the last change do not show what came of it. */
    public static boolean isNews(PaceState state, Instant sentAt, Instant now) {
        return !sentAt.isBefore(state.changedAt()) || state.changedAt().isAfter(now);
    }

    /** How probable so many or more are if so many are expected (Poisson). */
    private static double chance(int count, double expected) {
        double each = Math.exp(-expected);
        double fewer = 0;
        for (int i = 0; i < count; i++) {
            fewer += each;
            each *= expected / (i + 1);
        }
        return 1 - fewer;
    }

    /** How many calls were refused in a row; those in flight at the same time count once. */
    public int inARow() {
        return inARow;
    }

    /** The rate to be tried now because many calls are refused, or to be gone back to; empty if none is. Changes nothing. */
    public OptionalDouble review(double rate, Instant now) {
        if (!isReviewDue(now) || Double.isInfinite(rate)) {
            return OptionalDouble.empty();
        }
        if (rateBeforeTrial > 0) {
            return OptionalDouble.of(rateBeforeTrial * (isAsMany() ? 1 : 1 - BELOW * shareBeforeTrial));
        }
        boolean isMuch = refused > 2 && usual > stray * MORE_THAN_STRAY + WORTH_A_TRIAL;
        return isMuch ? OptionalDouble.of(rate * TRIAL_RATE) : OptionalDouble.empty();
    }

    private boolean isReviewDue(Instant now) {
        return calls >= ENOUGH_CALLS && !now.isBefore(since.plus(MINUTE));
    }

    private boolean isAsMany() {
        return (double) refused / calls >= shareBeforeTrial * AS_MANY;
    }

    /**
     * What {@link #review} said was done.
     *
     * @param rate the one before
     * @param state the one after
     */
    public void follow(double rate, OptionalDouble review, PaceState state, Instant now) {
        if (isReviewDue(now)) {
            if (rateBeforeTrial > 0) {
                stray = isAsMany() ? usual : (double) refused / calls;
                rateBeforeTrial = 0;
            } else if (review.isPresent()) {
                rateBeforeTrial = rate;
                shareBeforeTrial = bounded(usual);
                isSafe = true;
            } else {
                stray = Math.min(stray, usual);
            }
            reviewed = usual;
            calls = 0;
            refused = 0;
        }
        changed(state);
    }

    /** What is counted begins anew if the rate was changed. */
    public void changed(PaceState state) {
        if (!state.changedAt().equals(changedAt)) {
            changedAt = state.changedAt();
            isSafe &= state.step() == 0;
            calls = 0;
            refused = 0;
        }
    }
}
