package io.voddelete.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Locks an access key for five minutes after five consecutive invalid signatures (VOD signing guide: "more than 5 consecutive
 * failures"). Thread-safe.
 */
final class KeyLock {
    private static final int FAILURES = 5;
    private static final Duration LOCKED = Duration.ofMinutes(5);
    private static final int MOST_KEYS = 1000;

    private final Map<String, Integer> failures = new HashMap<>();
    private final Map<String, Instant> lockedUntil = new HashMap<>();

    synchronized boolean isLocked(String accessKey, Instant now) {
        Instant until = lockedUntil.get(accessKey);
        if (until != null && !now.isBefore(until)) {
            lockedUntil.remove(accessKey);
            return false;
        }
        return until != null;
    }

    synchronized void failed(String accessKey, Instant now) {
        if (failures.size() >= MOST_KEYS) {
            failures.clear();
        }
        if (failures.merge(accessKey, 1, Integer::sum) >= FAILURES) {
            failures.remove(accessKey);
            lockedUntil.put(accessKey, now.plus(LOCKED));
        }
    }

    synchronized void succeeded(String accessKey) {
        failures.remove(accessKey);
    }
}
