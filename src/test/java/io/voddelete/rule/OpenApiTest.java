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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private static final String LINES = SUBMISSION + "/lines";
    private static final String ASSET = "GET /vod/assets/{asset_id}";
    private static final String AUDIT = "GET /vod/audit";
    private static final String VERIFY = "GET /vod/audit/verify";
    private static final String WHOAMI = "GET /vod/whoami";
    private static final String TIMELINE = "GET /vod/timeline";
    private static final String SENDER = "GET /vod/sender";
    private static final String SETTINGS = "GET /vod/settings";
    private static final String PROTECTED_ID = "GET /vod/protection/{asset_id}";
    private static final String RETRY = "POST /vod/assets/{asset_id}/retry";
    private static final String RETRY_ALL = "POST /vod/assets/retry";
    private static final String FIND = "POST /vod/assets/find";
    private static final String SUBMIT = "POST /vod/submissions";
    private static final String PAUSE = "POST /vod/sender/pause";
    private static final String RESUME = "POST /vod/sender/resume";
    private static final String PLANS = "POST /vod/plans";
    private static final String PLAN = SUBMISSION + "/plan";
    private static final String ORDER = "POST /vod/submissions/{submission_id}/";
    private static final List<String> OF_SUBMISSIONS =
            List.of(ORDER + "approve", ORDER + "cancel", ORDER + "stop", ORDER + "go-on", ORDER + "undo");
    private static final String METRICS = "GET /observe/metrics";

    private static final List<String> QUESTIONS = List.of(
            "GET /vod/summary",
            "GET /vod/submissions",
            SUBMISSION,
            REPORT,
            LINES,
            PLAN,
            ASSET,
            AUDIT,
            VERIFY,
            WHOAMI,
            TIMELINE,
            "GET /vod/reasons",
            SENDER,
            "GET /vod/schedules",
            SETTINGS,
            "GET /vod/protection",
            PROTECTED_ID,
            "GET /vod/openapi.yaml",
            "GET /vod/openapi.json");
    /** What is answered without the store. */
    private static final Set<String> WITHOUT_STORE =
            Set.of(WHOAMI, TIMELINE, SETTINGS, PROTECTED_ID, "GET /vod/openapi.yaml", "GET /vod/openapi.json");

    /** That of all ids of a reason is given with a body. */
    private static final List<String> ORDERS = Stream.concat(Stream.of(RETRY, PAUSE, RESUME), OF_SUBMISSIONS.stream())
            .toList();

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

    /** The schema says so with conditions, since generators of clients know no array that may also be an object. */
    @Test
    void anObjectOrArrayThatTheSchemaOfAListAllowsIsAcceptedAndNoOther() throws Exception {
        String all = "[\"" + ids.get(0) + "\",{\"asset_id\":\"" + ids.get(1) + "\",\"title\":\"x\"}]";
        Map<String, Boolean> lists = new TreeMap<>();
        for (String list : List.of(
                all,
                "{\"asset_ids\":" + all + "}",
                "{\"asset_info_array\":" + all + "}",
                "{\"assets\":" + all + ",\"total\":1,\"is_truncated\":0}",
                "{\"asset_info_array\":" + all + ",\"total\":null,\"is_truncated\":true}")) {
            lists.put(list, true);
        }
        for (String list : List.of(
                "{}",
                "{\"asset_ids\":\"" + ids.get(0) + "\"}",
                "{\"asset_ids\":" + all + ",\"assets\":" + all + "}",
                "{\"asset_ids\":" + all + ",\"colour\":1}",
                "{\"assets\":" + all + ",\"is_truncated\":\"no\"}")) {
            lists.put(list, false);
        }
        JsonNode schema = document.root().at("/components/schemas/AssetIds");
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
                RunningModule module = start(simulator, "lists", Map.of("vod.sender.enabled", "false"))) {
            int sent = 0;
            for (Map.Entry<String, Boolean> list : lists.entrySet()) {
                JsonNode body = new ObjectMapper().readTree(list.getKey());
                assertThat(document.faults(schema, body).isEmpty())
                        .as(list.getKey() + document.faults(schema, body))
                        .isEqualTo(list.getValue());
                HttpResponse<String> answer = webhook.send("m-" + sent++, list.getKey());
                assertThat(answer.statusCode())
                        .as(list.getKey() + answer.body())
                        .isEqualTo(list.getValue() ? 202 : 400);
            }
            assertThat(module.totals().submissions()).isEqualTo(5);
        }
    }

    @Test
    void everyRouteThatIsServedIsDescribedAndNothingElseButTheProbes() {
        Set<String> served = RouteFile.all().stream()
                .flatMap(file -> file.nodes().stream())
                .filter(node -> node.kind().equals("from")
                        && "platform-http".equals(node.fields().get("uri")))
                .map(node -> (Map<?, ?>) node.fields().get("parameters"))
                .filter(from -> !"/vod/console".equals(from.get("path"))) // pages for people
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
    void aParameterThatIsNotDescribedIsRefusedEverywhereWithThoseThatAre() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
                RunningModule module = start(simulator, "parameters", Map.of("vod.sender.enabled", "false"))) {
            WebhookCaller strange = new WebhookCaller(module.url() + "/vod/submissions?colour=blue");
            for (String operation : document.operations()) {
                if (isProbe(operation)) {
                    continue;
                }
                String path = path(operation) + "?colour=blue";
                HttpResponse<String> answer = operation.equals(SUBMIT)
                        ? strange.send("m", WebhookCaller.json(ids))
                        : operation.startsWith("POST") ? caller.post(path, "{}", StatusCaller.TOKEN) : caller.get(path);
                Set<String> allowed = document.queryParameters(operation);
                assertThat(StatusCaller.isProblem(answer, 400))
                        .as(operation)
                        .isEqualTo("unknown parameter colour; allowed: "
                                + (allowed.isEmpty() ? "none" : String.join(", ", allowed)));
            }
            assertThat(module.totals().submissions()).isZero();
            assertThat(caller.get("/observe/health/live?colour=blue").statusCode())
                    .isEqualTo(200);
        }
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
            whatIsGivenOfListsThatWait(simulator);
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

    @Test
    void metricsAreGivenAsDescribedToThoseWhoSeeEverything() throws Exception {
        String sender = "made-up-token-of-one-who-sends-lists";
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
                RunningModule module = start(
                        simulator,
                        "metrics",
                        Map.of(
                                "vod.metrics.enabled", "true",
                                "vod.intake.webhook.auth", "token",
                                "vod.intake.webhook.token", "cms:" + sender))) {
            assertThat(module.totals().submissions()).isZero();
            for (String token : List.of(StatusCaller.TOKEN, sender, "made-up-token-of-nobody-that-is-long-enough")) {
                check(METRICS, caller.get(path(METRICS), "Authorization", "Bearer " + token));
            }
            check(METRICS, caller.get(path(METRICS) + "?colour=blue"));
        }
        assertThat(given).containsExactlyInAnyOrder(METRICS + " 200", METRICS + " 401", METRICS + " 403");
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
        check(LINES, caller.get(first + "/lines?limit=2"));
        check(ASSET, caller.get("/vod/assets/" + ids.get(0)));
        check(RETRY, caller.order("/vod/assets/" + ids.get(0) + "/retry"));
        check(RESUME, caller.post(path(RESUME), "{\"reason\":\"CHG-4711\"}", StatusCaller.TOKEN));
        check(SUBMISSION, caller.get(first));
        check(SUBMIT, webhook.send("msg-3", WebhookCaller.json(ids.subList(1, 2))));
    }

    private void whatIsGivenAfterwards(RunningModule module) {
        check(ASSET, caller.get("/vod/assets/" + ids.get(0)));
        check(ASSET, caller.get("/vod/assets/" + missing));
        find(StatusCaller.TOKEN);
        check(FIND, caller.post(path(FIND), "[]", StatusCaller.TOKEN));
        find("made-up-token-of-nobody-that-is-long-enough");
        String retried = location(check(RETRY, caller.order("/vod/assets/" + missing + "/retry")));
        module.awaitEnd(4);
        retryAll(retried.replaceFirst(".*/", ""));
        retryAll(retried.replaceFirst(".*/", ""));
        check(RETRY_ALL, caller.post(path(RETRY_ALL), "{}", StatusCaller.TOKEN));
        module.awaitEnd(5);
        check(ASSET, caller.get("/vod/assets/" + missing));
        check(SUBMISSION, caller.get(retried));
        module.drop("list.txt", List.of(ids.get(0), ids.get(1), "00000000404000000000000000000abc"));
        module.awaitEnd(6);
        ask("GET /vod/summary");
        ask("GET /vod/reasons");
        String newest = newest();
        check(SUBMISSION, caller.get(newest));
        check(REPORT, caller.get(newest + "/report"));
        check(REPORT, caller.get(newest + "/report?only=rejected"));
        check(LINES, caller.get(newest + "/lines"));
        check(LINES, caller.get(newest + "/lines?status=blue"));
        check(REPORT, caller.get(newest + "/report", "Accept", "application/json"));
        check(REPORT, caller.get(newest + "/report", "Accept", "image/png"));
        change("UPDATE submission SET state = 'OPEN', sealed_at = NULL, sha256 = NULL WHERE source = 'file:list.txt'");
        check(SUBMISSION, caller.get(newest));
        check(REPORT, caller.get(newest + "/report"));
        check(LINES, caller.get(newest + "/lines"));
    }

    private void whatIsRefused() {
        for (String operation : QUESTIONS) {
            check(operation, caller.get(path(operation), "Origin", "https://evil.example"));
        }
        for (String operation : ORDERS) {
            check(operation, caller.send("POST", path(operation)));
        }
        ask(AUDIT);
        ask(VERIFY);
        ask("GET /vod/schedules");
        ask(SENDER);
        ask("GET /vod/protection");
        WITHOUT_STORE.forEach(this::ask);
        check(TIMELINE, caller.get("/vod/timeline?minutes=1441"));
        check(PROTECTED_ID, caller.get("/vod/protection/no%20id"));
        check(AUDIT, caller.get("/vod/audit?limit=0"));
        check("GET /vod/submissions", caller.get("/vod/submissions?limit=0"));
        for (String operation : List.of(SUBMISSION, REPORT, LINES, PLAN, ASSET)) {
            check(operation, caller.get(path(operation)));
        }
        order(RETRY);
        check(RETRY_ALL, caller.send("POST", path(RETRY_ALL)));
        retryAll("nope");
        OF_SUBMISSIONS.forEach(this::order);
        for (String operation : ORDERS) {
            check(operation, caller.post(path(operation), "[]", StatusCaller.TOKEN));
        }
        check(SUBMIT, webhook.send("m", "[]"));
        check(SUBMIT, webhook.send("m", WebhookCaller.json(SampleIds.random(72, 51))));
        byte[] list = WebhookCaller.json(ids).getBytes(StandardCharsets.UTF_8);
        check(SUBMIT, webhook.send(Map.of("Content-Type", "application/json"), list));
        check(SUBMIT, webhook.send(Map.of("Content-Type", "application/xml"), list));
    }

    private void whatIsGivenWhileTheStoreFails() {
        for (String table : List.of("submission", "total", "setting", "counter")) {
            change("ALTER TABLE " + table + " RENAME TO hidden_" + table);
        }
        QUESTIONS.stream().filter(each -> !WITHOUT_STORE.contains(each)).forEach(operation -> {
            String path = operation.equals(ASSET) ? "/vod/assets/" + ids.get(0) : path(operation);
            check(operation, caller.get(path));
        });
        ORDERS.forEach(operation ->
                check(operation, caller.order(path(operation).replace("nope", ids.get(0)))));
        retryAll("nope");
        find(StatusCaller.TOKEN);
        check(SUBMIT, webhook.send("m", WebhookCaller.json(ids)));
        for (String table : List.of("submission", "total", "setting", "counter")) {
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
            check(FIND, caller.send("POST", path(FIND), "Origin", "https://evil.example"));
            ORDERS.forEach(this::order);
            order(RETRY_ALL);
            order(PLANS);
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

    private void retryAll(String submissionId) {
        String which = "{\"failed_for\":\"not-found\",\"submission_id\":\"" + submissionId + "\"}";
        check(RETRY_ALL, caller.post(path(RETRY_ALL), which, StatusCaller.TOKEN));
    }

    private void whatIsGivenOverTheLimitOfADay(VodSimulator simulator) throws Exception {
        Map<String, String> limits =
                Map.of("vod.callers.webhook.ids-per-day", "2", "vod.callers.operator.ids-per-day", "1");
        List<String> failing = SampleIds.fated(404, 2);
        try (RunningModule module = start(simulator, "limited", limits)) {
            check(SUBMIT, webhook.send("large", WebhookCaller.json(ids.subList(0, 3))));
            assertThat(module.totals().submissions()).isZero();
            String both = location(check(SUBMIT, webhook.send("both", WebhookCaller.json(failing))))
                    .replaceFirst(".*/", "");
            check(SUBMIT, webhook.send("over", WebhookCaller.json(ids.subList(0, 1))));
            module.awaitEnd(1);
            check(RETRY, caller.order("/vod/assets/" + failing.get(0) + "/retry"));
            check(RETRY, caller.order("/vod/assets/" + failing.get(1) + "/retry"));
            retryAll(both);
            assertThat(module.totals().submissions()).isEqualTo(2);
        }
    }

    private void whatIsGivenOfListsThatWait(VodSimulator simulator) throws Exception {
        ShiftedClock clock = new ShiftedClock();
        Map<String, String> limits = Map.of(
                "vod.approval.required", "over-limit", "vod.limit.submission", "1", "vod.sender.enabled", "false");
        try (RunningModule module = start(simulator, "waiting", limits, clock)) {
            check(PLANS, caller.post("/vod/plans", WebhookCaller.json(ids), StatusCaller.TOKEN));
            check(PLANS, caller.post("/vod/plans", "[]", StatusCaller.TOKEN));
            check(PLANS, caller.post("/vod/plans", WebhookCaller.json(SampleIds.random(72, 51)), StatusCaller.TOKEN));
            check(PLANS, caller.postText("/vod/plans", ids.get(0)));
            check(PLANS, caller.send("POST", "/vod/plans", "Authorization", "Bearer " + StatusCaller.TOKEN));
            module.drop("one.txt", ids.subList(0, 3));
            String one = newestWithPlan();
            ask("GET /vod/submissions");
            check(SUBMISSION, caller.get(one));
            check("GET /vod/submissions", caller.get("/vod/submissions?state=held&limit=1"));
            check(PLAN, caller.get(one + "/plan", "Accept", "text/plain"));
            check(PLAN, caller.get(one + "/plan", "Accept", "image/png"));
            String hash = StatusCaller.json(check(PLAN, caller.get(one + "/plan")))
                    .get("plan_sha256")
                    .textValue();
            give(one, "undo", "");
            give(one, "stop", "");
            give(one, "go-on", "");
            give(one, "approve", "{\"plan_sha256\":\"" + "0".repeat(64) + "\"}");
            give(one, "approve", "{\"plan_sha256\":\"" + hash + "\",\"reason\":\"CHG-4711\"}");
            give(one, "stop", "{\"reason\":\"wait\"}");
            give(one, "go-on", "");
            give(one, "cancel", "");
            give(one, "undo", "");
            module.drop("two.txt", ids.subList(5, 8));
            String two = newestWithPlan();
            clock.advance(Duration.ofDays(8));
            Awaitility.await()
                    .until(() -> "expired".equals(caller.ask(two).get("state").textValue()));
            give(two, "approve", "{\"plan_sha256\":\"" + hash + "\"}");
            give(two, "cancel", "");
        }
    }

    private String newestWithPlan() {
        return Awaitility.await()
                .until(
                        () -> caller
                                .ask("/vod/submissions?state=held")
                                .get("submissions")
                                .findValuesAsText("submission_id")
                                .stream()
                                .map(id -> "/vod/submissions/" + id)
                                .filter(each -> caller.get(each + "/plan").statusCode() == 200)
                                .findFirst()
                                .orElse(""),
                        found -> !found.isEmpty());
    }

    private void give(String submission, String order, String body) {
        check(ORDER + order, caller.post(submission + "/" + order, body, StatusCaller.TOKEN));
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
                "vod.intake.schedule.enabled", "true",
                "vod.intake.schedule.cron", "0 0 3 1 1 ?",
                "vod.intake.schedule.source-uri", "file:" + Files.createDirectories(directory.resolve("lists")),
                "vod.pace.calls-per-minute", "6000"));
        settings.putAll(changes);
        RunningModule module = RunningModule.start(directory.resolve(name), simulator, settings, clock);
        caller = new StatusCaller(module.url());
        webhook = new WebhookCaller(module.url() + "/vod/submissions");
        return module;
    }

    private void find(String token) {
        String wanted = "{\"asset_ids\":[\"" + ids.get(0) + "\",\"" + missing + "\",\"nothing\",\"<b>\"]}";
        check(FIND, caller.post(path(FIND), wanted, token));
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
