package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.ShiftedClock;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.StoreFile;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What probes are told by HTTP: what is wrong, for whom it is, and what to do. */
class HealthFlowTest {
    private static final Map<String, String> SERVED =
            Map.of("vod.status.enabled", "true", "vod.status.token", StatusCaller.TOKEN);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path directory;

    @Test
    void readinessIsDownWithTheReasonWhileTheSenderIsPausedAndUpBeforeAndAfter() throws Exception {
        ShiftedClock clock = new ShiftedClock();
        SimulatorOptions options = SimulatorOptions.defaults().withClock(clock).withFaults("revoked");
        try (VodSimulator simulator = VodSimulator.start(options);
                RunningModule module = RunningModule.start(directory, simulator, SERVED, clock)) {
            assertThat(get(module, "/observe/health").statusCode()).isEqualTo(200);
            assertThat(status(module, "/ready", "vod-sender")).isEqualTo("UP");

            module.drop("ids.txt", SampleIds.random(23, 10));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> module.senderPause().isPresent());

            HttpResponse<String> down = get(module, "/observe/health/ready");
            assertThat(down.statusCode()).isEqualTo(503);
            assertThat(down.body())
                    .contains("sending is paused: HTTP 401 APIGW.0301", "What to do: check vod.access-key", "next-try")
                    .doesNotContain(SimulatorOptions.ACCESS_KEY);
            JsonNode details =
                    check(module, "/ready", "vod-sender").orElseThrow().get("data");
            assertThat(details.get("message").asText()).startsWith("sending is paused: HTTP 401 APIGW.0301");
            assertThat(details.get("remedy").asText()).startsWith("check vod.access-key");
            assertThat(get(module, "/observe/health/live").statusCode()).isEqualTo(200);
            assertThat(check(module, "/live", "vod-sender")).isEmpty();

            simulator.faults("");
            clock.advance(Duration.ofMinutes(10));
            module.awaitEnd(1);
            assertThat(get(module, "/observe/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void readinessIsDownOnceNothingCouldBeSentForAMinute() throws Exception {
        ShiftedClock clock = new ShiftedClock();
        SimulatorOptions options = SimulatorOptions.defaults().withClock(clock).withFaults("page=502");
        try (VodSimulator simulator = VodSimulator.start(options);
                RunningModule module = RunningModule.start(directory, simulator, SERVED, clock)) {
            module.drop("ids.txt", SampleIds.random(23, 10));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> simulator.recorder().calls().size() > 1); // the first one has failed by then
            assertThat(status(module, "/ready", "vod-sender")).isEqualTo("UP");

            clock.advance(Duration.ofMinutes(1));

            assertThat(get(module, "/observe/health/ready").statusCode()).isEqualTo(503);
            assertThat(get(module, "/observe/health/ready").body())
                    .contains("no id could be sent since", "failed: HTTP 502", "What to do: check vod.endpoint");

            simulator.faults("");
            module.awaitEnd(1);
            assertThat(status(module, "/ready", "vod-sender")).isEqualTo("UP");
        }
    }

    @Test
    void readinessIsDownOnceDueIdsHaveHadNoCallForAMinuteWhateverTheCause() throws Exception {
        ShiftedClock clock = new ShiftedClock();
        CountDownLatch hung = new CountDownLatch(1);
        RunningModule.Host host = context -> context.getCamelContextExtension()
                .addInterceptStrategy((camel, node, target, next) -> exchange -> {
                    if ("vod-sign-delete".equals(node.getId())) {
                        hung.await();
                    }
                    target.process(exchange);
                });
        try (VodSimulator simulator =
                        VodSimulator.start(SimulatorOptions.defaults().withClock(clock));
                RunningModule module = RunningModule.startIn(host, directory, simulator, SERVED, clock)) {
            try {
                module.drop("ids.txt", SampleIds.random(24, 10));
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> module.totals().pending() == 10);
                clock.advance(Duration.ofSeconds(1)); // a slot that is not there yet
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> {
                            clock.advance(Duration.ofSeconds(40));
                            return get(module, "/observe/health/ready").statusCode() == 503
                                    && status(module, "/ready", "vod-sender").equals("DOWN");
                        });
                assertThat(simulator.recorder().deleteCalls()).isEmpty();
            } finally {
                hung.countDown();
            }
            module.awaitEnd(1);
            assertThat(get(module, "/observe/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anOperatorsPauseIsToldAndIsNoFault() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
                RunningModule module = RunningModule.start(directory, simulator, SERVED)) {
            assertThat(pause(module)).isEqualTo(200);

            HttpResponse<String> ready = get(module, "/observe/health/ready");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.body()).contains("paused by an operator");
        }
    }

    /** A trigger stands for the full disk: the statement fails, and then the rollback works. */
    @Test
    void readinessIsDownWhileTheStoreCannotBeWrittenAndUpAsSoonAsItCan() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
                RunningModule module = RunningModule.start(directory, simulator, SERVED)) {
            change("CREATE TRIGGER full_disk BEFORE INSERT ON setting BEGIN SELECT RAISE(ABORT, 'disk full'); END");
            // what is counted in between is written by itself, and would show a disk that is not full
            change("CREATE TRIGGER full_count BEFORE INSERT ON counter BEGIN SELECT RAISE(ABORT, 'disk full'); END");
            assertThat(pause(module)).isEqualTo(503);

            assertThat(status(module, "/ready", "vod-store")).isEqualTo("DOWN");
            assertThat(get(module, "/observe/health/ready").body())
                    .contains("disk full", "Nothing is accepted", "What to do: check the disk and the data directory");
            assertThat(get(module, "/observe/health/live").statusCode()).isEqualTo(200);

            change("DROP TRIGGER full_disk");
            change("DROP TRIGGER full_count");
            assertThat(get(module, "/observe/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void readinessIsDownWhileAnEndpointTakesNoOutcomes() throws Exception {
        Path outcomes = directory.resolve("outcome");
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
                RunningModule module = RunningModule.start(directory, simulator, SERVED)) {
            Files.createDirectories(outcomes.resolve("success.jsonl"));
            module.drop("ids.txt", SampleIds.random(23, 10));

            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() ->
                            status(module, "/ready", "vod-success-endpoint").equals("DOWN"));
            assertThat(get(module, "/observe/health/ready").body())
                    .contains("They are kept and sent again", "vod.outcome.success-uri");
            assertThat(status(module, "/ready", "vod-failure-endpoint")).isEqualTo("UP");

            Files.delete(outcomes.resolve("success.jsonl"));
            module.awaitEnd(1);
            assertThat(status(module, "/ready", "vod-success-endpoint")).isEqualTo("UP");
        }
    }

    @Test
    void theSenderNamesTheEndpointWhoseOutcomesHoldItUp() throws Exception {
        ShiftedClock clock = new ShiftedClock();
        List<String> ids = SampleIds.random(25, 10);
        Files.write(directory.resolve("protected.txt"), ids);
        Files.createDirectories(directory.resolve("outcome/failure.jsonl")); // KEPT ids go there, too
        Map<String, String> settings = new HashMap<>(SERVED);
        settings.put("vod.outcome.backlog", "5");
        try (VodSimulator simulator =
                        VodSimulator.start(SimulatorOptions.defaults().withClock(clock));
                RunningModule module = RunningModule.start(directory, simulator, settings, clock)) {
            module.drop("kept.txt", ids);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> module.totals().kept() == 10);
            module.drop("waiting.txt", SampleIds.random(26, 2));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        clock.advance(Duration.ofSeconds(30));
                        return get(module, "/observe/health/ready")
                                .body()
                                .contains("What to do: check the endpoint vod.outcome.kept-uri\"");
                    });
            assertThat(status(module, "/ready", "vod-sender")).isEqualTo("DOWN");
            assertThat(get(module, "/observe/health/ready").body()).contains("nothing has been sent since");

            Files.delete(directory.resolve("outcome/failure.jsonl"));
            module.awaitEnd(2);
        }
    }

    /** Another program that holds the database stands for a disk that does not answer. */
    @Test
    void onlyAProcessThatIsStuckIsNotAlive() throws Exception {
        ShiftedClock clock = new ShiftedClock();
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
                RunningModule module = RunningModule.start(directory, simulator, SERVED, clock);
                Connection other = connect();
                Statement lock = other.createStatement()) {
            lock.execute("BEGIN IMMEDIATE");
            CompletableFuture<HttpResponse<String>> pausing =
                    client.sendAsync(pauseOf(module), BodyHandlers.ofString());
            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> {
                clock.advance(Duration.ofMinutes(2));
                return get(module, "/observe/health/live").statusCode() == 503;
            });
            assertThat(get(module, "/observe/health/live").body())
                    .contains("vod-writer", "has been writing one transaction since", "nothing accepted is lost");
            assertThat(status(module, "/ready", "vod-store")).isEqualTo("DOWN");

            lock.execute("COMMIT");
            assertThat(pausing.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> get(module, "/observe/health/live").statusCode() == 200);
        }
    }

    @Test
    void whileTheStoreIsStuckAndTheWebhookFloodedProbesAndQuestionsAreAnswered() throws Exception {
        Map<String, String> served = new TreeMap<>(SERVED);
        served.put("vod.intake.webhook.enabled", "true");
        served.put("vod.intake.webhook.secret-key", WebhookCaller.SECRET);
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
                RunningModule module = RunningModule.start(directory, simulator, served);
                Connection other = connect();
                Statement lock = other.createStatement()) {
            assertThat(get(module, "/vod/summary").statusCode()).isEqualTo(200);
            lock.execute("BEGIN IMMEDIATE");
            for (int i = 0; i < 100; i++) {
                answers.add(client.sendAsync(submissionTo(module, i), BodyHandlers.ofString()));
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> answers.stream().anyMatch(CompletableFuture::isDone));
            for (String path : List.of("/observe/health/live", "/vod/summary")) {
                CompletableFuture<HttpResponse<String>> answer =
                        client.sendAsync(request(module, path).build(), BodyHandlers.ofString());
                assertThat(answer.get(1, TimeUnit.SECONDS).statusCode())
                        .as(path)
                        .isEqualTo(200);
            }
            lock.execute("COMMIT");
            int accepted = 0;
            for (CompletableFuture<HttpResponse<String>> pending : answers) {
                HttpResponse<String> answer = pending.get(10, TimeUnit.SECONDS);
                accepted += answer.statusCode() == 202 ? 1 : 0;
                if (answer.statusCode() != 202) {
                    StatusCaller.isProblem(answer, 503);
                    assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
                }
            }
            assertThat(accepted).isBetween(48, 99);
            assertThat(module.totals().submissions()).isEqualTo(accepted);
        }
    }

    private static HttpRequest submissionTo(RunningModule module, int number) {
        byte[] list = WebhookCaller.bytes(WebhookCaller.json(SampleIds.random(100 + number, 1)));
        HttpRequest.Builder request = request(module, "/vod/submissions").POST(BodyPublishers.ofByteArray(list));
        WebhookCaller.signed("msg-" + number, Instant.now(), list).forEach(request::header);
        return request.build();
    }

    @Test
    void aStrangerIsToldOneWordAndChoosesNothing() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
                RunningModule module = RunningModule.start(directory, simulator, SERVED)) {
            String query = "?exposureLevel=full&stackTrace=true&data=true";
            HttpRequest fromAWebPage = HttpRequest.newBuilder(URI.create(module.url() + "/observe/health" + query))
                    .header("Origin", "https://a-web-page.example")
                    .build();
            HttpResponse<String> answer = client.send(fromAWebPage, BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(new ObjectMapper().readTree(answer.body()))
                    .isEqualTo(new ObjectMapper().readTree("{\"status\":\"UP\"}"));
        }
    }

    private int pause(RunningModule module) throws Exception {
        return client.send(pauseOf(module), BodyHandlers.ofString()).statusCode();
    }

    private static HttpRequest pauseOf(RunningModule module) {
        return HttpRequest.newBuilder(URI.create(module.url() + "/vod/sender/pause"))
                .header("Authorization", "Bearer " + StatusCaller.TOKEN)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
    }

    private void change(String statement) throws SQLException {
        StoreFile.of(directory).change(statement);
    }

    private Connection connect() throws SQLException {
        return StoreFile.of(directory).change();
    }

    private String status(RunningModule module, String kind, String name) {
        return check(module, kind, name).orElseThrow().get("status").asText();
    }

    private Optional<JsonNode> check(RunningModule module, String kind, String name) {
        try {
            JsonNode all = new ObjectMapper()
                    .readTree(get(module, "/observe/health" + kind).body());
            Predicate<JsonNode> named = check -> check.get("name").asText().equals(name);
            return StreamSupport.stream(all.get("checks").spliterator(), false)
                    .filter(named)
                    .findFirst();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> get(RunningModule module, String path) throws Exception {
        return client.send(request(module, path).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(RunningModule module, String path) {
        return HttpRequest.newBuilder(URI.create(module.url() + path));
    }
}
