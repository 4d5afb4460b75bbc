package io.voddelete.benchmark;

import io.voddelete.kit.FreePort;
import io.voddelete.kit.PostgresServer;
import io.voddelete.kit.Processes;
import io.voddelete.kit.SimulatorProcess;
import io.voddelete.kit.Tool;
import java.net.HttpURLConnection;
import java.net.URI;
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
import org.awaitility.Awaitility;

/**
 * How many requests of one id each the webhook accepts in a second over 50 connections, with both stores, beside a list of a
 * million lines, and in comparison to the Debian package {@code webhook}, which keeps nothing. The load is made by the Debian
 * package {@code wrk}.
 */
final class WebhookBenchmark {
    private static final int LINES = 1_000_000;
    private static final String HEAP = "128m";
    private static final String TOKEN = "benchmark-0123456789-0123456789-0123456789";
    private static final String SECONDS = System.getProperty("webhook.seconds", "15");
    private static final String WARM_UP = "3";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern FIGURES =
            Pattern.compile("figures: ([0-9.]+) requests/s, p50 ([0-9.]+) ms, p99 ([0-9.]+) ms, (\\d+) failed");
    /** A new id with each request: the seed, the thread and a counter of it. */
    private static final String SCRIPT = """
            local threads = 0
            function setup(thread) threads = threads + 1; thread:set("number", threads) end
            function init(args)
              n = 0
              seed = args[1]
              head = {["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. args[2]}
            end
            function request()
              n = n + 1
              return wrk.format("POST", nil, head, string.format('{"asset_ids":["%06x%02x%024x"]}', seed, number, n))
            end
            function done(summary, latency, requests)
              local e = summary.errors
              io.write(string.format("figures: %.0f requests/s, p50 %.1f ms, p99 %.1f ms, %d failed\\n",
                summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
                e.connect + e.read + e.write + e.status + e.timeout))
            end
            """;

    /**
     * What one run gave.
     *
     * @param p99 in milliseconds
     */
    private record Run(double requestsPerSecond, double p99) {}

    private final Path directory;
    private final Map<String, List<Run>> all = new TreeMap<>();
    private int seed;

    private WebhookBenchmark(Path directory) {
        this.directory = directory;
    }

    static void run(Path directory, int rounds) throws Exception {
        if (!Tool.isInstalled("wrk")) {
            System.out.println("Skipped: there is no wrk; install the Debian packages wrk and webhook");
            return;
        }
        WebhookBenchmark benchmark = new WebhookBenchmark(directory);
        Files.writeString(directory.resolve("load.lua"), SCRIPT);
        try (PostgresServer server = PostgresServer.start()) {
            for (int round = 1; round <= rounds; round++) {
                benchmark.module("sqlite" + round, "module, SQLite", false);
                benchmark.module(
                        "postgresql" + round, "module, PostgreSQL", false, Module.inDatabase(server, "round_" + round));
                benchmark.module("beside" + round, "module, SQLite, beside a million lines", true);
                benchmark.other("other" + round);
            }
        } finally {
            Machine.delete(directory);
        }
        benchmark.all.forEach((name, runs) -> System.out.printf(
                Locale.ROOT,
                "%-40s median %6.0f requests/s, p99 %5.1f ms%n",
                name,
                Machine.median(runs.stream().map(Run::requestsPerSecond).toList()),
                Machine.median(runs.stream().map(Run::p99).toList())));
    }

    /** @param beside whether a list of a million lines is taken in meanwhile */
    private void module(String name, String title, boolean beside, String... where) throws Exception {
        Path folder = Files.createDirectories(directory.resolve(name));
        int port = FreePort.find();
        List<String> settings = new ArrayList<>(List.of(where));
        settings.addAll(List.of(
                "vod.sender.enabled",
                "false",
                "vod.http.port",
                String.valueOf(port),
                "vod.intake.webhook.enabled",
                "true",
                "vod.intake.webhook.auth",
                "token",
                "vod.intake.webhook.token-file",
                Files.writeString(folder.resolve("token"), TOKEN).toString(),
                "vod.intake.webhook.max-pending",
                "100000000"));
        try (SimulatorProcess vod = SimulatorProcess.start(folder, 1, Map.of());
                Module module =
                        Module.start(folder.resolve("module"), vod.endpoint(), HEAP, settings.toArray(String[]::new))) {
            module.awaitStart();
            String address = "http://127.0.0.1:" + port + "/vod/submissions";
            awaitAnswer(address);
            load(WARM_UP, address); // the compiler has seen the code then
            if (beside) {
                module.take(Machine.list(folder.resolve("many.txt"), 1, LINES));
            }
            Duration before = module.process().cpu();
            note(title, load(SECONDS, address));
            System.out.printf(
                    Locale.ROOT,
                    "%-40s %.1f s of processor time%n",
                    "",
                    module.process().cpu().minus(before).toMillis() / 1e3);
            module.stop();
        } finally {
            Machine.delete(folder);
        }
    }

    /** The Debian package, with a rule that a request does not meet, so that it starts no command. */
    private void other(String name) throws Exception {
        if (!Tool.isInstalled("webhook")) {
            System.out.println("Not compared: install the Debian package webhook");
            return;
        }
        Path folder = Files.createDirectories(directory.resolve(name));
        int port = FreePort.find();
        Path hooks = Files.writeString(folder.resolve("hooks.json"), """
                [{"id": "submissions", "execute-command": "/bin/true", "trigger-rule": {"and": [
                  {"match": {"type": "value", "value": "Bearer TOKEN", "parameter": {"source": "header", "name": "Authorization"}}},
                  {"match": {"type": "value", "value": "none", "parameter": {"source": "payload", "name": "asset_ids.0"}}}]}}]
                """.replace("TOKEN", TOKEN));
        Process process = Processes.endWithUs(new ProcessBuilder(
                        "webhook", "-hooks", hooks.toString(), "-ip", "127.0.0.1", "-port", String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log.txt").toFile())
                .start());
        try {
            String address = "http://127.0.0.1:" + port + "/hooks/submissions";
            awaitAnswer(address);
            load(WARM_UP, address);
            note("Debian package webhook, keeps nothing", load(SECONDS, address));
        } finally {
            process.destroyForcibly().waitFor();
            Machine.delete(folder);
        }
    }

    private Run load(String seconds, String address) {
        boolean isMeasured = !seconds.equals(WARM_UP);
        Tool wrk = Tool.run(
                "wrk",
                "-t2",
                "-c50",
                "-d" + seconds + "s",
                "-s",
                directory.resolve("load.lua").toString(),
                address,
                "--",
                String.valueOf(++seed),
                TOKEN);
        Matcher figures = FIGURES.matcher(wrk.said());
        if (!wrk.succeeded()
                || !figures.find()
                || isMeasured && !figures.group(4).equals("0")) {
            throw new AssertionError(wrk.said());
        }
        return new Run(Double.parseDouble(figures.group(1)), Double.parseDouble(figures.group(3)));
    }

    private void note(String title, Run run) {
        System.out.printf(Locale.ROOT, "%-40s %6.0f requests/s, p99 %5.1f ms%n", title, run.requestsPerSecond, run.p99);
        all.computeIfAbsent(title, none -> new ArrayList<>()).add(run);
    }

    private static void awaitAnswer(String address) {
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(address).toURL().openConnection();
            connection.getResponseCode();
            connection.disconnect();
            return true;
        });
    }
}
