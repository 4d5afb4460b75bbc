package io.voddelete.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.voddelete.support.ProcessEnd;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Sees errors that a library catches and only logs, as Camel's engine, Netty and Quartz do: whatever the exchange or the
 * request held is lost then, and nobody else hears of it. Only with logback, so in the stand-alone form.
 */
final class LoggedErrors extends TurboFilter {
    static void watch() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            logback.addTurboFilter(new LoggedErrors());
        }
    }

    @Override
    public FilterReply decide(
            Marker marker, Logger logger, Level level, String format, Object[] parameters, Throwable thrown) {
        ProcessEnd.look(thrown);
        if (parameters != null
                && parameters.length > 0
                && parameters[parameters.length - 1] instanceof Throwable last) {
            ProcessEnd.look(last);
        }
        return FilterReply.NEUTRAL;
    }
}
