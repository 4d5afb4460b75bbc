package io.voddelete.flow;

import io.voddelete.kit.RunningModule;
import io.voddelete.kit.StoreFile;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * Prints how long each question takes by HTTP with so many ids in the store, in submissions of ten, half of them pending.
 * Arguments: how many ids (1000000) and a directory (a temporary one).
 */
final class StatusBenchmark {
    private static final int TIMES = 300;
    private static final int IDS_OF_ONE = 10;

    private StatusBenchmark() {}

    public static void main(String[] args) throws Exception {
        long ids = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
        Path parent = args.length > 1 ? Path.of(args[1]) : Path.of(System.getProperty("java.io.tmpdir"));
        Path directory = Files.createTempDirectory(parent, "status-benchmark");
        Map<String, String> settings = Map.of("vod.status.enabled", "true", "vod.sender.enabled", "false");
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults())) {
            RunningModule.start(directory, simulator, settings).close();
            fill(directory, ids);
            long start = System.nanoTime();
            try (RunningModule module = RunningModule.start(directory, simulator, settings)) {
                System.out.printf("%d ids, started in %.1f s%n", ids, (System.nanoTime() - start) / 1e9);
                long submissions = ids / IDS_OF_ONE;
                measure(module, "/vod/summary", ids, any -> "");
                measure(module, "/vod/submissions", ids, any -> "");
                measure(module, "/vod/submissions?before=", submissions, row -> String.valueOf(row + 1));
                measure(module, "/vod/submissions?state=pending&before=", submissions, row -> String.valueOf(row + 1));
                measure(module, "/vod/submissions?q=nothing&before=", submissions, row -> String.valueOf(row + 1));
                measure(
                        module,
                        "/vod/submissions?q=S1&until=1970-01-01T00:01:00Z&since=",
                        60,
                        row -> "1970-01-01T00:00:%02dZ".formatted(row));
                measure(module, "/vod/submissions/", submissions, row -> "s" + (row + 1));
                measure(module, "/vod/submissions/", submissions, row -> "s" + (row + 1) + "/report");
                measure(module, "/vod/assets/", ids, row -> "%032x".formatted(row + 1));
            }
        } finally {
            delete(directory);
        }
    }

    private static void fill(Path directory, long ids) throws Exception {
        try (Connection connection = StoreFile.of(directory).change();
                Statement rows = connection.createStatement()) {
            rows.execute("BEGIN");
            rows.execute(numbers(ids) + " INSERT INTO asset (asset_id, submission, line, status, reason, settled_at,"
                    + " reported_at) SELECT printf('%032x', i), (i - 1) / 10 + 1, (i - 1) % 10 + 1,"
                    + " CASE i % 4 WHEN 0 THEN 'FAILED' WHEN 1 THEN 'DELETED' ELSE 'PENDING' END,"
                    + " CASE i % 4 WHEN 0 THEN 'not-found' END, CASE WHEN i % 4 < 2 THEN 1 END,"
                    + " CASE WHEN i % 4 < 2 THEN 1 END FROM n");
            rows.execute("INSERT INTO submission (id, submission_id, intake_key, source, state, opened_at, sealed_at,"
                    + " lines, accepted, pending, deleted, failed) SELECT submission, 's' || submission,"
                    + " 'k' || submission, 'webhook', 'SEALED', submission, 1, 10, count(*), sum(status = 'PENDING'),"
                    + " sum(status = 'DELETED'), sum(status = 'FAILED') FROM asset GROUP BY submission");
            rows.execute("INSERT INTO duplicate SELECT submission, line + 10, id, 1 FROM asset WHERE id % 10 = 0");
            rows.execute("COMMIT");
        }
    }

    private static String numbers(long most) {
        return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + most + ")";
    }

    /** @param rest the end of the path, for a row from 0 */
    private static void measure(RunningModule module, String path, long rows, LongFunction<String> rest)
            throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        Random random = new Random(1);
        double[] millis = new double[TIMES];
        for (int i = -TIMES; i < TIMES; i++) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(module.url() + path + rest.apply(random.nextLong(rows))))
                    .build();
            long start = System.nanoTime();
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(request.uri() + " " + answer.statusCode() + " " + answer.body());
            }
            if (i >= 0) {
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(millis);
        System.out.printf(
                "%-28s median %6.1f ms, p99 %6.1f ms, longest %6.1f ms%n",
                path + rest.apply(0).replaceAll(".*/", "…/"),
                millis[TIMES / 2],
                millis[TIMES * 99 / 100],
                millis[TIMES - 1]);
    }

    private static void delete(Path directory) throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
