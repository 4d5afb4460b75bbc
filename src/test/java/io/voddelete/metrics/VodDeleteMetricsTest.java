package io.voddelete.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.cumulative.CumulativeFunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.core.instrument.step.StepMeterRegistry;
import io.micrometer.core.instrument.step.StepRegistryConfig;
import io.voddelete.kit.SettableClock;
import io.voddelete.metrics.WatchedModule.SenderState;
import io.voddelete.store.AssetStore;
import io.voddelete.store.Counter;
import io.voddelete.store.Counts;
import io.voddelete.store.Figures;
import io.voddelete.store.LastRun;
import io.voddelete.store.OutcomeCount;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoreFigures;
import io.voddelete.store.StoreRules;
import io.voddelete.store.Target;
import io.voddelete.store.sqlite.Sqlite;
import io.voddelete.support.Timings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured while the store cannot be read. */
class VodDeleteMetricsTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-29T20:00:00Z"));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private boolean unreadable;
    private int reads;
    private Supplier<SenderState> sender = () -> new SenderState("running", Optional.empty());
    private AssetStore store;

    @BeforeEach
    void open(@TempDir Path directory) {
        store = Sqlite.open(
                "jdbc:sqlite:" + directory.resolve("store.db"),
                new Target("https://vod.example", "p1"),
                StoreRules.NONE,
                clock,
                new Random(1),
                remark -> {},
                () -> {});
        store.figures().count(Counter.SENT, "", 7);
        store.runLog().recordRun("any", new LastRun(clock.instant(), "", List.of())); // the next transaction
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aCounterIsNoNumberBeforeItCouldBeReadAndKeepsItsValueAfterwards() {
        unreadable = true;
        bind();
        assertThat(sent()).isNaN();
        assertThat(sent()).isNaN();
        assertThat(reads).as("tries within a second").isEqualTo(1);

        unreadable = false;
        clock.advance(Duration.ofSeconds(2));
        assertThat(sent()).isEqualTo(7);

        unreadable = true;
        clock.advance(Duration.ofSeconds(2));
        assertThat(sent()).isEqualTo(7);
    }

    @Test
    void aRegistryOfStepsGetsNothingThatWasCountedBeforeThoughItCouldNotBeRead() {
        unreadable = true;
        MockClock steps = new MockClock();
        StepMeterRegistry pushing = new StepMeterRegistry(new Steps(), steps) {
            @Override
            protected void publish() {
                // a test asks it
            }

            @Override
            protected TimeUnit getBaseTimeUnit() {
                return TimeUnit.SECONDS;
            }
        };
        new VodDeleteMetrics(module(), clock::nanoTime).bindTo(pushing);
        FunctionCounter sent = pushing.get("vod.delete.ids.sent").functionCounter();
        steps.add(Duration.ofMinutes(1));
        assertThat(sent.count()).isZero();

        unreadable = false;
        clock.advance(Duration.ofSeconds(2));
        steps.add(Duration.ofMinutes(1));
        assertThat(sent.count()).isZero();
        store.figures().count(Counter.SENT, "", 3);
        store.runLog().recordRun("any", new LastRun(clock.instant(), "", List.of()));
        clock.advance(Duration.ofSeconds(2));
        assertThat(sent.count()).isZero();
        steps.add(Duration.ofMinutes(1));
        assertThat(sent.count()).isEqualTo(3);
    }

    /** The registry for StatsD passes on what was added since it last looked, and begins at 0. */
    @Test
    void theRegistryForStatsdGetsNothingThatWasCountedBefore() {
        SimpleMeterRegistry statsd = new SimpleMeterRegistry() {
            @Override
            protected <T> FunctionCounter newFunctionCounter(Meter.Id id, T of, ToDoubleFunction<T> count) {
                return new StatsdFunctionCounter<>(id, of, count);
            }
        };
        CompositeMeterRegistry whole = new CompositeMeterRegistry();
        whole.add(statsd);
        for (MeterRegistry each : List.of(statsd, whole)) {
            try (VodDeleteMetrics metrics = new VodDeleteMetrics(module(), clock::nanoTime)) {
                metrics.bindTo(each);
                FunctionCounter sent = statsd.get("vod.delete.ids.sent").functionCounter();
                assertThat(sent.count()).isZero();
                clock.advance(Duration.ofSeconds(2));
                store.figures().count(Counter.SENT, "", 3);
                store.runLog().recordRun("any", new LastRun(clock.instant(), "", List.of()));
                assertThat(sent.count()).isEqualTo(3);
            }
            assertThat(statsd.getMeters()).isEmpty();
        }
    }

    private static final class StatsdFunctionCounter<T> extends CumulativeFunctionCounter<T> {
        StatsdFunctionCounter(Meter.Id id, T of, ToDoubleFunction<T> count) {
            super(id, of, count);
        }
    }

    @Test
    void aSenderWhoseStateCannotBeReadIsInFaultAndNotWhatItWasBefore() {
        bind();
        assertThat(state("running")).isEqualTo(1);

        unreadable = true;
        sender = () -> {
            throw new StoreException("broken", null);
        };
        clock.advance(Duration.ofSeconds(2));
        assertThat(state("running")).isZero();
        assertThat(state("waiting")).isEqualTo(1);

        sender = () -> new SenderState("stopped", Optional.of("fault"));
        clock.advance(Duration.ofSeconds(2));
        assertThat(state("stopped")).as("though the store cannot be read").isEqualTo(1);
    }

    private double sent() {
        return registry.get("vod.delete.ids.sent").functionCounter().count();
    }

    private double state(String state) {
        return registry.get("vod.delete.sender.state")
                .tag("state", state)
                .gauge()
                .value();
    }

    private void bind() {
        new VodDeleteMetrics(module(), clock::nanoTime).bindTo(registry);
    }

    private WatchedModule module() {
        return new WatchedModule(
                new Unreliable(),
                () -> sender.get(),
                Map.of(),
                List.of(),
                () -> 0,
                () -> 0,
                () -> unreadable,
                () -> false,
                () -> 0,
                () -> 0,
                () -> 0,
                Optional::empty,
                Map.of(),
                Map.of());
    }

    private static final class Steps implements StepRegistryConfig {
        @Override
        public String prefix() {
            return "steps";
        }

        @Override
        public @Nullable String get(String key) {
            return null;
        }
    }

    /** The figures of the store, if they can be read. */
    private final class Unreliable implements Figures {
        @Override
        public StoreFigures read() {
            reads++;
            if (unreadable) {
                throw new StoreException("broken", null);
            }
            return store.figures().read();
        }

        @Override
        public Counts counts() {
            return store.figures().counts();
        }

        @Override
        public List<OutcomeCount> reasons() {
            return store.figures().reasons();
        }

        @Override
        public void count(Counter counter, String label, long by) {
            store.figures().count(counter, label, by);
        }

        @Override
        public long heldSubmissions() {
            return store.figures().heldSubmissions();
        }

        @Override
        public Optional<Instant> oldestUnreported() {
            return store.figures().oldestUnreported();
        }

        @Override
        public Timings commits() {
            return store.figures().commits();
        }

        @Override
        public Timings ages() {
            return store.figures().ages();
        }

        @Override
        public Timings delays() {
            return store.figures().delays();
        }
    }
}
