package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Counters;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar, killed with SIGKILL at random moments: nothing is lost, contradicted or sent again unasked. */
class KillIT {
    private static final int KILLS = 10;
    private static final int IDS = 10_000;
    private static final int CONCURRENCY = 8;

    @TempDir
    Path directory;

    @Test
    void tenKillsOverTenThousandIdsChangeNothing() {
        long seed = Long.getLong("kill.seed", 20261124L);
        Random random = new Random(seed);
        List<String> ids = SampleIds.random(seed, IDS);
        SimulatorOptions options = SimulatorOptions.defaults()
                .withDeletesPerMinute(0)
                .withInfosPerMinute(0)
                .withLatency(Duration.ofMillis(5), Duration.ofMillis(60));
        try (VodSimulator simulator = VodSimulator.start(options)) {
            Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
            settings.put("vod.call.concurrency", String.valueOf(CONCURRENCY));
            settings.put("vod.preflight", "off"); // so that whoever asks asset/info is reading back
            settings.put("vod.batch.quiet-period", "200ms");
            settings.put("vod.retry.delay", "100ms");
            ModuleProcess module = ModuleProcess.start(directory, settings);
            try {
                module.drop("all.txt", ids);
                for (int kill = 0; kill < KILLS; kill++) {
                    awaitMoment(simulator, module, random, kill);
                    module.kill();
                    Counters.checked(directory.resolve("data"));
                    module = ModuleProcess.start(directory, settings);
                }
                await(Duration.ofSeconds(60), () -> {
                    Counters counters = Counters.of(directory.resolve("data"));
                    return counters.settled() == IDS && counters.unreported() == 0;
                });
                Invariants invariants = new Invariants(simulator.truth(), module.outcomes());
                invariants.check(ids);
                int sentAgain = invariants.sentAgain();
                System.err.printf(
                        "KillIT seed %d: %d kills, %d calls, %d ids sent again, mean batch %.2f%n",
                        seed, KILLS, simulator.truth().deleteCalls().size(), sentAgain, invariants.meanBatch());
                assertThat(sentAgain).isLessThanOrEqualTo(KILLS * CONCURRENCY * 10);
                assertThat(simulator.truth().deletedCount()).isEqualTo(IDS);
            } finally {
                module.close();
            }
        }
    }

    /** Some kills come at a time after the start (start-up, intake), the others in the middle of sending. */
    private static void awaitMoment(VodSimulator simulator, ModuleProcess module, Random random, int kill) {
        if (kill % 3 == 0) {
            Duration time = Duration.ofMillis(300 + random.nextInt(2700));
            Awaitility.await().pollDelay(time).atMost(time.plusSeconds(5)).until(module::isAlive);
            return;
        }
        long target = Math.min(IDS - 50, simulator.truth().deletedCount() + 100 + random.nextInt(1200));
        await(Duration.ofSeconds(30), () -> simulator.truth().deletedCount() >= target);
    }

    private static void await(Duration longest, Callable<Boolean> condition) {
        Awaitility.await().atMost(longest).pollInterval(Duration.ofMillis(10)).until(condition);
    }
}
