package io.voddelete.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Runs all benchmarks, or those that are named, in turn. */
public final class Benchmarks {
    /** One of them; prints what it found. */
    @FunctionalInterface
    private interface Benchmark {
        void run(Path directory, int rounds) throws Exception;
    }

    private static final Map<String, Benchmark> ALL = new TreeMap<>(Map.of(
            "accept", AcceptBenchmark::run,
            "decades", DrainBenchmark::decades,
            "drain", DrainBenchmark::compared,
            "idle", IdleBenchmark::run,
            "latency", DrainBenchmark::atLatency,
            "stores", StoresBenchmark::compared,
            "webhook", WebhookBenchmark::run));

    private Benchmarks() {}

    /**
     * Runs them.
     *
     * @param args one text: how many rounds, and names; none for all
     */
    public static void main(String[] args) throws Exception {
        List<String> words = List.of(args[0].strip().split("\\s+"));
        int rounds = Integer.parseInt(words.get(0));
        List<String> names = words.size() > 1 ? words.subList(1, words.size()) : List.copyOf(ALL.keySet());
        System.out.printf(
                Locale.ROOT,
                "%d processors, %d MiB, Java %s, %s%n",
                Runtime.getRuntime().availableProcessors(),
                Machine.mebibytes(),
                Runtime.version(),
                Machine.load());
        for (String name : names) {
            Benchmark benchmark = ALL.get(name);
            if (benchmark == null) {
                throw new IllegalArgumentException("Unknown benchmark '" + name + "'. Allowed: " + ALL.keySet());
            }
            Path directory = Files.createTempDirectory("vod-benchmark-" + name);
            System.out.printf(Locale.ROOT, "%n== %s%n", name);
            benchmark.run(directory, rounds);
        }
    }
}
