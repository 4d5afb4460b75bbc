package io.voddelete.kit;

import io.voddelete.vod.Backoff;
import io.voddelete.vod.RetryPolicy;
import java.time.Duration;

/** A retry policy for tests about something else. */
public final class Retries {
    private Retries() {}

    /** Uses the same delays for busy assets, for a day. */
    public static RetryPolicy retryPolicy(int attempts, Backoff backoff) {
        return new RetryPolicy(attempts, backoff, backoff, Duration.ofDays(1));
    }
}
