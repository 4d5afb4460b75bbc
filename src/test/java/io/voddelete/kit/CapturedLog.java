package io.voddelete.kit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Captures what a logger and its children log while this is open. */
public final class CapturedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger;
    private final Level before;
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    /** Appenders detached meanwhile, because they would print everything captured. */
    private final List<Appender<ILoggingEvent>> silenced = new ArrayList<>();

    private CapturedLog(Logger logger, Level level) {
        this.logger = logger;
        this.before = logger.getLevel();
        logger.setLevel(level);
        setContext(logger.getLoggerContext());
        start();
        if (level == Level.TRACE) {
            logger.iteratorForAppenders().forEachRemaining(silenced::add);
            silenced.forEach(logger::detachAppender);
        }
        logger.addAppender(this);
    }

    /** Captures the logger of a class, from INFO up. */
    public static CapturedLog of(Class<?> source) {
        return new CapturedLog((Logger) LoggerFactory.getLogger(source), Level.INFO);
    }

    /** Captures the logger of a class that cannot be named in code, from INFO up. */
    public static CapturedLog of(String source) {
        return new CapturedLog((Logger) LoggerFactory.getLogger(source), Level.INFO);
    }

    /** Captures all loggers, from INFO up. */
    public static CapturedLog ofAll() {
        return new CapturedLog((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME), Level.INFO);
    }

    /** Captures all loggers at all levels, including those of libraries. */
    public static CapturedLog everything() {
        return everythingOf(Logger.ROOT_LOGGER_NAME);
    }

    /** Captures a package at all levels. */
    public static CapturedLog everythingOf(String name) {
        return new CapturedLog((Logger) LoggerFactory.getLogger(name), Level.TRACE);
    }

    /** Returns each event as {@code LEVEL message}. */
    public List<String> lines() {
        return events.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    /** Returns the level of each event. */
    public List<String> levels() {
        return events.stream().map(event -> event.getLevel().toString()).toList();
    }

    /** Returns all messages with their stack traces. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (ILoggingEvent event : events) {
            text.append(event.getFormattedMessage()).append('\n');
            if (event.getThrowableProxy() != null) {
                text.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
        }
        return text.toString();
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.add(event);
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(before);
        silenced.forEach(logger::addAppender);
        stop();
    }
}
