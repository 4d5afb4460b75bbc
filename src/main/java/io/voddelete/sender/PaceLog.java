package io.voddelete.sender;

import io.voddelete.support.OncePer;
import io.voddelete.vod.AdaptiveRate;
import io.voddelete.vod.PaceState;
import io.voddelete.vod.VodError;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs when a rate is lowered and when it is back and, from time to time, that calls are refused for other reasons. */
final class PaceLog {
    /** A smaller reduction than this, since the last logged rate, is not logged. */
    private static final double MUCH_LOWER = 0.8;

    private static final Duration HOUR = Duration.ofHours(1);

    /** Uses the name of the class whose work it reports. */
    private static final Logger LOG = LoggerFactory.getLogger(RateLimiter.class);

    private final AdaptiveRate pace;
    private final OncePer hour;
    private double saidRate;
    private int stray;

    /** @param learntRate the rate that is known at the start; 0 for none */
    PaceLog(AdaptiveRate pace, double learntRate, LongSupplier nanoTime) {
        this.pace = pace;
        this.saidRate = learntRate;
        this.hour = new OncePer(HOUR, nanoTime);
    }

    /** The rate was lowered to a new limit. */
    void lowered(double before, double rate, VodError error, Duration untilNext) {
        if (rate < before && (saidRate == 0 || rate <= saidRate * MUCH_LOWER)) {
            LOG.warn(
                    "The rate of the {} calls is lowered from {} to {} per minute: {}. No id is marked FAILED; the next call is in {}"
                            + " seconds, then the rate is raised once a minute, up to {}",
                    pace.name(),
                    shown(before),
                    shown(rate),
                    error.inLog(),
                    untilNext.plusMillis(999).toSeconds(),
                    shown(pace.rate(PaceState.NEW)));
            saidRate = rate;
        }
    }

    /** A call was refused, apparently not because of a limit on our calls. */
    void stray(double rate, VodError error) {
        stray++;
        if (hour.isTime(pace.name())) {
            LOG.info(
                    "VOD refused {} {} call(s) for reasons other than our rate, the last one with {}. No id is marked FAILED,"
                            + " and the rate stays at {} a minute. Logged at most once an hour",
                    stray,
                    pace.name(),
                    error.inLog(),
                    shown(rate));
            stray = 0;
        }
    }

    /** A call was sent. */
    void sent(boolean isLearnt) {
        if (saidRate > 0 && !isLearnt) {
            LOG.info(
                    "The rate of the {} calls is back from {} to {} a minute: VOD admits them again",
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
