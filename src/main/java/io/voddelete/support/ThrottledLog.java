package io.voddelete.support;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** At most one line a minute while work of one kind fails, however often, and one line when it is done again. */
public final class ThrottledLog {
    /**
     * What goes wrong now.
     *
     * @param text what failed, and how the last time
     * @param since the first failure after which nothing has worked
     */
    public record Trouble(String text, Instant since) {}

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Logger log;
    private final String kind;
    private final TimeSource clock;
    private final OncePer minute;
    private long failedAt;
    private long unsaid;
    private long inARow;
    private long failures;
    private boolean failing;
    private boolean traced;
    private Trouble trouble;

    /** @param kind begins the sentence that says that it failed */
    public ThrottledLog(Logger log, String kind, TimeSource clock) {
        this.log = log;
        this.kind = kind;
        this.clock = clock;
        this.minute = new OncePer(MINUTE, clock::nanoTime);
    }

    /** Empty if the last work of this kind succeeded, as far as is known. */
    public synchronized Optional<Trouble> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Some work failed; {@code next} says what happens now. */
    public void failed(Object error, String next) {
        failed(Level.WARN, error, next);
    }

    /** The same of work that does not go on until somebody mends something. */
    public void stopped(Object error, String next) {
        failed(Level.ERROR, error, next);
    }

    /** The same of a store that is out of order. */
    public void storeFailed(Explained error, String next) {
        stopped(Text.visible(error.getMessage()), next + "; " + error.remedy());
    }

    private synchronized void failed(Level level, Object error, String next) {
        failedAt = clock.nanoTime();
        trouble = new Trouble(kind + " failed: " + error, trouble == null ? clock.instant() : trouble.since);
        failures++;
        inARow++;
        unsaid++;
        if (minute.isTime(kind)) {
            String times = unsaid == 1 ? "" : " " + unsaid + " times, the last time";
            log.atLevel(level).log("{} failed{}: {}. {}", kind, times, error, next);
            unsaid = 0;
            failing = true;
        }
    }

    /** Something unforeseen broke work off; its stack trace, the same each time, comes only the first time in a row. */
    public synchronized void brokenOff(String what, Exception cause) {
        log.error("{}: {}", what, cause, traced ? null : cause);
        traced = true;
    }

    /** Work came to its end, well or not. */
    public synchronized void ended() {
        traced = false;
    }

    /** Now and then a failure among many successes is no end of an outage, and not said as one. */
    public synchronized void worked() {
        boolean outage = inARow > 1;
        inARow = 0;
        trouble = null;
        if (failing && (outage || isMinuteOver())) {
            log.info("{} works again, after {} failure{}", kind, failures, failures == 1 ? "" : "s");
            failures = 0;
            unsaid = 0;
            failing = false;
        }
    }

    private boolean isMinuteOver() {
        return clock.nanoTime() - failedAt >= MINUTE.toNanos();
    }
}
