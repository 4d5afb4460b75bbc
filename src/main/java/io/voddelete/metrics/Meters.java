package io.voddelete.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.step.StepFunctionCounter;
import io.voddelete.support.Timings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The meters of this module in one registry. */
final class Meters implements AutoCloseable {
    private static final double MILLIS = 1e3;
    private static final double NANOS = 1e9;
    private static final String OF_STATSD = "StatsdFunctionCounter";

    private final MeterRegistry registry;
    private final String prefix;
    private final List<Meter> all = new ArrayList<>();
    /** Meters of others, which the registry returns for an equal name. */
    private final Set<Meter> foreign = Collections.newSetFromMap(new IdentityHashMap<>());

    private final List<Timings> collected = new ArrayList<>();
    /** Micrometer forgets a source that nobody else refers to. */
    private final List<Object> held = new ArrayList<>();

    Meters(MeterRegistry registry, String prefix) {
        this.registry = registry;
        this.prefix = prefix;
        this.foreign.addAll(registry.getMeters());
    }

    /** Whether the registry, or one that gets its meters from it, has a meter that ends with this name. */
    static boolean hasMeter(MeterRegistry registry, String name) {
        return Stream.concat(Stream.of(registry), parts(registry))
                .flatMap(each -> each.getMeters().stream())
                .anyMatch(meter -> meter.getId().getName().endsWith(name));
    }

    /** The registries that get their meters from this one. */
    private static Stream<MeterRegistry> parts(MeterRegistry registry) {
        return registry instanceof CompositeMeterRegistry composite
                ? composite.getRegistries().stream().flatMap(part -> Stream.concat(Stream.of(part), parts(part)))
                : Stream.empty();
    }

    /**
     * A counter of the store. Registries that pass on what was added in each step begin at its present value: the first step
     * would otherwise have what was counted since the store was made. All others have the whole number, which never falls.
     */
    void counter(String name, String help, Tags tags, DoubleSupplier count) {
        FunctionCounter counter = counter(registry, prefix + name, help, tags, count);
        Meter.Id id = counter.getId(); // with the changes that a composite makes
        if (passesOnAdditions(counter) && !foreign.contains(counter)) {
            registry.remove(counter);
            counter = counter(registry, prefix + name, help, tags, sinceNow(count));
        }
        keep(counter);
        parts(registry).filter(Meters::isOfSteps).forEach(part -> {
            if (part.removeByPreFilterId(id) != null) {
                counter(part, id.getName(), help, Tags.of(id.getTags()), sinceNow(count));
            }
        });
    }

    private FunctionCounter counter(MeterRegistry to, String name, String help, Tags tags, DoubleSupplier count) {
        held.add(count);
        return FunctionCounter.builder(name, count, DoubleSupplier::getAsDouble)
                .description(help)
                .tags(tags)
                .register(to);
    }

    private static boolean isOfSteps(MeterRegistry registry) {
        return registry.getMeters().stream().anyMatch(Meters::passesOnAdditions);
    }

    /** The one for StatsD is none of steps, but does the same, beginning at 0. It is optional, so it is known by its name. */
    private static boolean passesOnAdditions(Meter meter) {
        return meter instanceof StepFunctionCounter
                || meter.getClass().getSimpleName().equals(OF_STATSD);
    }

    private static DoubleSupplier sinceNow(DoubleSupplier count) {
        AtomicReference<Double> before = new AtomicReference<>(count.getAsDouble());
        return () -> {
            double now = count.getAsDouble();
            double first =
                    before.updateAndGet(known -> known.isNaN() ? now : known); // NaN if nothing could be read then
            return Double.isNaN(now) ? 0 : now - first;
        };
    }

    void gauge(String name, @Nullable String unit, String help, Tags tags, DoubleSupplier number) {
        keep(Gauge.builder(prefix + name, number::getAsDouble)
                .baseUnit(unit)
                .description(help)
                .tags(tags)
                .strongReference(true)
                .register(registry));
    }

    /** The seconds since 1970, or NaN. */
    void time(String name, String help, Tags tags, Supplier<Optional<Instant>> time) {
        gauge(
                name,
                "seconds",
                help + "; NaN if there is none",
                tags,
                () -> time.get().map(at -> at.toEpochMilli() / MILLIS).orElse(Double.NaN));
    }

    /** @param bounds of the histogram, in seconds */
    void timer(String name, String help, Tags tags, double[] bounds, List<Timings> timings) {
        Timer timer = Timer.builder(prefix + name)
                .description(help)
                .tags(tags)
                .serviceLevelObjectives(DoubleStream.of(bounds)
                        .mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * NANOS)))
                        .toArray(Duration[]::new))
                .register(registry);
        keep(timer);
        timings.forEach(each -> each.collect(this, nanos -> timer.record(nanos, TimeUnit.NANOSECONDS)));
        collected.addAll(timings);
    }

    private void keep(Meter meter) {
        if (!foreign.contains(meter)) {
            all.add(meter);
        }
    }

    @Override
    public void close() {
        collected.forEach(each -> each.end(this));
        all.forEach(registry::remove);
    }
}
