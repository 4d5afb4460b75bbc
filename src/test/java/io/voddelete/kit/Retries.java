package io.voddelete.kit;

import io.voddelete.vod.Backoff;
import io.voddelete.vod.RetryPolicy;
import java.time.Duration;

/** How long ids are tried in tests that are not about it. */
public final class Retries {
    private Retries() {}

    /** Busy assets are tried as others are, for a day. */
    public static RetryPolicy retryPolicy(int attempts, Backoff backoff) {
        return new RetryPolicy(attempts, backoff, backoff, Duration.ofDays(1));
    }
}
