package io.voddelete.http;

import io.voddelete.support.OncePer;
import io.voddelete.support.Text;
import io.voddelete.support.TimeSource;
import io.voddelete.support.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts requests that were refused for a missing or wrong signature or token, by address. Uses little memory and few log
 * lines, however many there are: within a minute, one line for each of the first addresses, then one for all others. Nobody
 * is locked out. Thread-safe.
 */
public final class RefusedCallers {
    /**
     * The refusals since the start.
     *
     * @param count the number of requests, at least 1
     * @param lastFrom the address of the newest one, escaped and truncated
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
     * Counts a refused request.
     *
     * @param address of the peer, without a port
     * @param what was refused, why and from where; neither text needs to be escaped
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
            LOG.warn("{}. The request was ignored", Text.visible(what, 2 * Text.LONGEST));
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
                    "{} requests with a missing or wrong signature or token were refused in the minute after {}, from {}{}"
                            + " address{}; {} of them from {}",
                    refused,
                    Times.text(begun),
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
