package io.voddelete.support;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventAware;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Log lines that machines find by what happened: {@code event.action} and {@code event.outcome} beside the text, as the Elastic
 * Common Schema names them.
 */
public final class LogEvent {
    private static final String ACTION = "event.action";
    private static final String OUTCOME = "event.outcome";
    private static final String CODE = "error.code";

    private LogEvent() {}

    /**
     * A line about something that was done.
     *
     * @param action what happened, such as {@code submission-accepted}
     */
    public static LoggingEventBuilder done(Logger log, Level level, String action) {
        return line(log, level, action, "success");
    }

    /** A line about something that went wrong. */
    public static LoggingEventBuilder failed(Logger log, Level level, String action) {
        return line(log, level, action, "failure");
    }

    /**
     * A line about a refusal of VOD.
     *
     * @param code of VOD; null if it gave none
     */
    public static LoggingEventBuilder refused(Logger log, Level level, String action, @Nullable String code) {
        LoggingEventBuilder line = failed(log, level, action);
        return code == null ? line : pair(log, line, CODE, code);
    }

    private static LoggingEventBuilder line(Logger log, Level level, String action, String outcome) {
        return pair(log, pair(log, log.atLevel(level), ACTION, action), OUTCOME, outcome);
    }

    /** A logger that does not know pairs would write them into the text. */
    private static LoggingEventBuilder pair(Logger log, LoggingEventBuilder line, String key, String value) {
        return log instanceof LoggingEventAware ? line.addKeyValue(key, value) : line;
    }
}
