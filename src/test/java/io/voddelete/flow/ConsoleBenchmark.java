package io.voddelete.flow;

import com.sun.management.OperatingSystemMXBean;
import io.voddelete.kit.Browser;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.StoreFile;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Prints how long pages of one very long submission take, how long a thousand ids do, what twenty tabs that poll cost, and, where
 * there is a browser, when the page of the submission can be used. Arguments: how many lines (1000000) and a directory (a temporary
 * one). Of the lines, half are deleted, then some failed and some were kept, the rest is pending; every tenth line is a duplicate.
 */
final class ConsoleBenchmark {
    private static final int TIMES = 100;
    private static final int TABS = 20;
    private static final Duration POLLED = Duration.ofSeconds(20);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private ConsoleBenchmark() {}

    public static void main(String[] args) throws Exception {
        int lines = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        Path parent = args.length > 1 ? Path.of(args[1]) : Path.of(System.getProperty("java.io.tmpdir"));
        Path directory = Files.createTempDirectory(parent, "console-benchmark");
        Map<String, String> settings =
                Map.of("vod.status.enabled", "true", "vod.console.enabled", "true", "vod.sender.enabled", "false");
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults())) {
            RunningModule.start(directory, simulator, settings).close();
            fill(directory, lines);
            try (RunningModule module = RunningModule.start(directory, simulator, settings)) {
                System.out.printf("%d lines%n", lines);
                measurePages(module, lines);
                measure(module, "find of 1000 ids", random -> find(module, random, lines));
                poll(module);
                look(module, directory);
            }
        } finally {
            delete(directory);
        }
    }

    private static void fill(Path directory, int lines) throws Exception {
        try (Connection connection = StoreFile.of(directory).change();
                Statement rows = connection.createStatement()) {
            rows.execute("BEGIN");
            rows.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + lines
                    + ") INSERT INTO asset (asset_id, submission, line, status, reason, settled_at, reported_at, checksum)"
                    + " SELECT printf('%032x', i * 2654435761 % 4294967296), 1, i + i / 10, CASE WHEN i * 2 < " + lines
                    + " THEN CASE WHEN i % 50 = 0 THEN 'FAILED' WHEN i % 5000 = 1 THEN 'KEPT' ELSE 'DELETED' END ELSE 'PENDING' END,"
                    + " CASE WHEN i * 2 < " + lines
                    + " THEN CASE WHEN i % 50 = 0 THEN CASE WHEN i % 100000 = 0 THEN 'refused'"
                    + " ELSE 'not-found' END WHEN i % 5000 = 1 THEN 'protected' END END,"
                    + " CASE WHEN i * 2 < " + lines + " THEN 1 END, CASE WHEN i * 2 < " + lines
                    + " THEN 1 END, 0 FROM n");
            rows.execute("INSERT INTO duplicate SELECT 1, line + 1, id, 1 FROM asset WHERE id % 10 = 9");
            rows.execute("INSERT INTO reason_count SELECT submission, status, reason, count(*) FROM asset"
                    + " WHERE reason IS NOT NULL GROUP BY 1, 2, 3");
            rows.execute("INSERT INTO submission (id, submission_id, intake_key, source, state, opened_at, sealed_at,"
                    + " lines, accepted, pending, deleted, failed, kept, duplicate) SELECT 1, 'long', 'k', 'file:long.txt',"
                    + " 'SEALED', 1, 1, " + (lines + lines / 10)
                    + ", count(*), sum(status = 'PENDING'), sum(status = 'DELETED'),"
                    + " sum(status = 'FAILED'), sum(status = 'KEPT'), count(*) / 10 FROM asset");
            rows.execute("COMMIT");
        }
    }

    private static void measurePages(RunningModule module, int lines) throws Exception {
        for (String filter : new String[] {
            "",
            "status=DELETED&",
            "status=PENDING&",
            "status=FAILED&",
            "status=KEPT&",
            "status=REJECTED&",
            "reason=refused&",
            "reason=not-found&",
            "reason=nothing&"
        }) {
            String path = module.url() + "/vod/submissions/long/lines?" + filter + "limit=100&after=";
            measure(module, filter + "after=any", random -> get(path + random.nextInt(lines)));
            if (!filter.isEmpty()) {
                measure(module, filter + "after=0", random -> get(path + 0));
            }
        }
        measure(module, "the submission", random -> get(module.url() + "/vod/submissions/long"));
    }

    private static HttpRequest get(String url) {
        return HttpRequest.newBuilder(URI.create(url)).build();
    }

    private static HttpRequest find(RunningModule module, Random random, int lines) {
        String ids = IntStream.range(0, 1_000)
                .mapToObj(i -> "\"%032x\"".formatted((random.nextInt(lines) + 1L) * 2654435761L % 4294967296L))
                .collect(Collectors.joining(","));
        return HttpRequest.newBuilder(URI.create(module.url() + "/vod/assets/find"))
                .POST(BodyPublishers.ofString("{\"asset_ids\":[" + ids + "]}"))
                .build();
    }

    private static void measure(RunningModule module, String name, Function<Random, HttpRequest> request)
            throws Exception {
        Random random = new Random(1);
        double[] millis = new double[TIMES];
        long cpu = 0;
        for (int i = -TIMES / 4; i < TIMES; i++) {
            HttpRequest next = request.apply(random);
            cpu = i == 0 ? SYSTEM.getProcessCpuTime() : cpu;
            long start = System.nanoTime();
            HttpResponse<String> answer = CLIENT.send(next, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(next.uri() + " " + answer.statusCode() + " " + answer.body());
            }
            if (i >= 0) {
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        double used = (SYSTEM.getProcessCpuTime() - cpu) / 1e6 / TIMES;
        Arrays.sort(millis);
        System.out.printf(
                "%-32s median %6.1f ms, p99 %6.1f ms, longest %6.1f ms; %5.1f ms of a core, the caller included%n",
                name, millis[TIMES / 2], millis[TIMES * 99 / 100], millis[TIMES - 1], used);
    }

    /**
     * As the page Overview does it while ids are deleted: the summary is another one every two seconds, and what has not changed
     * is asked for again after fifteen. Callers included.
     */
    private static void poll(RunningModule module) throws Exception {
        long idle = SYSTEM.getProcessCpuTime();
        ScheduledExecutorService tabs = Executors.newScheduledThreadPool(4);
        tabs.awaitTermination(POLLED.toNanos(), TimeUnit.NANOSECONDS);
        System.out.printf("no tab: %.1f %% of a core%n", share(idle));
        AtomicInteger whole = new AtomicInteger();
        AtomicInteger unchanged = new AtomicInteger();
        for (int tab = 0; tab < TABS; tab++) {
            Map<String, String> tags = new ConcurrentHashMap<>();
            tabs.scheduleAtFixedRate(
                    () -> ask(module, "/vod/summary", tags, whole, unchanged),
                    tab * 100L,
                    2_000,
                    TimeUnit.MILLISECONDS);
            tabs.scheduleAtFixedRate(
                    () -> Stream.of(
                                    "/vod/submissions?state=held&limit=5",
                                    "/vod/timeline?minutes=60",
                                    "/vod/schedules",
                                    "/vod/whoami")
                            .forEach(path -> ask(module, path, tags, whole, unchanged)),
                    tab * 750L,
                    15_000,
                    TimeUnit.MILLISECONDS);
        }
        tabs.awaitTermination(POLLED.toNanos(), TimeUnit.NANOSECONDS); // the first requests are compiled
        long cpu = SYSTEM.getProcessCpuTime();
        tabs.awaitTermination(POLLED.toNanos(), TimeUnit.NANOSECONDS);
        double share = share(cpu);
        tabs.shutdownNow();
        System.out.printf(
                "%d tabs: %.1f %% of a core, callers included; %d answers, %d times 304%n",
                TABS, share, whole.get(), unchanged.get());
    }

    private static double share(long since) {
        return 100.0 * (SYSTEM.getProcessCpuTime() - since) / POLLED.toNanos();
    }

    private static void ask(
            RunningModule module, String path, Map<String, String> tags, AtomicInteger whole, AtomicInteger unchanged) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(module.url() + path))
                    .header("If-None-Match", tags.getOrDefault(path, "\"\""))
                    .build();
            HttpResponse<String> answer = CLIENT.send(request, BodyHandlers.ofString());
            answer.headers().firstValue("ETag").ifPresent(tag -> tags.put(path, tag));
            (answer.statusCode() == 304 ? unchanged : whole).incrementAndGet();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void look(RunningModule module, Path directory) throws Exception {
        if (!Browser.isInstalled()) {
            return;
        }
        try (Browser browser = Browser.start(Files.createDirectory(directory.resolve("profile")))) {
            browser.show(1280, 900, false);
            browser.open(module.url() + "/vod/console/#/");
            browser.await("Sender: ");
            for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                browser.open(module.url() + "/vod/console/#/submissions/long");
                browser.runAsync(
                        "const done = arguments[0]; const look = () => document.querySelectorAll('tbody tr').length > 90"
                                + " ? done() : setTimeout(look, 5); look();");
                System.out.printf(
                        "page of the submission with its lines: %.0f ms%n", (System.nanoTime() - start) / 1e6);
            }
            browser.runAsync(
                    "const done = arguments[0]; let left = 100; const more = () => { if (left-- === 0) { return done(); }"
                            + " const next = [...document.querySelectorAll('a')].find((each) => each.innerText === 'Next lines');"
                            + " if (next) { next.click(); } return setTimeout(more, 60); }; more();");
            System.out.printf(
                    "after 100 pages: %s rows, %.1f MB of heap%n",
                    browser.run("return document.querySelectorAll('tr').length"),
                    browser.run("return performance.memory.usedJSHeapSize").asDouble() / 1e6);
        }
    }

    private static void delete(Path directory) throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
