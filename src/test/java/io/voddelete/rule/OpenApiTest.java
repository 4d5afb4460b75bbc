package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.voddelete.kit.RouteFile;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.ShiftedClock;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.StoreFile;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.settings.Setting;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The description for programs is well-formed, describes what is served and nothing else, and is true. */
@Timeout(120)
class OpenApiTest {
    private static final String SUBMISSION = "GET /vod/submissions/{submission_id}";
    private static final String REPORT = SUBMISSION + "/report";
    private static final String ASSET = "GET /vod/assets/{asset_id}";
    private static final String RETRY = "POST /vod/assets/{asset_id}/retry";
    private static final String SUBMIT = "POST /vod/submissions";
    private static final String PAUSE = "POST /vod/sender/pause";
    private static final String RESUME = "POST /vod/sender/resume";
    private static final List<String> QUESTIONS =
            List.of("GET /vod/summary", "GET /vod/submissions", SUBMISSION, REPORT, ASSET, "GET /vod/openapi.yaml");
    private static final List<String> ORDERS = List.of(RETRY, PAUSE, RESUME);

    private final Set<String> given = new TreeSet<>();
    private final List<String> ids = SampleIds.random(71, 12);
    private final String missing = SampleIds.fated(404, 1).get(0);
    private OpenApiDocument document;
    private StatusCaller caller;
    private WebhookCaller webhook;

    @TempDir
    Path directory;

    @BeforeEach
    void read() throws Exception {
        document = OpenApiDocument.shipped();
    }

    @Test
    void itIsWellFormedAndSoAreItsExamples() throws Exception {
        assertThat(document.faults()).isEmpty();
        assertThat(document.faultsOfExamples()).isEmpty();
    }

    @Test
    void whatIsIllFormedIsFound() throws Exception {
        ((ObjectNode) document.root().get("paths").get("/vod/summary").get("get")).putObject("responsez");
        assertThat(document.faults()).isNotEmpty();
        JsonNode sender = new ObjectMapper().readTree("{\"state\":\"running\",\"colour\":\"blue\"}");
        assertThat(document.faults(document.root().at("/components/schemas/Sender"), sender))
                .hasSize(1);
    }

    @Test
    void everyRouteThatIsServedIsDescribedAndNothingElseButTheProbes() {
        Set<String> served = RouteFile.all().stream()
                .flatMap(file -> file.nodes().stream())
                .filter(node -> node.kind().equals("from")
                        && "platform-http".equals(node.fields().get("uri")))
                .map(node -> (Map<?, ?>) node.fields().get("parameters"))
                .map(from -> from.get("httpMethodRestrict").toString().replace(",HEAD", "") + " "
                        + from.get("path")
                                .toString()
                                .replace(
                                        "{{vod.intake.webhook.path}}",
                                        Setting.INTAKE_WEBHOOK_PATH.fallback().orElseThrow()))
                .collect(Collectors.toSet());
        assertThat(served).hasSizeGreaterThan(9);
        assertThat(document.operations().stream().filter(operation -> !isProbe(operation)))
                .containsExactlyInAnyOrderElementsOf(served);
    }

    @Test
    void everyAnswerThatIsDescribedIsGivenJustLikeThat() throws Exception {
        SimulatorOptions options =
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
        try (VodSimulator simulator = VodSimulator.start(options)) {
            try (RunningModule module = start(simulator, "open", Map.of())) {
                whatIsGivenBeforeAnythingIsSent();
                module.awaitEnd(3);
                whatIsGivenAfterwards(module);
                whatIsRefused();
                whatIsGivenWhileTheStoreFails();
            }
            whatIsGivenWhereNoTokenIsSet(simulator);
            whatIsGivenOverTheLimitOfADay(simulator);
            simulator.faults("revoked");
            try (RunningModule module = start(simulator, "revoked", Map.of())) {
                webhook.send("m", WebhookCaller.json(ids));
                Awaitility.await().until(() -> module.senderPause().isPresent());
                ask("GET /vod/summary");
            }
        }
        assertThat(given)
                .containsExactlyInAnyOrderElementsOf(document.answers().stream()
                        .filter(answer -> !isProbe(answer))
                        .toList());
    }

    private void whatIsGivenBeforeAnythingIsSent() {
        ask("GET /vod/summary");
        ask("GET /vod/submissions");
        order(PAUSE);
        String list = "{\"asset_ids\":[\"" + String.join("\",\"", ids) + "\",\"" + missing + "\",\"NOT-ONE\"]}";
        String first = location(check(SUBMIT, webhook.send("msg-1", list)));
        check(SUBMIT, webhook.send("msg-1", list));
        check(SUBMIT, webhook.send("msg-2", WebhookCaller.json(ids.subList(0, 2))));
        check(SUBMIT, webhook.send("msg-1", WebhookCaller.json(ids.subList(0, 2))));
        ask("GET /vod/summary");
        check("GET /vod/submissions", caller.get("/vod/submissions?limit=1"));
        check(SUBMISSION, caller.get(first));
        check(REPORT, caller.get(first + "/report"));
        check(ASSET, caller.get("/vod/assets/" + ids.get(0)));
        check(RETRY, caller.order("/vod/assets/" + ids.get(0) + "/retry"));
        order(RESUME);
        check(SUBMISSION, caller.get(first));
        check(SUBMIT, webhook.send("msg-3", WebhookCaller.json(ids.subList(1, 2))));
    }

    private void whatIsGivenAfterwards(RunningModule module) {
        check(ASSET, caller.get("/vod/assets/" + ids.get(0)));
        check(ASSET, caller.get("/vod/assets/" + missing));
        String retried = location(check(RETRY, caller.order("/vod/assets/" + missing + "/retry")));
        module.awaitEnd(4);
        check(ASSET, caller.get("/vod/assets/" + missing));
        check(SUBMISSION, caller.get(retried));
        module.drop("list.txt", List.of(ids.get(0), ids.get(1), "00000000404000000000000000000abc"));
        module.awaitEnd(5);
        ask("GET /vod/summary");
        String newest = newest();
        check(SUBMISSION, caller.get(newest));
        check(REPORT, caller.get(newest + "/report"));
        check(REPORT, caller.get(newest + "/report", "Accept", "application/json"));
        check(REPORT, caller.get(newest + "/report", "Accept", "image/png"));
        change("UPDATE submission SET state = 'OPEN', sealed_at = NULL, sha256 = NULL WHERE source = 'file:list.txt'");
        check(SUBMISSION, caller.get(newest));
        check(REPORT, caller.get(newest + "/report"));
    }

    private void whatIsRefused() {
        for (String operation : QUESTIONS) {
            check(operation, caller.get(path(operation), "Origin", "https://evil.example"));
        }
        for (String operation : ORDERS) {
            check(operation, caller.send("POST", path(operation)));
        }
        ask("GET /vod/openapi.yaml");
        check("GET /vod/submissions", caller.get("/vod/submissions?limit=0"));
        for (String operation : List.of(SUBMISSION, REPORT, ASSET)) {
            check(operation, caller.get(path(operation)));
        }
        order(RETRY);
        check(SUBMIT, webhook.send("m", "[]"));
        check(SUBMIT, webhook.send("m", WebhookCaller.json(SampleIds.random(72, 51))));
        byte[] list = WebhookCaller.json(ids).getBytes(StandardCharsets.UTF_8);
        check(SUBMIT, webhook.send(Map.of("Content-Type", "application/json"), list));
        check(SUBMIT, webhook.send(Map.of("Content-Type", "application/xml"), list));
    }

    private void whatIsGivenWhileTheStoreFails() {
        for (String table : List.of("submission", "total", "setting")) {
            change("ALTER TABLE " + table + " RENAME TO hidden_" + table);
        }
        QUESTIONS.stream().filter(each -> !each.endsWith(".yaml")).forEach(operation -> {
            String path = operation.equals(ASSET) ? "/vod/assets/" + ids.get(0) : path(operation);
            check(operation, caller.get(path));
        });
        ORDERS.forEach(operation ->
                check(operation, caller.order(path(operation).replace("nope", ids.get(0)))));
        check(SUBMIT, webhook.send("m", WebhookCaller.json(ids)));
        for (String table : List.of("submission", "total", "setting")) {
            change("ALTER TABLE hidden_" + table + " RENAME TO " + table);
        }
    }

    private void whatIsGivenWhereNoTokenIsSet(VodSimulator simulator) throws Exception {
        ShiftedClock clock = new ShiftedClock();
        Map<String, String> changes = Map.of(
                "vod.status.token", "",
                "vod.sender.enabled", "false",
                "vod.intake.webhook.auth", "none",
                "vod.intake.webhook.allow-anonymous", "true",
                "vod.intake.webhook.max-pending", "0");
        try (RunningModule module = start(simulator, "bare", changes, clock)) {
            ask("GET /vod/summary");
            for (String operation : QUESTIONS) {
                check(operation, caller.get(path(operation), "Origin", "https://evil.example"));
            }
            ORDERS.forEach(this::order);
            byte[] list = WebhookCaller.json(ids).getBytes(StandardCharsets.UTF_8);
            Map<String, String> headers = new TreeMap<>(Map.of("Content-Type", "application/json"));
            check(SUBMIT, webhook.send(headers, list));
            clock.advance(Duration.ofSeconds(10));
            check(SUBMIT, webhook.send(headers, list));
            headers.put("Origin", "https://evil.example");
            check(SUBMIT, webhook.send(headers, list));
            assertThat(module.totals().submissions()).isOne();
        }
    }

    private void whatIsGivenOverTheLimitOfADay(VodSimulator simulator) throws Exception {
        Map<String, String> limits =
                Map.of("vod.callers.webhook.ids-per-day", "2", "vod.callers.operator.ids-per-day", "1");
        List<String> failing = SampleIds.fated(404, 2);
        try (RunningModule module = start(simulator, "limited", limits)) {
            check(SUBMIT, webhook.send("large", WebhookCaller.json(ids.subList(0, 3))));
            assertThat(module.totals().submissions()).isZero();
            check(SUBMIT, webhook.send("both", WebhookCaller.json(failing)));
            check(SUBMIT, webhook.send("over", WebhookCaller.json(ids.subList(0, 1))));
            module.awaitEnd(1);
            check(RETRY, caller.order("/vod/assets/" + failing.get(0) + "/retry"));
            check(RETRY, caller.order("/vod/assets/" + failing.get(1) + "/retry"));
            assertThat(module.totals().submissions()).isEqualTo(2);
        }
    }

    private RunningModule start(VodSimulator simulator, String name, Map<String, String> changes) throws Exception {
        return start(simulator, name, changes, new ShiftedClock());
    }

    private RunningModule start(VodSimulator simulator, String name, Map<String, String> changes, ShiftedClock clock)
            throws Exception {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "vod.status.enabled", "true",
                "vod.status.token", StatusCaller.TOKEN,
                "vod.intake.webhook.enabled", "true",
                "vod.intake.webhook.secret-key", WebhookCaller.SECRET,
                "vod.intake.webhook.max-ids", "50",
                "vod.pace.calls-per-minute", "6000"));
        settings.putAll(changes);
        RunningModule module = RunningModule.start(directory.resolve(name), simulator, settings, clock);
        caller = new StatusCaller(module.url());
        webhook = new WebhookCaller(module.url() + "/vod/submissions");
        return module;
    }

    private void ask(String operation) {
        check(operation, caller.get(path(operation)));
    }

    private void order(String operation) {
        check(operation, caller.order(path(operation)));
    }

    private HttpResponse<String> check(String operation, HttpResponse<String> answer) {
        document.check(operation, answer);
        given.add(operation + " " + answer.statusCode());
        return answer;
    }

    /** With an id that nothing has. */
    private static String path(String operation) {
        return operation.split(" ")[1].replaceAll("\\{[^}]+}", "nope");
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private String newest() {
        JsonNode submissions = caller.ask("/vod/submissions").get("submissions");
        return "/vod/submissions/" + submissions.get(0).get("submission_id").textValue();
    }

    private void change(String sql) {
        StoreFile.of(directory.resolve("open")).change(sql);
    }

    private static boolean isProbe(String operation) {
        return operation.contains(" /observe/");
    }
}
