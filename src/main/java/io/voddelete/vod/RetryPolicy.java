package io.voddelete.vod;

import java.time.Duration;

/**
 * How long an id is tried.
 *
 * @param attempts how often VOD may refuse one asset that lives and is idle before it is FAILED, from 1
 * @param backoff the delays between tries
 * @param busyBackoff the delays of an asset that is busy
 * @param busyFor how long an asset may be busy before it is FAILED
 */
public record RetryPolicy(int attempts, Backoff backoff, Backoff busyBackoff, Duration busyFor) {}
