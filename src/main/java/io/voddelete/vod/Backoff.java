package io.voddelete.vod;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Retry delays for an id or a call of IAM: exponential backoff with full jitter.
 *
 * @param delay upper bound of the first delay; positive
 * @param longest upper bound of every delay
 */
public record Backoff(Duration delay, Duration longest, RandomGenerator random) {
    /** Returns a random delay between half the longest delay and all of it. */
    Duration last() {
        return Duration.ofMillis((long) (longest.toMillis() * (1 + random.nextDouble()) / 2));
    }

    /**
     * Returns the next delay, uniformly distributed between zero and the first delay doubled {@code delays} times, capped at
     * {@code longest}.
     *
     * @param delays number of previous delays in a row
     */
    public Duration after(int delays) {
        double bound = Math.min((double) longest.toMillis(), delay.toMillis() * Math.pow(2, Math.min(delays, 40)));
        return Duration.ofMillis((long) (bound * random.nextDouble()));
    }
}
