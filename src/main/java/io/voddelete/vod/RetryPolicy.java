package io.voddelete.vod;

import java.time.Duration;

/**
 * How often and how long an id is retried.
 *
 * @param attempts how often VOD may refuse an asset that exists and is idle before it is FAILED; at least 1
 * @param backoff delays between attempts
 * @param busyBackoff delays for a busy asset
 * @param busyFor how long an asset may be busy before it is FAILED
 */
public record RetryPolicy(int attempts, Backoff backoff, Backoff busyBackoff, Duration busyFor) {}
