package io.voddelete.http;

import io.voddelete.support.OncePer;
import io.voddelete.support.Text;
import io.voddelete.support.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who was refused for a missing or wrong signature or token: how many requests, and from where. However many there are, it
 * takes little memory and few lines: within a minute one for each of the first addresses, and after it one for all others.
 * Nobody is locked out. Safe for use by many threads.
 */
public final class RefusedCallers {
    /**
     * What there was since the start.
     *
     * @param count of requests, at least 1
     * @param lastFrom the address of the newest one, escaped and cut
     */
    public record Seen(long count, Instant lastAt, String lastFrom) {}

    private static final Logger LOG = LoggerFactory.getLogger(RefusedCallers.class);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MOST_LINES = 10;
    private static final int MOST_ADDRESSES = 1000;

    private final TimeSource clock;
    private final Map<String, Long> lately = new HashMap<>();
    private final OncePer lines;
    private Instant begun = Instant.MIN;
    private long refused;
    private @Nullable Seen seen;

    public RefusedCallers(TimeSource clock) {
        this.clock = clock;
        this.lines = new OncePer(MINUTE, MOST_LINES, unsaid -> sumUp(), clock::nanoTime);
    }

    /**
     * A request was refused.
     *
     * @param address of the peer without a port
     * @param what was refused, why and from where; neither text need be escaped
     */
    public synchronized void add(String address, String what) {
        Instant now = clock.instant();
        String from = Text.visible(address);
        seen = new Seen(seen == null ? 1 : seen.count + 1, now, from);
        boolean isTime = lines.isTime(from);
        if (refused++ == 0) {
            begun = now;
        }
        if (lately.size() < MOST_ADDRESSES || lately.containsKey(from)) {
            lately.merge(from, 1L, Long::sum);
        }
        if (isTime) {
            LOG.warn("{}. Nothing of the request was taken", Text.visible(what, 2 * Text.LONGEST));
        }
    }

    /** Empty if there was none since the start. */
    public synchronized Optional<Seen> seen() {
        return Optional.ofNullable(seen);
    }

    private void sumUp() {
        if (refused > Math.min(MOST_LINES, lately.size())) {
            Map.Entry<String, Long> most =
                    lately.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
            LOG.warn(
                    "{} requests with a missing or wrong signature or token were refused in the minute from {} on, from {}{}"
                            + " address{}; {} of them from {}",
                    refused,
                    begun,
                    lately.size() == MOST_ADDRESSES ? "at least " : "",
                    lately.size(),
                    lately.size() == 1 ? "" : "es",
                    most.getValue(),
                    most.getKey());
        }
        lately.clear();
        refused = 0;
    }
}
