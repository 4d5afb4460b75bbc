package io.voddelete.message;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeFailedEvent;
import org.apache.camel.support.EventNotifierSupport;

/** The messages of a host whose exchange ended with an exception. */
final class FailedMessages extends EventNotifierSupport {
    private final List<Class<?>> exceptions = new CopyOnWriteArrayList<>();

    /** Call before the context starts. */
    static void watch(CamelContext context) {
        context.getManagementStrategy().addEventNotifier(new FailedMessages());
    }

    static FailedMessages of(CamelContext context) {
        return context.getManagementStrategy().getEventNotifiers().stream()
                .filter(FailedMessages.class::isInstance)
                .map(FailedMessages.class::cast)
                .findFirst()
                .orElseThrow();
    }

    int count() {
        return exceptions.size();
    }

    Set<Class<?>> kinds() {
        return exceptions.stream().collect(Collectors.toSet());
    }

    @Override
    public void notify(CamelEvent event) {
        if (event instanceof ExchangeFailedEvent failed
                && failed.getExchange().getFromRouteId().startsWith("route")) {
            exceptions.add(failed.getExchange().getException().getClass());
        }
    }
}
