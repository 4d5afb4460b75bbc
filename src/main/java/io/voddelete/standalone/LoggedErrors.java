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
 * Ends the process on fatal errors that a library (Camel, Netty, Quartz) catches and only logs, since the exchange or request
 * in hand would be lost silently. Requires Logback, hence stand-alone only.
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
