package io.voddelete.benchmark;

import io.voddelete.kit.SampleIds;
import io.voddelete.kit.SimulatorProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** What the program costs while nothing is to be done, and how long it takes from its start to its first call. */
final class IdleBenchmark {
    private static final Duration WARM = Duration.ofSeconds(120);
    private static final Duration MEASURED = Duration.ofSeconds(120);
    private static final int STARTS = 5;

    private IdleBenchmark() {}

    static void run(Path directory, int rounds) throws Exception {
        try (SimulatorProcess vod = SimulatorProcess.start(directory, 1, Map.of())) {
            starts(directory, vod);
            try (Module module = Module.start(directory.resolve("idle"), vod.endpoint(), "128m")
                    .awaitStart()) {
                LockSupport.parkNanos(WARM.toNanos());
                for (int round = 1; round <= rounds; round++) {
                    Duration before = module.process().cpu();
                    LockSupport.parkNanos(MEASURED.toNanos());
                    double cpu = module.process().cpu().minus(before).toMillis();
                    System.out.printf(
                            Locale.ROOT,
                            "%.2f %% of a core, %d MiB resident%n",
                            100 * cpu / MEASURED.toMillis(),
                            module.process().residentMebibytes());
                }
            }
        } finally {
            Machine.delete(directory);
        }
    }

    /** A file waits in the inbox. */
    private static void starts(Path directory, SimulatorProcess vod) throws Exception {
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            Path home = directory.resolve("start" + i);
            Path inbox = Files.createDirectories(home.resolve("data").resolve("inbox"));
            Files.write(inbox.resolve("list.txt"), SampleIds.random(i, 10));
            long calls = vod.summary().deletes();
            long begin = System.nanoTime();
            try (Module module = Module.start(home, vod.endpoint(), "128m", "vod.preflight", "false")) {
                module.await(() -> vod.summary().deletes() > calls);
                all.add(Machine.seconds(System.nanoTime() - begin));
                module.process().kill();
            }
        }
        System.out.printf(Locale.ROOT, "start to first call: median %.2f s of %s%n", Machine.median(all), all);
    }
}
