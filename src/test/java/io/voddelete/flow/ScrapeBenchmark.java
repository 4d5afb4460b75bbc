package io.voddelete.flow;

import io.voddelete.kit.FreePort;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.Scrape;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Prints how long a scrape of the jar takes by HTTP while it takes in and deletes so many ids. Arguments: how many ids
 * (1000000), DELETE calls a minute (0 = as fast as it can), milliseconds between two scrapes (1100: none is answered by what
 * the last one read), and a directory (a temporary one).
 */
final class ScrapeBenchmark {
    private static final String SETTLED = "vod_delete_ids_settled_total{reason=\"none\",status=\"deleted\"}";
    private static final String PENDING = "vod_delete_ids_pending{state=\"ready\"}";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpRequest page;

    /** In milliseconds, of those that were answered. */
    private final List<Double> took = Collections.synchronizedList(new ArrayList<>());

    private volatile double deleted;
    private volatile double pending;

    private ScrapeBenchmark(int port) {
        this.page = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/observe/metrics"))
                .build();
    }

    public static void main(String[] args) throws Exception {
        int ids = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        String pace = args.length > 1 ? args[1] : "0";
        long every = args.length > 2 ? Long.parseLong(args[2]) : 1100;
        Path parent = args.length > 3 ? Path.of(args[3]) : Path.of(System.getProperty("java.io.tmpdir"));
        Path directory = Files.createTempDirectory(parent, "scrape-benchmark");
        int port = FreePort.find();
        SimulatorOptions options =
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
        try (VodSimulator simulator = VodSimulator.start(options)) {
            Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
            settings.put("vod.metrics.enabled", "true");
            settings.put("vod.http.port", String.valueOf(port));
            settings.put("vod.pace.calls-per-minute", pace);
            settings.put("vod.preflight", "false");
            try (ModuleProcess module = ModuleProcess.start(directory, settings)) {
                ScrapeBenchmark benchmark = new ScrapeBenchmark(port);
                ScheduledExecutorService scraper = Executors.newSingleThreadScheduledExecutor();
                scraper.scheduleWithFixedDelay(benchmark::scrape, every, every, TimeUnit.MILLISECONDS);
                benchmark.print("idle", 20);
                module.drop("ids.txt", () -> SampleIds.stream(1, ids).iterator());
                while (benchmark.pending == 0) {
                    benchmark.print("taking in", 10);
                }
                double begin = benchmark.deleted;
                for (int minute = 0; minute < 10 && benchmark.deleted < ids; minute++) {
                    benchmark.print("deleting", 50);
                }
                System.out.printf("%.0f deleted, %.0f pending%n", benchmark.deleted - begin, benchmark.pending);
                scraper.shutdownNow();
                module.kill();
            }
        }
    }

    private void scrape() {
        long start = System.nanoTime();
        try {
            HttpResponse<String> answer = client.send(page, BodyHandlers.ofString());
            double millis = (System.nanoTime() - start) / 1e6;
            if (answer.statusCode() == 200) {
                Scrape seen = Scrape.of(answer.body());
                deleted = seen.value(SETTLED);
                pending = seen.value(PENDING);
                took.add(millis);
                synchronized (took) {
                    took.notifyAll();
                }
            }
        } catch (java.io.IOException e) {
            // it is starting
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for so many scrapes and prints them. */
    private void print(String when, int count) throws InterruptedException {
        took.clear();
        synchronized (took) {
            while (took.size() < count) {
                took.wait();
            }
        }
        List<Double> sorted = new ArrayList<>(took.subList(0, count));
        Collections.sort(sorted);
        System.out.printf(
                "%-10s %4d scrapes: median %6.1f ms, p95 %6.1f ms, longest %6.1f ms%n",
                when, count, sorted.get(count / 2), sorted.get(count * 95 / 100), sorted.get(count - 1));
    }
}
