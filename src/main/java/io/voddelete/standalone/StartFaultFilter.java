package io.voddelete.standalone;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.regex.Pattern;

/**
 * Leaves out what Camel logs of a start that failed, since {@link StartFault} says it once. Requires Logback, so an embedder must
 * not load it.
 */
public final class StartFaultFilter extends Filter<ILoggingEvent> {
    private static final Pattern FAULT =
            Pattern.compile("Error starting CamelContext|Lifecycle strategy \\S+ failed (initializing|starting) ");

    @Override
    public FilterReply decide(ILoggingEvent event) {
        return FAULT.matcher(event.getFormattedMessage()).lookingAt() ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}
