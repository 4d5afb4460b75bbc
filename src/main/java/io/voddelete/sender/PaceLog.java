package io.voddelete.sender;

import io.voddelete.support.OncePer;
import io.voddelete.vod.AdaptiveRate;
import io.voddelete.vod.PaceState;
import io.voddelete.vod.VodError;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says when the rate of a pace is lowered and when it is back, and now and then that calls are refused for other reasons. */
final class PaceLog {
    /** A rate that is lower than the one said last by less is not said. */
    private static final double MUCH_LOWER = 0.8;

    private static final Duration HOUR = Duration.ofHours(1);

    /** Under the name of the class whose work it tells of. */
    private static final Logger LOG = LoggerFactory.getLogger(RateLimiter.class);

    private final AdaptiveRate pace;
    private final OncePer hour;
    private double saidRate;
    private int stray;

    /** @param learntRate the one that is known at the start; 0 if none is */
    PaceLog(AdaptiveRate pace, double learntRate, LongSupplier nanoTime) {
        this.pace = pace;
        this.saidRate = learntRate;
        this.hour = new OncePer(HOUR, nanoTime);
    }

    /** A limit was found. */
    void lowered(double before, double rate, VodError error, Duration untilNext) {
        if (rate < before && (saidRate == 0 || rate <= saidRate * MUCH_LOWER)) {
            LOG.warn(
                    "the pace of the {} calls goes from {} to {} a minute: {}. No id is failed; the next call is in {}"
                            + " seconds, then more is tried once a minute, up to {}",
                    pace.name(),
                    shown(before),
                    shown(rate),
                    error,
                    untilNext.plusMillis(999).toSeconds(),
                    shown(pace.rate(PaceState.NEW)));
            saidRate = rate;
        }
    }

    /** A call was refused, and not by a limit on our calls as far as is known. */
    void stray(double rate, VodError error) {
        stray++;
        if (hour.isTime(pace.name())) {
            LOG.info(
                    "VOD refused {} {} call(s) for reasons other than our pace, the last time with {}. No id is failed,"
                            + " and the pace stays at {} a minute. Reported at most once an hour",
                    stray,
                    pace.name(),
                    error,
                    shown(rate));
            stray = 0;
        }
    }

    /** A call went out. */
    void sent(boolean isLearnt) {
        if (saidRate > 0 && !isLearnt) {
            LOG.info(
                    "the pace of the {} calls is back from {} to {} a minute: VOD admits them again",
                    pace.name(),
                    shown(saidRate),
                    shown(pace.rate(PaceState.NEW)));
            saidRate = 0;
        }
    }

    private static String shown(double rate) {
        return Double.isInfinite(rate) ? "any number" : String.valueOf(Math.round(rate));
    }
}
