package io.voddelete.camel;

import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.vod.AdaptiveRate;
import io.voddelete.vod.RetryPolicy;
import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** How long ids wait, by the settings. */
record SenderTimes(Settings settings) {
    /** No call for this long is a stall, unless calls are that far apart. */
    private static final Duration LASTING = Duration.ofMinutes(1);

    /** @param interval between two calls */
    static Duration patience(Duration interval) {
        Duration slow = interval.multipliedBy(3);
        return slow.compareTo(LASTING) > 0 ? slow : LASTING;
    }

    /** The maximum deferral of an id, unless it may be busy. */
    Duration longestWait() {
        return Stream.of(Setting.RETRY_DELAY_MAX, Setting.RETRY_BUSY_DELAY_MAX, Setting.BATCH_LEASE)
                .map(settings::duration)
                .reduce(AdaptiveRate.LONGEST_HOLD, (one, other) -> one.compareTo(other) > 0 ? one : other);
    }

    RetryPolicy retries(RandomGenerator random) {
        return new RetryPolicy(
                settings.number(Setting.RETRY_ATTEMPTS),
                settings.backoff(Setting.RETRY_DELAY, Setting.RETRY_DELAY_MAX, random),
                settings.backoff(Setting.RETRY_BUSY_DELAY, Setting.RETRY_BUSY_DELAY_MAX, random),
                settings.duration(Setting.RETRY_BUSY_FOR));
    }
}
