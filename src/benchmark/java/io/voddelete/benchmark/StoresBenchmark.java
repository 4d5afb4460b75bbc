package io.voddelete.benchmark;

import io.voddelete.kit.PostgresServer;
import io.voddelete.kit.SimulatorProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How fast lists are taken in and ids deleted with a store in a file and in PostgreSQL, in turn on one machine. */
final class StoresBenchmark {
    private static final int LINES = 1_000_000;
    private static final int IDS = 100_000;
    private static final String HEAP = "128m";

    private StoresBenchmark() {}

    static void compared(Path directory, int rounds) throws Exception {
        Map<String, List<Double>> all = new TreeMap<>();
        try (PostgresServer server = PostgresServer.start()) {
            for (int round = 1; round <= rounds; round++) {
                both(directory.resolve("sqlite" + round), "SQLite", all);
                both(
                        directory.resolve("postgresql" + round),
                        "PostgreSQL",
                        all,
                        Module.inDatabase(server, "round_" + round));
            }
        }
        for (String what : List.of("accept", "drain")) {
            double file = Machine.median(all.get(what + " SQLite"));
            double database = Machine.median(all.get(what + " PostgreSQL"));
            System.out.printf(
                    Locale.ROOT,
                    "%s: SQLite %.0f ids/s, PostgreSQL %.0f ids/s = %.2f of it%n",
                    what,
                    file,
                    database,
                    database / file);
        }
    }

    private static void both(Path folder, String store, Map<String, List<Double>> all, String... where)
            throws Exception {
        Files.createDirectories(folder);
        List<String> settings = new ArrayList<>(List.of(where));
        settings.addAll(List.of("vod.preflight", "false"));
        try (SimulatorProcess vod = SimulatorProcess.start(folder, 1, Map.of())) {
            Path few = Machine.list(folder.resolve("few.txt"), 1, IDS);
            try (Module module =
                    Module.start(folder.resolve("module"), vod.endpoint(), HEAP, settings.toArray(String[]::new))) {
                module.awaitStart();
                long begin = System.nanoTime();
                module.take(few);
                module.awaitSuccesses(IDS);
                note(all, "drain " + store, IDS / Machine.seconds(System.nanoTime() - begin));
                module.stop();
            }
            settings.addAll(List.of("vod.sender.enabled", "false"));
            Path many = Machine.list(folder.resolve("many.txt"), 2, LINES);
            try (Module module =
                    Module.start(folder.resolve("module"), vod.endpoint(), HEAP, settings.toArray(String[]::new))) {
                module.awaitStart();
                long begin = System.nanoTime();
                module.take(many);
                module.awaitReceipts(2);
                note(all, "accept " + store, LINES / Machine.seconds(System.nanoTime() - begin));
                module.stop();
            }
        } finally {
            Machine.delete(folder);
        }
    }

    private static void note(Map<String, List<Double>> all, String what, double idsPerSecond) {
        System.out.printf(Locale.ROOT, "%-20s %8.0f ids/s%n", what, idsPerSecond);
        all.computeIfAbsent(what, none -> new ArrayList<>()).add(idsPerSecond);
    }
}
