package io.voddelete.vod;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tells refusals by a limit on our calls from stray ones. A gateway that is busy with other tenants refuses a few of our
 * calls at any rate; calling less often would not help.
 *
 * <p>A limit that the text names decides: one below our rate is ours, one far above the setting is not. Otherwise each
 * refused call adds to a suspicion and each admitted one takes from it (Page's CUSUM test): a refusal adds more, the rarer
 * refusals usually are. How often they usually occur is counted from those that came to nothing, so that a refusal by a
 * limit never counts as usual. A suspicion grows to {@code ln n} by chance less than once in {@code n} calls, which is how
 * the two thresholds are chosen. At a rate that was lowered before, a limit is known to exist, and little proof is needed.
 *
 * <p>A false alarm is cheap: where refusals are not rare, and no limit was found in the last ten minutes, the rate goes back
 * as soon as the first call at the lowered one is admitted. A limit that is real shows itself again, and is then believed.
 *
 * <p>Kept in memory only: after a restart the learnt rate still stands, and what is usual is counted anew. Not thread-safe.
 */
public final class Refusals {
    /** The share that a limit is taken to refuse: all while a window is full, none while it is not. */
    private static final double AT_LIMIT = 0.4;

    /** The minutes in which there is one false alarm: five hours. */
    private static final double SURE = 300;
    /** A limit is known to exist: one refusal is enough where they are rare, two or three together where they are not. */
    private static final double SURE_IF_LOWERED = 1;
    /** A slow pace needs no less proof than one of so many calls a minute, a pace without a limit no more than the fastest. */
    private static final double SLOW = 100;

    private static final double FASTEST = 100_000;

    /** A limit that is real shows itself again soon: at the full rate at once, later with each raise that is too high. */
    private static final Duration SOON = Duration.ofMinutes(10);

    /** Taken as usual before anything is known: 1 in 20. */
    private static final double FIRST_REFUSED = 1;

    private static final double FIRST_CALLS = 20;
    /** What is usual is the share of about so many calls: ten minutes at 100 a minute. */
    private static final double MEMORY = 1000;

    /** However rare refusals are, one alone proves nothing at the full rate. */
    private static final double LEAST_USUAL = 0.002;
    /** However many there are, a run of them is still noticed. */
    private static final double MOST_USUAL = 0.15;

    private double usualCalls = FIRST_CALLS;
    private double usualRefused = FIRST_REFUSED;

    private double suspicion;
    /** Calls since the suspicion began; they count as usual when it is gone. */
    private int calls;

    private int refused;
    /** Nothing was admitted yet since a limit was found. */
    private boolean afterLimit;
    /** The limit was found by the test alone, where refusals are not rare. */
    private boolean isDoubtful;
    /** When a limit was found last, in doubt or not. */
    private @Nullable Instant limitAt;

    private int inARow;
    private Instant refusedAt = Instant.MIN;

    /**
     * A call was admitted.
     *
     * @return whether the limit that was found before is in doubt, so that the rate goes back to the setting
     */
    public boolean admitted(PaceState state, Instant sentAt, Instant now) {
        if (!state.isNews(sentAt, now)) {
            return false;
        }
        boolean isBack = isDoubtful;
        isDoubtful = false;
        afterLimit = false;
        inARow = 0;
        calls++;
        suspicion += Math.log((1 - AT_LIMIT) / (1 - usual()));
        if (suspicion <= 0) {
            countAsUsual();
            forgetSuspicion();
        }
        return isBack;
    }

    /**
     * A call was refused.
     *
     * @return whether a limit on our calls is the reason, so that the rate is to be lowered; else the call costs its slot
     */
    public boolean refused(AdaptiveRate pace, PaceState state, VodError error, Instant sentAt, Instant now) {
        if (!state.isNews(sentAt, now)) {
            return false;
        }
        inARow += sentAt.isBefore(refusedAt) ? 0 : 1;
        refusedAt = now;
        if (pace.isOfAll(error)) {
            return false;
        }
        calls++;
        refused++;
        suspicion += Math.log(AT_LIMIT / usual());
        boolean isLimit = afterLimit
                || pace.isBelow(state, error)
                || suspicion >= enough(state.isLearnt() ? SURE_IF_LOWERED : SURE, pace.rate(state));
        if (isLimit) {
            isDoubtful =
                    usual() > LEAST_USUAL && !state.isLearnt() && !pace.isBelow(state, error) && !isSoonAfterLimit(now);
            limitAt = now;
            forgetSuspicion();
            inARow = 0;
            afterLimit = true;
        }
        return isLimit;
    }

    /** How many calls were refused in a row; those in flight at the same time count once. */
    public int inARow() {
        return inARow;
    }

    private boolean isSoonAfterLimit(Instant now) {
        return limitAt != null && Duration.between(limitAt, now).abs().compareTo(SOON) < 0;
    }

    private static double enough(double minutes, double rate) {
        return Math.log(minutes * Math.max(SLOW, Math.min(FASTEST, rate)));
    }

    private double usual() {
        return Math.max(LEAST_USUAL, Math.min(MOST_USUAL, usualRefused / usualCalls));
    }

    private void countAsUsual() {
        double kept = Math.min(1, MEMORY / (usualCalls + calls));
        usualCalls = (usualCalls + calls) * kept;
        usualRefused = (usualRefused + refused) * kept;
    }

    private void forgetSuspicion() {
        suspicion = 0;
        calls = 0;
        refused = 0;
    }
}
