package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Counters;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.AnswerForm;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
        List<String> ids = mixed(seed, random);
        SimulatorOptions options = SimulatorOptions.defaults()
                .withDeletesPerMinute(0)
                .withInfosPerMinute(0)
                .withNotFound(AnswerForm.ITEM)
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
                assertThat(module.outcomes().failure()).hasSizeGreaterThan(50);
            } finally {
                module.close();
            }
        }
    }

    /** Mostly living ids, and some of every other fate, so that FAILED is said as well. */
    private static List<String> mixed(long seed, Random random) {
        List<String> fated = Stream.of(
                        SampleIds.fated(404, 60),
                        SampleIds.fated(410, 30),
                        SampleIds.fated(423, 10),
                        SampleIds.fated(403, 4),
                        SampleIds.fated(502, 4))
                .flatMap(List::stream)
                .toList();
        List<String> ids = new ArrayList<>(SampleIds.random(seed, IDS - fated.size()));
        ids.addAll(fated);
        Collections.shuffle(ids, random);
        return ids;
    }

    /** Some kills come at a time after the start (start-up, intake), the others in the middle of sending. */
    private static void awaitMoment(VodSimulator simulator, ModuleProcess module, Random random, int kill) {
        if (kill % 3 == 0) {
            Duration time = Duration.ofMillis(300 + random.nextInt(2700));
            Awaitility.await().pollDelay(time).atMost(time.plusSeconds(5)).until(module::isAlive);
            return;
        }
        long target = Math.min(IDS - 400, simulator.truth().deletedCount() + 100 + random.nextInt(1200));
        await(Duration.ofSeconds(30), () -> simulator.truth().deletedCount() >= target);
    }

    private static void await(Duration longest, Callable<Boolean> condition) {
        Awaitility.await().atMost(longest).pollInterval(Duration.ofMillis(10)).until(condition);
    }
}
