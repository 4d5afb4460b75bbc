package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Counters;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StoreFile;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM while another program holds a write lock on the store and keeps it: the stop takes no longer than promised. */
@Tag("slow")
class LockedStopIT {
    /** {@code vod.call.timeout} and two seconds. */
    private static final Duration PROMISED = Duration.ofSeconds(10);

    private static final int TERMINATED = 143;

    @TempDir
    Path directory;

    private final List<String> ids = SampleIds.random(20261129L, 200);
    private final Map<String, String> settings = new HashMap<>(Map.of("vod.batch.quiet-period", "200ms"));

    @Test
    void withCallsInFlightItEndsInTimeAndTheNextStartFindsOutWhatTheyDid() throws SQLException {
        try (VodSimulator simulator = start(Duration.ofSeconds(3))) {
            try (ModuleProcess module = ModuleProcess.start(directory, settings)) {
                module.drop("ids.txt", ids);
                await(
                        30,
                        () -> !store().rows("SELECT id FROM asset WHERE calling = 1 LIMIT 1")
                                .isEmpty());
                stopUnderLock(module);
                assertThat(errors(module, line -> true))
                        .isNotEmpty()
                        .allMatch(line -> line.contains("another program holds a lock on the store"))
                        .noneMatch(line -> line.contains("check the disk"));
            }
            assertThat(store().rows("SELECT asset_id FROM asset WHERE calling = 1"))
                    .as("calls whose results could not be stored")
                    .isNotEmpty();
            finish(simulator);
        }
    }

    @Test
    void withNothingInFlightItEndsAtOnce() throws SQLException {
        try (VodSimulator simulator = start(Duration.ZERO)) {
            try (ModuleProcess module = ModuleProcess.start(directory, settings)) {
                await(90, () -> module.log().contains("Routes startup"));
                stopUnderLock(module);
                assertThat(errors(module, line -> line.contains("store")))
                        .allMatch(line -> line.contains("another program holds a lock on the store"));
            }
            try (ModuleProcess module = ModuleProcess.start(directory, settings)) {
                module.drop("ids.txt", ids);
                finish(simulator, module);
            }
        }
    }

    /** The lock stays until the process has ended. */
    private void stopUnderLock(ModuleProcess module) throws SQLException {
        try (Connection other = store().change();
                Statement statement = other.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000");
            statement.execute("BEGIN IMMEDIATE");
            long begin = System.nanoTime();
            module.terminate();
            assertThat(module.awaitExit(40)).isEqualTo(TERMINATED);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            assertThat(took).isLessThanOrEqualTo(PROMISED);
            statement.execute("ROLLBACK");
        }
    }

    private void finish(VodSimulator simulator) {
        try (ModuleProcess module = ModuleProcess.start(directory, settings)) {
            finish(simulator, module);
        }
    }

    private void finish(VodSimulator simulator, ModuleProcess module) {
        await(
                90,
                () -> Counters.of(directory.resolve("data")).settled() == ids.size()
                        && Counters.of(directory.resolve("data")).unreported() == 0);
        new Invariants(simulator.recorder(), module.outcomes()).check(ids);
    }

    private VodSimulator start(Duration latency) {
        VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults()
                .withDeletesPerMinute(0)
                .withInfosPerMinute(0)
                .withLatency(latency, latency));
        settings.putAll(ModuleProcess.settingsFor(simulator));
        return simulator;
    }

    private static List<String> errors(ModuleProcess module, Predicate<String> which) {
        return module.log()
                .lines()
                .filter(line -> line.contains(" ERROR "))
                .filter(which)
                .toList();
    }

    private StoreFile store() {
        return StoreFile.of(directory.resolve("data"));
    }

    private static void await(int seconds, Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(seconds))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(AssertionError.class)
                .until(condition);
    }
}
