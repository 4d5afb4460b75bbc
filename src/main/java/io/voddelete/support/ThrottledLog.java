package io.voddelete.support;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Logs failures of one kind of work at most once a minute for each level, or each cause where the caller tells them apart, with
 * a limit for all; and one line when it succeeds again. Thread-safe.
 */
public final class ThrottledLog {
    /**
     * An ongoing failure.
     *
     * @param text what failed, and the latest cause
     * @param since time of the first failure since the last success
     */
    public record Trouble(String text, Instant since) {}

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** The most lines a minute about failures, whatever their causes. */
    private static final int MOST_LINES = 5;

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
    private @Nullable Trouble trouble;

    /** @param kind the work, as the subject of "{kind} failed: ..."; log lines capitalize it */
    public ThrottledLog(Logger log, String kind, TimeSource clock) {
        this.log = log;
        this.kind = kind;
        this.clock = clock;
        this.minute = new OncePer(MINUTE, MOST_LINES, over -> {}, clock::nanoTime);
    }

    /** Returns the ongoing failure; empty if the last known attempt succeeded. */
    public synchronized Optional<Trouble> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Reports a failure after which work continues; {@code next} says how. Logged at WARN. */
    public void failed(Object error, String next) {
        failed(Level.WARN, error, next);
    }

    /**
     * Reports a failure after which work continues, and that is logged at once if no other with this cause was logged in this
     * minute: a broken connection must not hide that a proxy refuses the next one.
     *
     * @param cause equal for failures that an operator need not tell apart
     * @param inLog the error as only the log tells it, such as with what its support asks for
     */
    public void failed(Object cause, Object error, Object inLog, String next) {
        failed(Level.WARN, cause, error, inLog, next);
    }

    /** Reports such a failure whose log line has no more than {@link #trouble} tells. */
    void failed(Object cause, Object error, String next) {
        failed(cause, error, error, next);
    }

    /** Reports a failure that blocks this work until an operator acts. Logged at ERROR. */
    public void stopped(Object error, String next) {
        failed(Level.ERROR, error, next);
    }

    /** Reports a failure of the store. Logged at ERROR. */
    public void storeFailed(Explained error, String next) {
        stopped(Text.visible(error.getMessage()), next + "; " + error.remedy());
    }

    private void failed(Level level, Object error, String next) {
        failed(level, level, error, error, next);
    }

    private synchronized void failed(Level level, Object cause, Object error, Object inLog, String next) {
        failedAt = clock.nanoTime();
        trouble = new Trouble(kind + " failed: " + error, trouble == null ? clock.instant() : trouble.since);
        failures++;
        inARow++;
        unsaid++;
        if (minute.isTime(cause)) {
            String times = unsaid == 1 ? "" : " " + unsaid + " times, the last time";
            log.atLevel(level).log("{} failed{}: {}. {}", Text.capitalized(kind), times, inLog, next);
            unsaid = 0;
            failing = true;
        }
    }

    /** Reports an unexpected exception. The stack trace is logged only for the first of several in a row. */
    public synchronized void brokenOff(String what, Exception cause) {
        log.error("{}: {}", what, cause, traced ? null : cause);
        traced = true;
    }

    /** Reports that an attempt completed, successfully or not. */
    public synchronized void ended() {
        traced = false;
    }

    /** Reports a success. An isolated failure among successes is not an outage, so no recovery is logged for it. */
    public synchronized void worked() {
        boolean outage = inARow > 1;
        inARow = 0;
        trouble = null;
        if (failing && (outage || isMinuteOver())) {
            log.info("{} works again, after {} failure{}", Text.capitalized(kind), failures, failures == 1 ? "" : "s");
            failures = 0;
            unsaid = 0;
            failing = false;
        }
    }

    private boolean isMinuteOver() {
        return clock.nanoTime() - failedAt >= MINUTE.toNanos();
    }
}
