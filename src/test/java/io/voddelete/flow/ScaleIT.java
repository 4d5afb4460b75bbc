package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Counters;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SeenCall;
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
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many ids through the jar. Prints figures; judges only what is right and what fits into the memory. In the build ids and heap
 * of the deletion are both less than what is promised: {@code -Dscale.ids=100000 -Dscale.ids-heap=256}. More ids that are held:
 * {@code -Dscale.held=1000000}, and then with the pace of {@code asset/info} by default.
 */
@Tag("slow")
class ScaleIT {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);

    private static final int IDS = Integer.getInteger("scale.ids", 40_000);

    private static final int HELD = Integer.getInteger("scale.held", 20_000);

    /** In MiB. */
    private static final int HEAP = Integer.getInteger("scale.ids-heap", 96);

    @TempDir
    Path directory;

    @Test
    void manyIdsAtUnlimitedPaceAreEachDeletedByOneCall() {
        List<String> ids = SampleIds.random(41, IDS);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
            settings.put("vod.preflight", "false");
            String audit = System.getProperty("scale.audit"); // on another disk, to see what its flushes cost
            if (audit != null) {
                settings.put("vod.audit.directory", audit);
            }
            try (ModuleProcess module = ModuleProcess.start(directory, settings, "-Xmx" + HEAP + "m")) {
                module.drop("all.txt", ids);
                await(60, () -> simulator.recorder().deletedCount() > 0);
                long first = System.nanoTime();
                await(300, () -> settledAndReported(IDS));
                double seconds = (System.nanoTime() - first) / 1e9;

                Invariants invariants = new Invariants(simulator.recorder(), module.outcomes());
                System.err.printf(
                        "ScaleIT: %d ids in %.1f s, %.0f ids/s, %.0f calls/s, mean batch %.2f, peak memory %d MiB%n",
                        IDS,
                        seconds,
                        IDS / seconds,
                        IDS / 10 / seconds,
                        invariants.meanBatch(),
                        module.peakMebibytes());
                assertThat(simulator.recorder().sentAgainCount()).isZero();
                assertThat(simulator.recorder().deletedCount()).isEqualTo(IDS);
                assertThat(invariants.meanBatch()).isGreaterThanOrEqualTo(9.9);
                invariants.check(ids);
            }
        }
    }

    @Test
    void aMillionLinesAreAcceptedInLittleMemoryAndDoNotHoldUpOneIdBehindThem() {
        int count = 1_000_000;
        String late = SampleIds.random(43, 1).get(0);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
            settings.put("vod.pace.calls-per-minute", "100");
            try (ModuleProcess module = ModuleProcess.start(directory, settings, "-Xmx128m")) {
                long dropped = System.nanoTime();
                module.drop("million.txt", () -> SampleIds.stream(42, count).iterator());
                await(300, () -> counters().submissions() == 1);
                double seconds = (System.nanoTime() - dropped) / 1e9;
                assertThat(counters().accepted()).isEqualTo(count);

                module.drop("late.txt", List.of(late));
                await(120, () -> counters().submissions() == 2);
                int before = simulator.recorder().deleteCalls().size();
                await(120, () -> simulator.recorder().isDeleted(late));
                // none or less if it went out before the store was asked
                int behind = callsUntil(late, simulator.recorder().deleteCalls()) - before;

                System.err.printf(
                        "ScaleIT: %d lines written and accepted in %.1f s, one id behind them in call %d, peak memory %d MiB%n",
                        count, seconds, behind, module.peakMebibytes());
                // two batches may be ahead where asset/info takes longer than a slot, as on a busy machine
                assertThat(behind).isLessThanOrEqualTo(3);
                assertThat(module.log()).doesNotContain("OutOfMemoryError", "ERROR");
            }
        }
    }

    @Test
    void manyHeldIdsHaveTheirPlanSoonAndDoNotHoldUpASmallListBehindThem() {
        List<String> late = SampleIds.random(45, 10);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
            settings.put("vod.approval.required", "over-limit");
            if (System.getProperty("scale.held") != null) {
                settings.remove("vod.info.calls-per-minute"); // as VOD admits, with which a plan takes 45 s
            }
            settings.put("vod.pace.calls-per-minute", "100");
            try (ModuleProcess module = ModuleProcess.start(directory, settings, "-Xmx128m")) {
                long dropped = System.nanoTime();
                module.drop("held.txt", () -> SampleIds.stream(44, HELD).iterator());
                await(300, () -> counters().submissions() == 1);
                double seconds = (System.nanoTime() - dropped) / 1e9;
                long sealed = System.nanoTime();
                await(300, () -> hasPlan(module.inbox().resolve("held")));
                double planned = (System.nanoTime() - sealed) / 1e9;

                module.drop("late.txt", late);
                await(60, () -> counters().submissions() == 2);
                long small = System.nanoTime();
                await(60, () -> simulator.recorder().deletedCount() > 0);
                double first = (System.nanoTime() - small) / 1e9;
                await(60, () -> counters().settled() == late.size());

                System.err.printf(
                        "ScaleIT: %d lines written and held in %.1f s, their plan in %.1f s, the first call of a list behind"
                                + " them in %.1f s, peak memory %d MiB%n",
                        HELD, seconds, planned, first, module.peakMebibytes());
                assertThat(simulator.recorder().deleteCalls())
                        .as("the first call is one of the small list")
                        .singleElement()
                        .satisfies(call -> assertThat(call.assetIds()).containsExactlyInAnyOrderElementsOf(late));
                assertThat(module.log()).doesNotContain("OutOfMemoryError", "ERROR");
            }
        }
    }

    private static boolean hasPlan(Path held) throws IOException {
        if (!Files.isDirectory(held)) {
            return false;
        }
        try (Stream<Path> files = Files.list(held)) {
            return files.anyMatch(file -> file.toString().endsWith(".plan.txt"));
        }
    }

    private static int callsUntil(String id, List<SeenCall> calls) {
        int number = 1;
        while (!calls.get(number - 1).assetIds().contains(id)) {
            number++;
        }
        return number;
    }

    private boolean settledAndReported(int count) {
        Counters counters = counters();
        return counters.settled() == count && counters.unreported() == 0;
    }

    private Counters counters() {
        return Counters.of(directory.resolve("data"));
    }

    private static void await(int seconds, Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(seconds))
                .pollInterval(Duration.ofMillis(100))
                .until(condition);
    }
}
