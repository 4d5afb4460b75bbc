package io.voddelete.camel;

import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.store.StoreFault;
import io.voddelete.support.FatalErrors;
import io.voddelete.support.ProcessEnd;
import io.voddelete.support.ThrottledLog.Trouble;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the errors of our routes and threads. After a fatal JVM error, such as out of memory, the standalone process ends;
 * when embedded, only this module ends and says so, and the host continues.
 */
final class ErrorWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorWatch.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final Duration TO_STORE = Duration.ofSeconds(2);

    /** The route whose exchanges are the calls that delete. */
    private static final String CALLS = "vod-delete-batch";

    private final Runnable endModule;
    private final Duration longestCall;
    private final InstantSource clock;
    /** Null until routes are watched. */
    private volatile @Nullable CamelContext watched;

    private volatile @Nullable Trouble end;
    /** Null until routes are watched. */
    private @Nullable StepErrors steps;
    /** Null until routes are watched. */
    private @Nullable RoutePolicyFactory policies;

    /**
     * @param endModule stops all new work; called at most once
     * @param settings have the maximum duration of a call
     */
    ErrorWatch(Runnable endModule, Settings settings, InstantSource clock) {
        this.endModule = endModule;
        this.longestCall = settings.duration(Setting.CALL_TIMEOUT).plus(TO_STORE);
        this.clock = clock;
    }

    /** Why the module has ended by itself; empty if it has not. */
    Optional<Trouble> end() {
        return Optional.ofNullable(end);
    }

    /** Does nothing unless this is, or was caused by, a fatal error. */
    void look(@Nullable Throwable thrown) {
        Throwable fatal = FatalErrors.find(thrown);
        if (fatal != null) {
            end(fatal);
        }
    }

    /** Ends the process or the module because of an error that requires a restart. */
    void end(Throwable fatal) {
        ProcessEnd.by(fatal);
        if (!isFirst(new Trouble("vod-delete-routes has ended because of " + fatal, clock.instant()))) {
            return;
        }
        LOG.error(
                "vod-delete-routes ends because of an error that requires a restart: nothing is accepted, sent or reported any"
                        + " more. Nothing accepted is lost. Restart the host application, with more heap (-Xmx) if this happens"
                        + " again",
                fatal);
        endModule.run();
    }

    /** Ends the process or the module because nothing can be written to the store until a restart. */
    void endStore(Throwable cause) {
        StoreFault fault = StoreFault.of(cause);
        if (!fault.isFinal()) {
            end(cause);
            return;
        }
        String text = "vod-delete-routes ends because " + fault.text(cause, "")
                + ": nothing is accepted, sent or reported" + " any more. What to do: " + fault.remedy();
        if (!isFirst(new Trouble(text, clock.instant()))) {
            return;
        }
        LOG.error("{}", text);
        if (fault == StoreFault.TAKEN_OVER) {
            endModule.run();
            afterCalls(() -> ProcessEnd.because(text));
        } else {
            ProcessEnd.because(text);
            endModule.run();
        }
    }

    /** Waits for calls in progress: their responses can still be stored after another node has taken over, and are known nowhere else. */
    private void afterCalls(Runnable end) {
        long latest = System.nanoTime() + longestCall.toNanos();
        Thread waiting = new Thread(
                () -> {
                    while (isCalling() && System.nanoTime() - latest < 0) {
                        LockSupport.parkNanos(LOOK_AGAIN.toNanos());
                    }
                    end.run();
                },
                "vod-end");
        waiting.setDaemon(true);
        waiting.start();
    }

    private boolean isCalling() {
        CamelContext context = watched;
        return context != null && context.getInflightRepository().size(CALLS) > 0;
    }

    private synchronized boolean isFirst(Trouble trouble) {
        if (end != null) {
            return false;
        }
        end = trouble;
        return true;
    }

    /** Watches every exchange of these routes, even if its exception was handled. */
    void watch(CamelContext context, Collection<String> routes) {
        watched = context;
        Set<String> ours = Set.copyOf(routes);
        steps = new StepErrors(ours);
        policies = (CamelContext camel, String routeId, NamedNode route) -> ours.contains(routeId) ? policy() : null;
        context.getCamelContextExtension().addInterceptStrategy(steps);
        context.addRoutePolicyFactory(policies);
    }

    /** Ends {@link #watch} for routes that are built from now on. */
    void unwatch(CamelContext context) {
        context.getCamelContextExtension().getInterceptStrategies().remove(steps);
        context.getRoutePolicyFactories().remove(policies);
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
