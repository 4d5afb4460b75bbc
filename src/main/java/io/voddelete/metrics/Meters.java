package io.voddelete.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.voddelete.support.Timings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** The meters of this module in one registry. */
final class Meters implements AutoCloseable {
    private static final double MILLIS = 1e3;
    private static final double NANOS = 1e9;

    private final MeterRegistry registry;
    private final String prefix;
    private final List<Meter> all = new ArrayList<>();
    private final List<Timings> collected = new ArrayList<>();
    /** Micrometer forgets a source that nobody else refers to. */
    private final List<Object> held = new ArrayList<>();

    Meters(MeterRegistry registry, String prefix) {
        this.registry = registry;
        this.prefix = prefix;
    }

    void counter(String name, String help, Tags tags, DoubleSupplier count) {
        keep(FunctionCounter.builder(prefix + name, count, DoubleSupplier::getAsDouble)
                .description(help)
                .tags(tags)
                .register(registry));
        held.add(count);
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
        all.add(meter);
    }

    @Override
    public void close() {
        collected.forEach(each -> each.end(this));
        all.forEach(registry::remove);
    }
}
