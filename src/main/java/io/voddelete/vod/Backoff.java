package io.voddelete.vod;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to put an id off, or a call of IAM: exponential with full jitter.
 *
 * @param delay the upper bound of the first delay, above zero
 * @param longest the upper bound of every delay
 */
public record Backoff(Duration delay, Duration longest, RandomGenerator random) {
    /** Between half and the whole of the longest delay. */
    Duration last() {
        return Duration.ofMillis((long) (longest.toMillis() * (1 + random.nextDouble()) / 2));
    }

    /**
     * The next delay: evenly between zero and the first delay doubled {@code delays} times, at most {@code longest}.
     *
     * @param delays how often the id was put off in a row before, from 0
     */
    public Duration after(int delays) {
        double bound = Math.min((double) longest.toMillis(), delay.toMillis() * Math.pow(2, Math.min(delays, 40)));
        return Duration.ofMillis((long) (bound * random.nextDouble()));
    }
}
