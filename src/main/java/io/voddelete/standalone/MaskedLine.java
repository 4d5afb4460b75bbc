package io.voddelete.standalone;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import io.voddelete.settings.LogSecrets;

/**
 * {@code %vodMasked(...)} in the log configuration of the stand-alone program: what is in the brackets, without secrets. Only
 * there may this class be loaded, since a host has a logger of its own.
 */
public final class MaskedLine extends CompositeConverter<ILoggingEvent> {
    @Override
    protected String transform(ILoggingEvent event, String text) {
        return LogSecrets.OF_PROCESS.masked(text);
    }
}
