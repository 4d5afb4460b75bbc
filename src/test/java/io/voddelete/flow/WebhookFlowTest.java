package io.voddelete.flow;

import static io.voddelete.kit.WebhookCaller.bytes;
import static io.voddelete.kit.WebhookCaller.json;
import static io.voddelete.kit.WebhookCaller.signed;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.StoreFile;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.SeenCall;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a request to the outcome of each id. */
@Timeout(120)
class WebhookFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);

    private final Map<String, String> settings = new TreeMap<>();

    @TempDir
    Path directory;

    @BeforeEach
    void serve() {
        settings.put("vod.intake.webhook.enabled", "true");
        settings.put("vod.intake.webhook.secret-key", WebhookCaller.SECRET);
    }

    @Test
    void aRequestEndsAsOneOutcomeAnIdAndNothingOfItsHeadersIsInTheCalls() throws Exception {
        List<String> ids = SampleIds.random(1, 25);
        String list = json(ids);
        Map<String, String> headers = signed("msg-1", Instant.now(), bytes(list));
        headers.put("CamelHttpUri", "http://127.0.0.1:1/evil");
        headers.put("CamelHttpQuery", "evil=1");
        headers.put("X-Evil", "evil");
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, settings)) {
            String uri = module.url() + "/vod/submissions";
            String query = "?CamelHttpPath=/evil&CamelHttpQuery=evil%3D1&evil=1";

            assertThat(new WebhookCaller(uri + query).send(headers, bytes(list)).statusCode())
                    .isEqualTo(400);
            assertThat(new WebhookCaller(uri).send(headers, bytes(list)).statusCode())
                    .isEqualTo(202);

            module.awaitEnd(1);
            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            assertThat(simulator.recorder().deleteCalls())
                    .extracting(SeenCall::toString)
                    .noneMatch(call -> call.contains("evil"));
            assertThat(module.outcomes().success())
                    .allSatisfy(
                            line -> assertThat(line.get("source").textValue()).isEqualTo("webhook:msg-1"))
                    .noneMatch(line -> line.toString().contains("evil"));
        }
    }

    @Test
    void theSameIdsInFilesAndRequestsAreDeletedOnce() throws Exception {
        List<String> ids = SampleIds.random(2, 300);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, settings)) {
            WebhookCaller caller = new WebhookCaller(module.url() + "/vod/submissions");
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                String id = "msg-" + i;
                module.drop("list-" + i + ".txt", ids);
                answers.add(CompletableFuture.supplyAsync(() -> caller.send(id, json(ids))));
            }
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(202));

            assertThat(module.awaitEnd(10).accepted()).isEqualTo(300);
            assertThat(module.totals().duplicate()).isEqualTo(9 * 300);
            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
        }
    }

    @Test
    void whileManySendSlowlyAndOthersSendRubbishACorrectCallerIsServed() throws Exception {
        List<String> ids = SampleIds.random(3, 20);
        List<Socket> slow = new ArrayList<>();
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, settings)) {
            URI uri = URI.create(module.url());
            for (int i = 0; i < 200; i++) {
                slow.add(begin(uri, WebhookCaller.head() + "Content-Length: 1000"));
            }
            WebhookCaller caller = new WebhookCaller(module.url() + "/vod/submissions");
            String many = "[" + "\"a\",".repeat(200_000) + "\"a\"]";
            for (String id : ids) {
                assertThat(caller.send("rubbish", many).statusCode()).isEqualTo(413);
                assertThat(caller.send("msg-" + id, json(List.of(id))).statusCode())
                        .isEqualTo(202);
            }
            assertThat(module.awaitEnd(20).accepted()).isEqualTo(20);
            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void whileAnotherProgramLocksTheStoreItIsSaidSoWithoutAPathAndNothingIsTaken() throws Exception {
        settings.put("vod.status.enabled", "true");
        settings.put("vod.status.token", StatusCaller.TOKEN);
        String list = json(SampleIds.random(8, 3));
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, settings)) {
            WebhookCaller caller = new WebhookCaller(module.url() + "/vod/submissions");
            try (Connection other = StoreFile.of(directory).change();
                    Statement lock = other.createStatement()) {
                lock.execute("PRAGMA busy_timeout = 5000");
                lock.execute("BEGIN IMMEDIATE");
                CompletableFuture<HttpResponse<String>> order =
                        CompletableFuture.supplyAsync(() -> new StatusCaller(module.url()).order("/vod/sender/pause"));
                for (HttpResponse<String> answer : List.of(caller.send("locked", list), order.join())) {
                    assertThat(answer.statusCode()).isEqualTo(503);
                    assertThat(answer.body())
                            .contains("another program holds a lock on the store")
                            .doesNotContain(directory.toString(), "vod-delete.db", "SQLITE");
                }
                lock.execute("ROLLBACK");
            }
            assertThat(module.totals().accepted()).isZero();
            assertThat(caller.send("locked", list).statusCode()).isEqualTo(202);
            assertThat(module.awaitEnd(1).deleted()).isEqualTo(3);
        }
    }

    @Test
    void bodiesThatAreAnnouncedAndDoNotComeKeepNoLargeListOut() throws Exception {
        long quarter = Runtime.getRuntime().maxMemory() / 4;
        long largest = Math.min(quarter / 3, 1 << 30);
        settings.put("vod.intake.webhook.max-bytes", String.valueOf(largest));
        List<Socket> silent = new ArrayList<>();
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, settings)) {
            URI uri = URI.create(module.url());
            WebhookCaller caller = new WebhookCaller(uri + "/vod/submissions");
            for (int i = 0; i < 40; i++) {
                silent.add(begin(uri, WebhookCaller.head() + "Transfer-Encoding: chunked"));
                silent.add(begin(uri, WebhookCaller.head() + "Content-Length: " + largest));
            }
            for (String id : SampleIds.random(6, 3)) {
                assertThat(caller.send("large-" + id, json(List.of(id)) + " ".repeat(100_000))
                                .statusCode())
                        .isEqualTo(202);
            }
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "signature, Content-Type: application/json",
                "signature, Content-Type: application/json|webhook-id: a|webhook-timestamp: 1|webhook-signature: v1,x",
                "token, Content-Type: application/json",
                "token, Content-Type: application/json|Authorization: Bearer wrong",
            })
    void aStrangerIsRefusedBeforeHisBodyComes(String attempt) throws Exception {
        settings.put("vod.intake.webhook.auth", attempt.split(", ")[0]);
        settings.put("vod.intake.webhook.token", "made-up-token-of-a-test-of-the-wire");
        settings.put("vod.status.enabled", "true");
        settings.put("vod.status.token", StatusCaller.TOKEN);
        String headers = attempt.split(", ", 2)[1].replace("|", "\r\n") + "\r\nContent-Length: 1000000\r\n";
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, settings)) {
            URI uri = URI.create(module.url());
            for (String path : List.of("/vod/submissions", "/vod/sender/pause")) {
                String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers;
                for (String more : List.of("", "Expect: 100-continue\r\n")) {
                    try (Socket socket = begin(uri, head + more + "X: 1")) {
                        socket.setSoTimeout(10_000);
                        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                                .startsWith("HTTP/1.1 401 ");
                    }
                }
            }
        }
    }

    @Test
    void whoAsksWhetherHeMaySendIsToldSoAndServed() throws Exception {
        String list = json(SampleIds.random(12, 1));
        StringBuilder head =
                new StringBuilder("POST /vod/submissions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        signed("expects", Instant.now(), bytes(list))
                .forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, settings);
                Socket socket = begin(
                        URI.create(module.url()), head + "Expect: 100-continue\r\nContent-Length: " + list.length())) {
            socket.setSoTimeout(10_000);
            assertThat(new String(socket.getInputStream().readNBytes(25), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            socket.getOutputStream().write(bytes(list));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 202 ");
        }
    }

    private static Socket begin(URI uri, String head) throws IOException {
        Socket socket = new Socket(uri.getHost(), uri.getPort());
        socket.getOutputStream().write((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void aTokenWillDoWhereItIsAskedForAndARequestWithoutAnIdIsASubmissionOfItsOwn() throws Exception {
        settings.put("vod.intake.webhook.auth", "token");
        settings.put("vod.intake.webhook.token", "made-up-token-of-a-test-of-webhooks");
        Map<String, String> headers = new TreeMap<>(Map.of("Content-Type", "text/plain"));
        byte[] list = bytes(SampleIds.random(4, 1).get(0));
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                CapturedLog log = CapturedLog.ofAll();
                RunningModule module = RunningModule.start(directory, simulator, settings)) {
            WebhookCaller caller = new WebhookCaller(module.url() + "/vod/submissions");
            assertThat(caller.send(headers, list).statusCode()).isEqualTo(401);
            headers.put("Authorization", "Bearer made-up-token-of-a-test-of-webhookS");
            assertThat(caller.send(headers, list).statusCode()).isEqualTo(401);
            headers.put("Authorization", "Bearer made-up-token-of-a-test-of-webhooks");
            assertThat(caller.send(headers, list).statusCode()).isEqualTo(202);
            assertThat(caller.send(headers, list).statusCode()).isEqualTo(202);
            headers.put("Idempotency-Key", "k1");
            assertThat(caller.send(headers, list).statusCode()).isEqualTo(202);
            assertThat(caller.send(headers, list).statusCode()).isEqualTo(200);

            assertThat(module.awaitEnd(3).submissions()).isEqualTo(3);
            assertThat(log.text()).doesNotContainIgnoringCase("made-up-token").doesNotContain(WebhookCaller.SECRET);
        }
    }

    @Test
    void whereNobodyIsAskedForAnythingThatIsSaidAtTheStart() throws Exception {
        settings.put("vod.intake.webhook.auth", "none");
        settings.put("vod.intake.webhook.allow-anonymous", "true");
        settings.put("vod.intake.webhook.path", "/in");
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                CapturedLog log = CapturedLog.everythingOf("io.voddelete");
                RunningModule module = RunningModule.start(directory, simulator, settings)) {
            Map<String, String> headers = Map.of("Content-Type", "application/json");
            byte[] list = bytes(json(SampleIds.random(5, 1)));
            assertThat(new WebhookCaller(module.url() + "/in")
                            .send(headers, list)
                            .statusCode())
                    .isEqualTo(202);
            assertThat(log.lines()).anyMatch(line -> line.startsWith("WARN vod.intake.webhook.auth is none"));
        }
    }
}
