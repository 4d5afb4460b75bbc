package io.voddelete;

import io.voddelete.vod.Pace;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a proxy that refused the credentials from being asked with them all the time, which would lock the user in many a
 * company: for a minute, then twice as long each time, at most {@link Pace#LONGEST_HOLD}.
 */
final class ProxyRest {
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    private record Refused(String fault, Duration rest, Instant until) {}

    private final InstantSource clock;
    private final Map<CallProxy, Refused> refused = new ConcurrentHashMap<>();

    ProxyRest(InstantSource clock) {
        this.clock = clock;
    }

    /** @throws NotSentException if the proxy is not to be asked now */
    void check(CallProxy proxy) throws NotSentException {
        Refused last = refused.get(proxy);
        if (last != null && isResting(last)) {
            throw new NotSentException(last.fault + "; it is asked again at " + last.until, null);
        }
    }

    void refused(CallProxy proxy, String fault) {
        refused.compute(proxy, (each, last) -> {
            if (last != null && isResting(last)) {
                return last; // the answer to a call that was out already
            }
            Duration next = last == null ? SHORTEST : last.rest.multipliedBy(2);
            Duration rest = next.compareTo(Pace.LONGEST_HOLD) < 0 ? next : Pace.LONGEST_HOLD;
            return new Refused(fault, rest, clock.instant().plus(rest));
        });
    }

    void accepted(CallProxy proxy) {
        refused.remove(proxy);
    }

    /** A clock that is set back does not make the rest longer. */
    private boolean isResting(Refused last) {
        Instant now = clock.instant();
        return now.isBefore(last.until) && !now.isBefore(last.until.minus(last.rest));
    }
}
