package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Counters;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody deletes the lock files of a running process and starts a second one: only that one goes on. */
class LostLockIT {
    private static final String LOST = "the lock file was deleted or replaced";

    @TempDir
    Path directory;

    private final List<String> ids = SampleIds.random(20261131L, 1500);
    private final Map<String, String> settings =
            new HashMap<>(Map.of("vod.batch.quiet-period", "200ms", "vod.intake.file.min-age", "200ms"));

    /** @param lock the first of them to go */
    @ParameterizedTest
    @ValueSource(strings = {"data/lock", "data/vod-delete.db.lock"})
    void theFirstSendsNothingMoreAndEachIdHasOneOutcome(String lock) throws IOException {
        try (VodSimulator simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0))) {
            settings.putAll(ModuleProcess.settingsFor(simulator));
            settings.put("vod.pace.calls-per-minute", "600");
            try (ModuleProcess first = ModuleProcess.start(directory, settings)) {
                first.drop("ids.txt", ids);
                await(60, () -> simulator.recorder().deletedCount() >= 50);
                Files.delete(directory.resolve(lock));
                await(20, () -> first.log().contains(LOST));
                Awaitility.await()
                        .during(Duration.ofSeconds(2))
                        .atMost(Duration.ofSeconds(30))
                        .until(new Quiet(simulator));
                assertThat(simulator.recorder().deletedCount()).isLessThan(ids.size());

                Files.deleteIfExists(directory.resolve("data/lock"));
                Files.deleteIfExists(directory.resolve("data/vod-delete.db.lock"));
                settings.put("vod.pace.calls-per-minute", "0");
                try (ModuleProcess second = ModuleProcess.start(directory, settings)) {
                    await(
                            90,
                            () -> Counters.of(directory.resolve("data")).settled() == ids.size()
                                    && Counters.of(directory.resolve("data")).unreported() == 0);
                    assertThat(first.isAlive()).isTrue();
                    new Invariants(simulator.recorder(), second.outcomes()).check(ids);
                }
                first.terminate();
                assertThat(first.awaitExit(30)).isEqualTo(143);
            }
            assertThat(simulator.recorder().deleteCalls()).hasSizeLessThan(ids.size() / 5);
        }
    }

    /** No call has come since it was asked last. */
    private static final class Quiet implements Callable<Boolean> {
        private final VodSimulator simulator;
        private int seen = -1;

        Quiet(VodSimulator simulator) {
            this.simulator = simulator;
        }

        @Override
        public Boolean call() {
            int now = simulator.recorder().deleteCalls().size();
            boolean quiet = now == seen;
            seen = now;
            return quiet;
        }
    }

    private static void await(int seconds, Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(seconds))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(AssertionError.class)
                .until(condition);
    }
}
