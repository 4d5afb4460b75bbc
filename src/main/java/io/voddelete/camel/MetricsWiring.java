package io.voddelete.camel;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.voddelete.intake.CronTimes;
import io.voddelete.metrics.VodDeleteMetrics;
import io.voddelete.metrics.WatchedModule;
import io.voddelete.operations.Sender;
import io.voddelete.operations.SenderReports;
import io.voddelete.sender.RateLimiter;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.store.AssetStore;
import io.voddelete.store.LastRun;
import io.voddelete.store.StoreCondition;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Binds the metrics to the registries of Micrometer that the host has. Must not be loaded without Micrometer. */
final class MetricsWiring {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsWiring.class);

    private final Settings settings;
    private final StorePlace place;
    private final AssetStore store;
    private final SenderWiring sender;
    private final SenderReports reports;
    private final TimeSource clock;

    private MetricsWiring(
            Settings settings,
            StorePlace place,
            AssetStore store,
            SenderWiring sender,
            SenderReports reports,
            TimeSource clock) {
        this.settings = settings;
        this.place = place;
        this.store = store;
        this.sender = sender;
        this.reports = reports;
        this.clock = clock;
    }

    /** Call when the host has bound its beans. Close the result, which takes the metrics back. */
    static AutoCloseable bind(
            CamelContext context,
            Settings settings,
            StorePlace place,
            AssetStore store,
            SenderWiring sender,
            SenderReports reports,
            TimeSource clock) {
        VodDeleteMetrics metrics = new VodDeleteMetrics(
                new MetricsWiring(settings, place, store, sender, reports, clock).module(context), clock::nanoTime);
        for (MeterRegistry registry : registries(context)) {
            if (VodDeleteMetrics.areIn(registry)) {
                LOG.warn(
                        "There are no metrics of this module in {}: another Camel context has installed the module and has its"
                                + " metrics there. Both delete and count; to see both, give each context a MeterRegistry of its own",
                        registry.getClass().getName());
            } else {
                metrics.bindTo(registry);
            }
        }
        return metrics;
    }

    /** Those of a composite get their meters from it. */
    private static Set<MeterRegistry> registries(CamelContext context) {
        Set<MeterRegistry> found = new HashSet<>(context.getRegistry().findByType(MeterRegistry.class));
        for (MeterRegistry each : List.copyOf(found)) {
            if (each instanceof CompositeMeterRegistry composite) {
                found.removeAll(composite.getRegistries());
            }
        }
        return found;
    }

    private WatchedModule module(CamelContext context) {
        int pace = settings.number(Setting.PACE_CALLS);
        WatchedCalls calls = sender.watchedCalls();
        return new WatchedModule(
                store.figures(),
                () -> state(reports.condition()),
                Map.of("delete", of(calls.deletes()), "info", of(calls.infos())),
                List.of(calls.deletes().slotWaits(), calls.infos().slotWaits()),
                () -> pace == 0 ? Double.POSITIVE_INFINITY : pace,
                sender::callsPerMinute,
                this::storeFails,
                () -> store.health().condition().auditFails(),
                () -> size(place.files()),
                () -> free(place.files()),
                () -> calls.serverClock().offset().toMillis() / 1e3,
                calls.credentials()::expiry,
                schedules(),
                Map.of(
                        "version",
                        Version.number(),
                        "camel",
                        context.getVersion(),
                        "java",
                        String.valueOf(Runtime.version().feature())));
    }

    private static WatchedModule.SenderState state(Sender.Condition condition) {
        return new WatchedModule.SenderState(condition.state(), condition.cause());
    }

    private static WatchedModule.Calls of(RateLimiter kind) {
        return new WatchedModule.Calls(kind.callTimes(), kind::lastAccepted);
    }

    private Map<String, WatchedModule.Runs> schedules() {
        if (!settings.flag(Setting.INTAKE_SCHEDULE_ENABLED)) {
            return Map.of();
        }
        String name = settings.text(Setting.INTAKE_SCHEDULE_NAME);
        CronTimes times = new CronTimes(
                settings.text(Setting.INTAKE_SCHEDULE_CRON),
                ZoneId.of(settings.text(Setting.INTAKE_SCHEDULE_TIME_ZONE)));
        Supplier<Optional<LastRun>> last = () -> store.runLog().lastRun(name);
        return Map.of(
                name,
                new WatchedModule.Runs(
                        () -> last.get().map(LastRun::planned),
                        () -> times.firstUnrecorded(last.get(), clock.instant())));
    }

    /** A fault may have ended, which only another attempt can show: at the next look. */
    private boolean storeFails() {
        StoreCondition condition = store.health().condition();
        if (condition.fault() != null) {
            store.health().tryToWriteLater();
        }
        return condition.fault() != null || condition.end() != null;
    }

    /** With their logs; not a number if the store is no file of this machine. */
    private static double size(List<Path> files) {
        return files.stream()
                .mapToDouble(file -> size(file) + size(Path.of(file + "-wal")))
                .reduce(Double::sum)
                .orElse(Double.NaN);
    }

    private static double free(List<Path> files) {
        return files.stream()
                .mapToDouble(file -> free(file.toAbsolutePath()))
                .min()
                .orElse(Double.NaN);
    }

    private static double size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // it comes and goes
        }
    }

    private static double free(Path file) {
        try {
            return Files.getFileStore(file).getUsableSpace();
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
