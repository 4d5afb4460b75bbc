package io.voddelete.camel;

import io.voddelete.support.FatalErrors;
import io.voddelete.support.ProcessEnd;
import io.voddelete.support.ThrottledLog.Trouble;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.support.RoutePolicySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at what our routes and threads end with. After a fatal error of the JVM, such as no memory, the stand-alone process
 * ends; embedded, this module ends by itself and says so, and the host goes on.
 */
final class ErrorWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorWatch.class);

    private final Runnable endModule;
    private final InstantSource clock;
    private volatile Trouble end;

    /** @param endModule begins nothing new from then on; called once at most */
    ErrorWatch(Runnable endModule, InstantSource clock) {
        this.endModule = endModule;
        this.clock = clock;
    }

    /** Why the module has ended by itself; empty as long as it has not. */
    Optional<Trouble> end() {
        return Optional.ofNullable(end);
    }

    /** Does nothing unless this is, or comes from, a fatal error. */
    void look(Throwable thrown) {
        Throwable fatal = FatalErrors.find(thrown);
        if (fatal != null) {
            end(fatal);
        }
    }

    /** Ends the process, or the module, by whatever only a new start mends. */
    void end(Throwable fatal) {
        ProcessEnd.by(fatal);
        synchronized (this) {
            if (end != null) {
                return;
            }
            end = new Trouble("vod-delete-routes has ended by " + fatal, clock.instant());
        }
        LOG.error(
                "vod-delete-routes ends by an error that only a new start mends: nothing is taken in, sent or reported any more. Nothing accepted"
                        + " is lost. Start the host application again, with more heap (-Xmx) if it comes again",
                fatal);
        endModule.run();
    }

    /** Looks at every exchange of these routes, also where its exception was handled. */
    void watch(CamelContext context, Collection<String> routes) {
        Set<String> ours = Set.copyOf(routes);
        context.getCamelContextExtension().addInterceptStrategy(new StepErrors(ours));
        context.addRoutePolicyFactory(
                (CamelContext camel, String routeId, NamedNode route) -> ours.contains(routeId) ? policy() : null);
    }

    private RoutePolicy policy() {
        return new RoutePolicySupport() {
            @Override
            public void onExchangeDone(Route route, Exchange exchange) {
                look(exchange.getException());
                look(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
            }
        };
    }
}
