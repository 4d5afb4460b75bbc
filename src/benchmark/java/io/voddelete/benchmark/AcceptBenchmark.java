package io.voddelete.benchmark;

import io.voddelete.kit.SampleIds;
import io.voddelete.kit.SimulatorProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long lists take until they are accepted, and how long a start takes when a million ids wait. */
final class AcceptBenchmark {
    private static final int LINES = 1_000_000;
    private static final int FILES = 10_000;
    private static final String HEAP = "128m";

    private AcceptBenchmark() {}

    static void run(Path directory, int rounds) throws Exception {
        Map<String, List<Double>> all = new HashMap<>();
        for (int round = 1; round <= rounds; round++) {
            for (String format : List.of("txt", "csv", "json")) {
                lines(directory.resolve(format + round), format, all);
            }
            files(directory.resolve("files" + round), all);
        }
        all.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> System.out.printf(
                        Locale.ROOT, "%-40s median %6.2f s%n", each.getKey(), Machine.median(each.getValue())));
    }

    private static void lines(Path folder, String format, Map<String, List<Double>> all) throws Exception {
        Files.createDirectories(folder);
        Path list = write(folder.resolve("list." + format), format);
        Path home = folder.resolve("module");
        try (SimulatorProcess vod = SimulatorProcess.start(folder, 1, Map.of())) {
            try (Module module = Module.start(home, vod.endpoint(), HEAP, "vod.sender.enabled", "false")
                    .awaitStart()) {
                note(all, "a million lines of " + format, timed(() -> {
                    module.take(list);
                    module.awaitReceipts(1);
                }));
                module.stop();
            }
            if (format.equals("txt")) {
                long begin = System.nanoTime();
                try (Module module = Module.start(home, vod.endpoint(), HEAP, "vod.preflight", "false")) {
                    module.await(() -> vod.summary().deletes() > 0);
                    note(all, "start to first call, a million ids wait", Machine.seconds(System.nanoTime() - begin));
                    module.process().kill();
                }
            }
        } finally {
            Machine.delete(folder);
        }
    }

    private static void files(Path folder, Map<String, List<Double>> all) throws Exception {
        Files.createDirectories(folder);
        Map<String, List<String>> files = new HashMap<>();
        SampleIds.stream(2, FILES).forEach(id -> files.put(id + ".txt", List.of(id)));
        try (SimulatorProcess vod = SimulatorProcess.start(folder, 1, Map.of());
                Module module = Module.start(
                                folder.resolve("module"), vod.endpoint(), HEAP, "vod.sender.enabled", "false")
                        .awaitStart()) {
            note(all, "ten thousand files of one id", timed(() -> {
                module.process().drop(files);
                module.awaitReceipts(FILES);
            }));
        } finally {
            Machine.delete(folder);
        }
    }

    private static Path write(Path file, String format) throws IOException {
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
            boolean[] any = new boolean[1];
            switch (format) {
                case "csv" -> {
                    out.println("asset_id,title,created");
                    SampleIds.stream(1, LINES).forEach(id -> out.println(id + ",\"A title, as they are\",2024-05-06"));
                }
                case "json" -> {
                    out.print("[");
                    SampleIds.stream(1, LINES).forEach(id -> {
                        out.print((any[0] ? ",\n" : "\n") + "{\"asset_id\":\"" + id + "\",\"title\":\"A title\"}");
                        any[0] = true;
                    });
                    out.println("]");
                }
                default -> SampleIds.stream(1, LINES).forEach(out::println);
            }
        }
        return file;
    }

    private static void note(Map<String, List<Double>> all, String what, double seconds) {
        System.out.printf(Locale.ROOT, "%-40s %6.2f s%n", what, seconds);
        all.computeIfAbsent(what, none -> new ArrayList<>()).add(seconds);
    }

    /** Something that may fail. */
    @FunctionalInterface
    private interface Task {
        void run() throws Exception;
    }

    private static double timed(Task task) throws Exception {
        long begin = System.nanoTime();
        task.run();
        return Machine.seconds(System.nanoTime() - begin);
    }
}
