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

/** What a logger and those below it say while this is open. */
public final class CapturedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger;
    private final Level before;
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    /** Those that would print all that is listened to. */
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

    /** Listens to the logger of a class, from INFO on. */
    public static CapturedLog of(Class<?> source) {
        return new CapturedLog((Logger) LoggerFactory.getLogger(source), Level.INFO);
    }

    /** Listens to everything, from INFO on. */
    public static CapturedLog ofAll() {
        return new CapturedLog((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME), Level.INFO);
    }

    /** Listens to all there is, of every library too. */
    public static CapturedLog everything() {
        return everythingOf(Logger.ROOT_LOGGER_NAME);
    }

    /** Listens to all there is of a package. */
    public static CapturedLog everythingOf(String name) {
        return new CapturedLog((Logger) LoggerFactory.getLogger(name), Level.TRACE);
    }

    /** Each event as {@code LEVEL message}. */
    public List<String> lines() {
        return events.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    /** All messages with the stack traces that came with them. */
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
