package io.voddelete.camel;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.voddelete.trace.OpenTelemetrySpans;
import io.voddelete.trace.Traces;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives spans to the OpenTelemetry that the host has. Must not be loaded without its API. */
final class TraceWiring {
    private static final Logger LOG = LoggerFactory.getLogger(TraceWiring.class);

    private TraceWiring() {}

    /** Begins them, once the host has bound its beans. */
    static void begin(CamelContext context, Traces traces) {
        find(context).ifPresent(telemetry -> traces.begin(new OpenTelemetrySpans(telemetry, Version.number())));
    }

    private static Optional<OpenTelemetry> find(CamelContext context) {
        Set<OpenTelemetry> bound = context.getRegistry().findByType(OpenTelemetry.class);
        if (bound.size() > 1) {
            LOG.warn("There are no spans: the host has {} beans of the type OpenTelemetry. Leave one", bound.size());
            return Optional.empty();
        }
        return bound.stream().findFirst().or(TraceWiring::global);
    }

    /** Asking for one that is not set would set it, so that the host could not do so later. */
    private static Optional<OpenTelemetry> global() {
        try {
            return GlobalOpenTelemetry.isSet() ? Optional.of(GlobalOpenTelemetry.get()) : Optional.empty();
        } catch (NoSuchMethodError e) {
            return Optional.empty(); // an API before 1.57 cannot be asked
        }
    }
}
