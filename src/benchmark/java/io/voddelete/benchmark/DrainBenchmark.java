package io.voddelete.benchmark;

import io.voddelete.kit.Processes;
import io.voddelete.kit.SimulatorProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How fast ids are deleted, from the drop of their file to the last line in {@code success.jsonl}, and what an id costs. */
final class DrainBenchmark {
    private static final int IDS = 100_000;
    private static final int THREADS = 8;
    private static final String HEAP = "128m";
    private static final Pattern FIGURES =
            Pattern.compile("(\\d+) ids in ([0-9.]+) seconds, (\\d+) ms of processor time");

    /**
     * What one run took.
     *
     * @param cpu of the program, in milliseconds an id
     * @param peak resident memory in MiB; 0 if unknown
     * @param stored bytes of the data directory an id
     */
    private record Run(double idsPerSecond, double cpu, long peak, double stored) {}

    private DrainBenchmark() {}

    /** The module without and with asset/info before, and the loop over the SDK, in turn. */
    static void compared(Path directory, int rounds) throws Exception {
        Map<String, List<Double>> speeds = new TreeMap<>();
        Map<String, List<Double>> costs = new TreeMap<>();
        for (int round = 1; round <= rounds; round++) {
            add(speeds, costs, "sdk loop", sdk(directory.resolve("sdk" + round)));
            add(speeds, costs, "module", module(directory.resolve("plain" + round), IDS, "", "vod.preflight", "false"));
            add(speeds, costs, "module, preflight", module(directory.resolve("asked" + round), IDS, ""));
        }
        double loop = Machine.median(speeds.get("sdk loop"));
        speeds.forEach((name, all) -> System.out.printf(
                Locale.ROOT,
                "%-18s median %8.0f ids/s = %.2f of the loop, %.3f ms of processor time an id%n",
                name,
                Machine.median(all),
                Machine.median(all) / loop,
                Machine.median(costs.get(name))));
    }

    private static void add(Map<String, List<Double>> speeds, Map<String, List<Double>> costs, String name, Run run) {
        System.out.printf(
                Locale.ROOT,
                "%-18s %8.0f ids/s, %.3f ms of processor time an id, %d MiB at most%n",
                name,
                run.idsPerSecond,
                run.cpu,
                run.peak);
        speeds.computeIfAbsent(name, none -> new ArrayList<>()).add(run.idsPerSecond);
        costs.computeIfAbsent(name, none -> new ArrayList<>()).add(run.cpu);
    }

    /** Whether VOD is the limit, not the module, where each call takes 20 ms. */
    static void atLatency(Path directory, int rounds) throws Exception {
        double possible = 16 / 0.020 * 10;
        List<Double> all = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            Run run = module(
                    directory.resolve("round" + round),
                    IDS,
                    "20ms",
                    "vod.preflight",
                    "false",
                    "vod.call.concurrency",
                    "16",
                    "vod.batch.in-flight",
                    "400");
            System.out.printf(Locale.ROOT, "%8.0f ids/s, %.3f ms of processor time an id%n", run.idsPerSecond, run.cpu);
            all.add(run.idsPerSecond / possible);
        }
        System.out.printf(Locale.ROOT, "median %.2f of concurrency / latency%n", Machine.median(all));
    }

    /** What an id costs in a store that grows. */
    static void decades(Path directory, int rounds) throws Exception {
        for (int ids = 10_000; ids <= Integer.getInteger("decades.most", 1_000_000); ids *= 10) {
            Path folder = directory.resolve(String.valueOf(ids));
            Run run = module(folder, ids, "", "vod.preflight", "false");
            System.out.printf(
                    Locale.ROOT,
                    "%9d ids: %6.0f ids/s, %.3f ms of processor time an id, %4.0f bytes an id, %d MiB at most%n",
                    ids,
                    run.idsPerSecond,
                    run.cpu,
                    run.stored,
                    run.peak);
        }
    }

    private static Run module(Path folder, int ids, String latency, String... settings) throws Exception {
        Files.createDirectories(folder);
        Path list = Machine.list(folder.resolve("ids.txt"), 1, ids);
        Map<String, String> options = latency.isEmpty() ? Map.of() : Map.of("latency", latency);
        try (SimulatorProcess vod = SimulatorProcess.start(folder, 1, options);
                Module module = Module.start(folder.resolve("module"), vod.endpoint(), HEAP, settings)) {
            module.awaitStart();
            Duration before = module.process().cpu();
            long begin = System.nanoTime();
            module.take(list);
            module.awaitSuccesses(ids);
            double seconds = Machine.seconds(System.nanoTime() - begin);
            double cpu = module.process().cpu().minus(before).toMillis() / (double) ids;
            long peak = module.process().peakMebibytes();
            if (vod.summary().deleted() != ids) {
                throw new AssertionError(vod.summary() + " instead of " + ids);
            }
            module.stop();
            double stored = Machine.bytes(folder.resolve("module").resolve("data")) / (double) ids;
            return new Run(ids / seconds, cpu, peak, stored);
        } finally {
            Machine.delete(folder);
        }
    }

    private static Run sdk(Path folder) throws Exception {
        Files.createDirectories(folder);
        Path list = Machine.list(folder.resolve("ids.txt"), 1, IDS);
        try (SimulatorProcess vod = SimulatorProcess.start(folder, 1, Map.of())) {
            Process loop = Processes.endWithUs(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx" + HEAP,
                            "-cp",
                            System.getProperty("java.class.path"),
                            SdkLoop.class.getName(),
                            vod.endpoint().toString(),
                            list.toString(),
                            String.valueOf(THREADS))
                    .redirectErrorStream(true)
                    .start());
            String said = new String(loop.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher figures = FIGURES.matcher(said);
            if (loop.waitFor() != 0 || !figures.find() || Integer.parseInt(figures.group(1)) != IDS) {
                throw new AssertionError(said);
            }
            return new Run(
                    IDS / Double.parseDouble(figures.group(2)), Long.parseLong(figures.group(3)) / (double) IDS, 0, 0);
        } finally {
            Machine.delete(folder);
        }
    }
}
