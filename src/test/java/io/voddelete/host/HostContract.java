package io.voddelete.host;

import static io.voddelete.kit.StatusCaller.TOKEN;
import static io.voddelete.kit.StatusCaller.json;
import static io.voddelete.kit.WebhookCaller.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.Counters;
import io.voddelete.kit.HostProject;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.OutcomeFiles;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What holds in every host application that has the dependency, {@code vod.embedded} and no code: its own routes and beans, of
 * names like the module's, work beside it.
 */
@Timeout(300)
abstract class HostContract {
    static final SimulatorOptions OPTIONS = SimulatorOptions.defaults()
            .withDeletesPerMinute(0)
            .withInfosPerMinute(0)
            .withLatency(Duration.ofMillis(50), Duration.ofMillis(150));
    private static final int EXIT_BY_SIGTERM = 143;

    private final HostProject project;
    private final List<String> dropped = SampleIds.random(19, 500);
    private final List<String> sent = SampleIds.random(20, 25);
    private final List<String> handed = SampleIds.random(22, 15);
    private final List<String> underLoad = SampleIds.random(21, 1000);

    @TempDir
    Path directory;

    HostContract(HostProject project) {
        this.project = project;
    }

    @Test
    void itDeletesThroughAKillAndAStopUnderLoadAndServesOnTheServerOfTheHost() {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            Map<String, String> settings = HostProject.settings(simulator.endpoint());
            settings.put("vod.intake.webhook.enabled", "true");
            settings.put("vod.intake.webhook.secret-key", SECRET);
            settings.put("vod.status.enabled", "true");
            settings.put("vod.status.token", TOKEN);
            // what the host has set for its own calls
            settings.put("camel.component.http.skip-request-headers", "true");
            settings.put("camel.component.http.response-timeout", "1");
            try (HostProject.Running host = project.start(directory, settings)) {
                host.process().drop("list.txt", dropped);
                await(host, 120, () -> simulator.recorder().deletedCount() >= 220);
                host.process().kill();
            }
            assertThat(simulator.recorder().deletedCount()).isBetween(220, 490);

            try (HostProject.Running host = project.start(directory, settings)) {
                await(
                        host,
                        120,
                        () -> settled() == dropped.size() && Counters.of(data()).unreported() == 0);
                assertServes(host);
                assertTakesMessages(host);
                List<String> all =
                        Stream.of(dropped, sent, handed).flatMap(List::stream).toList();
                await(
                        host,
                        60,
                        () -> settled() == all.size() && Counters.of(data()).unreported() == 0);
                new Invariants(simulator.recorder(), host.process().outcomes()).check(all);
                assertIsHealthy(host);

                assertStopsUnderLoad(host, simulator);
            }
        }
    }

    /** What becomes of an id depends on nothing of the host. */
    @Test
    void theListsOfTheDemoEndAsTheyDoInTheProgram() throws IOException {
        List<String> alone;
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                ModuleProcess program = ModuleProcess.start(
                        Files.createDirectory(directory.resolve("alone")), settingsOfDemo(simulator))) {
            alone = ends(program);
        }
        assertThat(alone).hasSize(96).anyMatch(end -> end.contains("FAILED"));
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                HostProject.Running host = project.start(
                        Files.createDirectory(directory.resolve("embedded")), settingsOfDemo(simulator))) {
            assertThat(ends(host.process())).isEqualTo(alone);
        }
    }

    private static Map<String, String> settingsOfDemo(VodSimulator simulator) {
        Map<String, String> settings = HostProject.settings(simulator.endpoint());
        settings.put("vod.retry.delay", "100ms");
        settings.put("vod.retry.busy-delay", "100ms");
        return settings;
    }

    /** Drops the lists one after the other; what became of each line. */
    private static List<String> ends(ModuleProcess process) throws IOException {
        List<Path> lists;
        try (Stream<Path> files = Files.list(Path.of("config", "demo"))) {
            lists = files.sorted().toList();
        }
        Path done = process.inbox().resolve("done");
        for (int i = 0; i < lists.size(); i++) {
            int receipts = i + 1;
            process.drop(lists.get(i).getFileName().toString(), Files.readAllLines(lists.get(i)));
            Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> count(done, ".receipt.json") == receipts);
        }
        Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> count(done, ".report.csv") == lists.size());
        OutcomeFiles files = process.outcomes();
        Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .until(() -> files.success().size() + files.failure().size() == 93);
        return Stream.of(files.success(), files.failure(), files.rejected())
                .flatMap(List::stream)
                .map(end -> Stream.of("source", "line", "asset_id", "text", "status", "reason", "error_code")
                        .map(member -> end.path(member).asText())
                        .collect(Collectors.joining(" ")))
                .sorted()
                .toList();
    }

    private static long count(Path folder, String ending) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).count();
        }
    }

    @Test
    void aWrongSettingStopsTheStartAndIsToldWithAMistypedKey() {
        Map<String, String> settings = HostProject.settings(URI.create("http://127.0.0.1:9"));
        settings.put("vod.batch.size", "11");
        settings.put("vod.retry.atempts", "3");
        try (HostProject.Running host = project.start(directory, settings)) {
            assertThat(host.process().awaitExit(60)).isEqualTo(1);
            String log = host.process().log();
            assertThat(log.lines())
                    .anySatisfy(line -> assertThat(line).contains("WARN").contains("'vod.retry.atempts'"));
            assertThat(log).contains("vod.batch.size").doesNotContain(SimulatorOptions.SECRET_KEY);
            assertRefusal(log);
        }
        assertThat(data()).doesNotExist();
    }

    /**
     * The server has something before all paths, and a link that leaves it out is a 404.
     *
     * @param setting of the host
     */
    final void assertLocationUnder(String setting) {
        assertLocationUnder(project, Map.of(setting, "/api"), (host, simulator) -> {});
    }

    /**
     * The server has {@code /api} before all paths, and a link that leaves it out is a 404.
     *
     * @param of the host
     * @param own its settings
     * @param then what else is done with it
     */
    final void assertLocationUnder(
            HostProject of, Map<String, String> own, BiConsumer<HostProject.Running, VodSimulator> then) {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            Map<String, String> settings = HostProject.settings(simulator.endpoint());
            settings.put("vod.intake.webhook.enabled", "true");
            settings.put("vod.intake.webhook.secret-key", SECRET);
            settings.put("vod.status.enabled", "true");
            settings.put("vod.status.token", TOKEN);
            settings.putAll(own);
            try (HostProject.Running host = of.start(directory, settings)) {
                WebhookCaller webhook = new WebhookCaller(host.url() + "/api/vod/submissions");
                HttpResponse<String> accepted = Awaitility.await()
                        .atMost(Duration.ofSeconds(120))
                        .ignoreExceptions()
                        .until(
                                () -> webhook.send("msg-1", WebhookCaller.json(sent)),
                                answer -> answer.statusCode() == 202);
                String location = accepted.headers().firstValue("Location").orElseThrow();
                assertThat(location).startsWith("/api/vod/submissions/");
                StatusCaller caller = new StatusCaller(host.url());
                ask(caller, location);
                webhook.send("msg-2", WebhookCaller.json(sent));
                String next = ask(caller, "/api/vod/submissions?limit=1&q=msg")
                        .get("next")
                        .textValue();
                assertThat(next).startsWith("/api/vod/submissions?");
                ask(caller, next);
                then.accept(host, simulator);
            }
        }
    }

    /** How this host reports a start that it cannot complete. */
    void assertRefusal(String log) {
        assertThat(log).contains("SettingsException");
    }

    /** In which order this host stops: Camel says so on each. */
    void assertStopped(String log) {
        assertThat(log).containsPattern("Apache Camel .* is shutting down");
    }

    /** Calls that have begun are answered, and their answers are in the store. */
    final void assertStopsUnderLoad(HostProject.Running host, VodSimulator simulator) {
        host.process().drop("more.txt", underLoad);
        long before = simulator.recorder().deletedCount();
        await(host, 60, () -> simulator.recorder().deletedCount() >= before + 100);
        long begin = System.nanoTime();
        host.process().terminate();
        assertThat(host.process().awaitExit(60)).isEqualTo(EXIT_BY_SIGTERM);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        assertStopped(host.process().log());
        Counters counters = Counters.checked(data());
        assertThat(counters.pending()).as("stopped in the middle").isPositive();
        assertThat(counters.settled()).isEqualTo(simulator.recorder().deletedCount());
    }

    private void assertServes(HostProject.Running host) {
        StatusCaller caller = new StatusCaller(host.url());
        assertThat(caller.get("/own").body()).contains("of the host");

        WebhookCaller webhook = new WebhookCaller(host.url() + "/vod/submissions");
        HttpResponse<String> accepted = webhook.send("msg-1", WebhookCaller.json(sent));
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        assertThat(webhook.send("msg-1", WebhookCaller.json(sent)).statusCode()).isEqualTo(200);

        String id = json(accepted).get("submission_id").textValue();
        JsonNode submission = ask(caller, "/vod/submissions/" + id);
        assertThat(submission.get("accepted").longValue()).isEqualTo(sent.size());
        assertThat(ask(caller, "/vod/summary").get("accepted").longValue()).isEqualTo(dropped.size() + sent.size());
        assertThat(caller.get("/vod/summary").statusCode())
                .as("without a token")
                .isEqualTo(401);
        assertThat(submission.get("requested_from").textValue()).isEqualTo("127.0.0.1");
        assertRecordsThePeerOfOrders(caller);
    }

    /** Also if the caller names another one, as a proxy does or as Camel's servers tell it. */
    private static void assertRecordsThePeerOfOrders(StatusCaller caller) {
        for (String order : List.of("pause", "resume")) {
            HttpResponse<String> done = caller.send(
                    "POST",
                    "/vod/sender/" + order,
                    "Authorization",
                    "Bearer " + TOKEN,
                    "X-Forwarded-For",
                    "192.0.2.1",
                    "CamelVertxPlatformHttpRemoteAddress",
                    "192.0.2.2:80",
                    "CamelHttpServletRequest",
                    "192.0.2.3");
            assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        }
        JsonNode resumed = ask(caller, "/vod/audit?event=resumed").get("lines").get(0);
        assertThat(resumed.get("origin").textValue()).isEqualTo("127.0.0.1 (X-Forwarded-For, not verified: 192.0.2.1)");
    }

    /** A route of the host hands lists over, which come as the host's server and converters make them. */
    private void assertTakesMessages(HostProject.Running host) {
        StatusCaller caller = new StatusCaller(host.url());
        String list = String.join("\n", handed);
        Path file = write("list-of-host.txt", list);
        assertThat(caller.postText("/lists", file.toString()).statusCode())
                .as("a text is never a path")
                .isGreaterThanOrEqualTo(400);

        HttpResponse<String> accepted = caller.postText("/lists", list);

        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(200);
        JsonNode submission = ask(caller, "/vod/submissions/" + accepted.body());
        assertThat(submission.get("accepted").longValue()).isEqualTo(handed.size());
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode ask(StatusCaller caller, String path) {
        HttpResponse<String> answer = caller.get(path, "Authorization", "Bearer " + TOKEN);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    private void assertIsHealthy(HostProject.Running host) {
        assertThat(host.health().statusCode()).as(host.health().body()).isEqualTo(200);
        assertThat(host.readiness().statusCode()).as(host.readiness().body()).isEqualTo(200);
    }

    private long settled() {
        return Counters.of(data()).settled();
    }

    final Path data() {
        return directory.resolve("data");
    }

    static void await(HostProject.Running host, int seconds, Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(seconds))
                .pollInterval(Duration.ofMillis(50))
                .failFast(() -> assertThat(host.process().isAlive())
                        .as(host.process().log())
                        .isTrue())
                .until(condition);
    }
}
