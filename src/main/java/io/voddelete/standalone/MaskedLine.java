package io.voddelete.standalone;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import io.voddelete.settings.LogSecrets;

/**
 * Implements {@code %vodMasked(...)} of the stand-alone log configuration: masks secrets in the enclosed text. Requires
 * Logback, so an embedder must not load it.
 */
public final class MaskedLine extends CompositeConverter<ILoggingEvent> {
    @Override
    protected String transform(ILoggingEvent event, String text) {
        return LogSecrets.OF_PROCESS.masked(text);
    }
}
