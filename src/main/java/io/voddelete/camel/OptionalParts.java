package io.voddelete.camel;

import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parts of Camel that a host may leave out. */
final class OptionalParts {
    private static final Logger LOG = LoggerFactory.getLogger(OptionalParts.class);

    /**
     * A part that may be absent.
     *
     * @param lacking the dependency that is not there; empty if the part is complete
     * @param needs the settings that need it, if they are true
     * @param without what there is not without it
     */
    private record Part(Function<CamelContext, Optional<String>> lacking, List<Setting> needs, String without) {}

    private static final List<Part> ALL = List.of(
            new Part(
                    OptionalParts::lacksQuartz,
                    List.of(Setting.INTAKE_SCHEDULE_ENABLED),
                    "no lists are read on a schedule"),
            new Part(
                    OptionalParts::lacksHttp,
                    List.of(Setting.INTAKE_WEBHOOK_ENABLED, Setting.STATUS_ENABLED),
                    "there is no webhook, and there are no queries and commands over HTTP"),
            new Part(OptionalParts::lacksMicrometer, List.of(Setting.METRICS_ENABLED), "there are no metrics"),
            new Part(OptionalParts::lacksOpenTelemetry, List.of(Setting.TRACE_IDS), "there are no spans"),
            new Part(OptionalParts::lacksHealth, List.of(), "the host's health checks say nothing about this module"));

    private OptionalParts() {}

    /**
     * Logs what there is not, once.
     *
     * @throws SettingsException if a setting needs what there is not
     */
    static void check(CamelContext context, Settings settings) {
        List<String> faults = new ArrayList<>();
        for (Part part : ALL) {
            Optional<String> lacking = part.lacking.apply(context);
            List<Setting> needs = part.needs.stream().filter(settings::flag).toList();
            if (lacking.isPresent() && needs.isEmpty()) {
                LOG.info("{} is not on the class path: {}", lacking.get(), part.without);
            }
            lacking.ifPresent(
                    artifact -> needs.forEach(setting -> faults.add(setting.key() + " is true, but " + artifact
                            + " is not on the class path. Add that dependency, or set " + setting.key() + "=false"
                            + settings.setBy(setting))));
        }
        if (!faults.isEmpty()) {
            throw new SettingsException(faults);
        }
    }

    /** The BOM of Quarkus excludes Quartz from Camel's component. */
    private static Optional<String> lacksQuartz(CamelContext context) {
        return lacks(context, "org.apache.camel.component.quartz.QuartzComponent", "org.apache.camel:camel-quartz")
                .or(() -> lacks(context, "org.quartz.CronExpression", "org.quartz-scheduler:quartz"));
    }

    private static Optional<String> lacksHttp(CamelContext context) {
        return lacks(
                context,
                "org.apache.camel.component.platform.http.PlatformHttpComponent",
                "org.apache.camel:camel-platform-http");
    }

    /** Binds metrics if there is something to bind them to; returns what takes them back. */
    static AutoCloseable metrics(CamelContext context, Supplier<AutoCloseable> bind) {
        return lacksMicrometer(context).isEmpty() ? bind.get() : () -> {};
    }

    private static Optional<String> lacksMicrometer(CamelContext context) {
        return lacks(context, "io.micrometer.core.instrument.MeterRegistry", "io.micrometer:micrometer-core");
    }

    /** Begins spans if there can be some. */
    static void traces(CamelContext context, Runnable begin) {
        if (lacksOpenTelemetry(context).isEmpty()) {
            begin.run();
        }
    }

    private static Optional<String> lacksOpenTelemetry(CamelContext context) {
        return lacks(context, "io.opentelemetry.api.OpenTelemetry", "io.opentelemetry:opentelemetry-api")
                .or(() -> lacks(context, "io.opentelemetry.context.Context", "io.opentelemetry:opentelemetry-context"));
    }

    private static Optional<String> lacksHealth(CamelContext context) {
        return HealthCheckRegistry.get(context) == null
                ? Optional.of("org.apache.camel:camel-health")
                : Optional.empty();
    }

    /** Looks for the file of a class: one whose own dependencies are missing cannot be loaded. */
    private static Optional<String> lacks(CamelContext context, String type, String artifact) {
        String file = type.replace('.', '/') + ".class";
        return context.getClassResolver().loadResourceAsURL(file) == null ? Optional.of(artifact) : Optional.empty();
    }
}
