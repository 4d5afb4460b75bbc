package io.voddelete.vod;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tells refusals caused by a limit on our calls from stray ones. A gateway busy with other tenants refuses some calls at any
 * rate; calling less often would not help.
 *
 * <p>If the error names a limit, that decides: a limit below our rate is ours, one far above the setting is not. Otherwise
 * Page's CUSUM test decides: each refused call raises the suspicion, the more the rarer refusals usually are, and each
 * admitted one lowers it. The usual share is estimated from suspicions that came to nothing, so refusals by a limit never
 * count as usual. By chance, the suspicion reaches {@code ln n} less than once in {@code n} calls; both thresholds are
 * chosen accordingly. Once the rate has been lowered, a limit is known to exist and little evidence suffices.
 *
 * <p>A false alarm is cheap: where refusals are frequent and no limit was found in the last ten minutes, the rate is restored
 * as soon as the first call at the lowered rate is admitted. A real limit shows again and is then believed.
 *
 * <p>Kept in memory only: after a restart the learnt rate still applies, and the usual share is estimated anew. Not
 * thread-safe.
 */
public final class Refusals {
    /** Assumed share of refused calls at a limit: all while a window is full, none otherwise. */
    private static final double AT_LIMIT = 0.4;

    /** Mean time between false alarms, in minutes: five hours. */
    private static final double SURE = 300;
    /** The same once a limit is known: one refusal suffices where they are rare, two or three where they are not. */
    private static final double SURE_IF_LOWERED = 1;
    /** Calls per minute assumed for slower rates and rates without a limit, so that they need as much evidence. */
    private static final double SLOW = 100;

    private static final double FASTEST = 100_000;

    /** A real limit shows again within this time: immediately at the full rate, later after each step that is too high. */
    private static final Duration SOON = Duration.ofMinutes(10);

    /** Prior of the usual share: 1 refused in 20. */
    private static final double FIRST_REFUSED = 1;

    private static final double FIRST_CALLS = 20;
    /** Number of calls over which the usual share is averaged: ten minutes at 100 per minute. */
    private static final double MEMORY = 1000;

    /** Lower bound of the usual share, so that a single refusal proves nothing at the full rate. */
    private static final double LEAST_USUAL = 0.002;
    /** Upper bound of the usual share, so that a run of refusals is still noticed. */
    private static final double MOST_USUAL = 0.15;

    private double usualCalls = FIRST_CALLS;
    private double usualRefused = FIRST_REFUSED;

    private double suspicion;
    /** Calls since the suspicion arose; added to the estimate once it is dispelled. */
    private int calls;

    private int refused;
    /** No call has been admitted since a limit was found. */
    private boolean afterLimit;
    /** The limit was found by the test alone, while refusals are frequent. */
    private boolean isDoubtful;
    /** When a limit was last found, doubtful or not; null if never. */
    private @Nullable Instant limitAt;

    private int inARow;
    private Instant refusedAt = Instant.MIN;

    /**
     * Records an admitted call.
     *
     * @return whether the limit found before is in doubt, so that the rate should be restored
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
     * Records a refused call.
     *
     * @return true if caused by a limit on our calls, so that the rate must be lowered; false if the call just costs its slot
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

    /** Returns the number of consecutive refusals; calls in flight at the same time count once. */
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
