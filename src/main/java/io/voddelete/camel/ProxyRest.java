package io.voddelete.camel;

import io.voddelete.support.TimeSource;
import io.voddelete.support.Times;
import io.voddelete.vod.AdaptiveRate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Limits how often a proxy that refused the credentials is asked again, since many companies lock the user after several wrong
 * passwords: after a minute, then twice as long each time, at most {@link AdaptiveRate#LONGEST_HOLD}. Then one call asks, and
 * the others wait for its result.
 */
final class ProxyRest {
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    /**
     * @param until shown to people
     * @param asking whether the rest is over and one call asks, for whose answer the others wait
     */
    private record Refused(String fault, Duration rest, long from, Instant until, boolean asking) {
        boolean isResting(long now) {
            return now - from < (asking ? SHORTEST : rest).toNanos();
        }
    }

    private final TimeSource clock;
    private final Map<CallProxy, Refused> refused = new ConcurrentHashMap<>();

    ProxyRest(TimeSource clock) {
        this.clock = clock;
    }

    /**
     * The caller must report the result with {@link #accepted} or {@link #refused}; otherwise another call may ask after a
     * minute.
     *
     * @throws NotSentException if the proxy must not be asked now
     */
    void check(CallProxy proxy) throws NotSentException {
        long now = clock.nanoTime();
        Refused last = refused.get(proxy);
        if (last == null) {
            return;
        }
        Refused asking = new Refused(last.fault, last.rest, now, clock.instant().plus(SHORTEST), true);
        if (last.isResting(now) || !refused.replace(proxy, last, asking)) {
            throw new NotSentException(last.fault + "; the next attempt is at " + Times.text(last.until), null);
        }
    }

    void refused(CallProxy proxy, String fault) {
        refused.compute(proxy, (each, last) -> {
            long now = clock.nanoTime();
            if (last != null && !last.asking && last.isResting(now)) {
                return last; // the answer to a call that was out already
            }
            Duration next = last == null ? SHORTEST : last.rest.multipliedBy(2);
            Duration rest = next.compareTo(AdaptiveRate.LONGEST_HOLD) < 0 ? next : AdaptiveRate.LONGEST_HOLD;
            return new Refused(fault, rest, now, clock.instant().plus(rest), false);
        });
    }

    void accepted(CallProxy proxy) {
        refused.remove(proxy);
    }
}
