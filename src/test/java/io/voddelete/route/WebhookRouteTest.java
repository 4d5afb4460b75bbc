package io.voddelete.route;

import static io.voddelete.kit.WebhookCaller.bytes;
import static io.voddelete.kit.WebhookCaller.gzip;
import static io.voddelete.kit.WebhookCaller.json;
import static io.voddelete.kit.WebhookCaller.signed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.http.RefusedCallers;
import io.voddelete.intake.Webhook;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.RouteFile;
import io.voddelete.kit.RouteKit;
import io.voddelete.kit.WebhookCaller;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookRouteTest extends RouteKit {
    private static final int LARGEST = 100_000;
    private static final int MAX_IDS = 1_000;
    private static final String ONE = json(ids(1));

    private final List<Object> rejected = new ArrayList<>();
    private final Set<String> headersInside = ConcurrentHashMap.newKeySet();
    private volatile boolean endpointIsDown;
    private WebhookCaller caller;

    WebhookRouteTest() {
        super("intake/webhook");
    }

    @Override
    protected void configure(Properties settings) {
        settings.setProperty("vod.intake.webhook.enabled", "true");
        settings.setProperty("vod.intake.webhook.secret-key", WebhookCaller.SECRET);
        settings.setProperty("vod.intake.webhook.max-bytes", String.valueOf(LARGEST));
        settings.setProperty("vod.intake.webhook.max-ids", String.valueOf(MAX_IDS));
        settings.setProperty("vod.intake.webhook.max-pending", "3000");
    }

    @Override
    protected RouteBuilder neighbours() {
        return new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                RouteFile.load(getContext(), List.of(RouteFile.named("pipeline/accept")));
                from("direct:vod-report-rejected")
                        .errorHandler(noErrorHandler())
                        .process(WebhookRouteTest.this::report);
            }
        };
    }

    private void report(Exchange exchange) {
        headersInside.addAll(exchange.getMessage().getHeaders().keySet());
        List<?> lines = exchange.getMessage().getBody(List.class);
        if (endpointIsDown && !lines.isEmpty()) {
            throw new IllegalStateException("the endpoint is down");
        }
        synchronized (rejected) {
            rejected.addAll(lines);
        }
    }

    @BeforeEach
    void findUrl() {
        caller = new WebhookCaller(url() + "/vod/submissions");
    }

    @Test
    void aListIsAnsweredWhenItIsDurableAndSaysWhatBecameOfEachElement() throws Exception {
        accept(ids(1));
        List<String> elements = List.of(ids(3).get(0), ids(3).get(1), "NOT-ONE", ids(3).get(2), ids(3).get(1));

        HttpResponse<String> answer = caller.send("msg-1", json(elements));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        JsonNode body = body(answer);
        String id = body.get("submission_id").textValue();
        assertThat(answer.headers().firstValue("Location")).hasValue("/vod/submissions/" + id);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(body.get("accepted").intValue()).isEqualTo(2);
        assertThat(body.get("duplicates")).hasSize(2);
        JsonNode duplicate = body.get("duplicates").get(0);
        assertThat(duplicate.get("asset_id").textValue()).isEqualTo(ids(1).get(0));
        assertThat(duplicate.get("state").textValue()).isEqualTo("pending");
        assertThat(Instant.parse(duplicate.get("since").textValue())).isBefore(Instant.now());
        assertThat(duplicate.get("source").textValue()).isEqualTo("file:accepted.txt");
        assertThat(body.get("duplicates").get(1).get("source").textValue()).isEqualTo("webhook:msg-1");
        assertThat(body.get("rejected").toString())
                .isEqualTo("[{\"index\":3,\"text\":\"NOT-ONE\",\"reason\":\"not-an-asset-id\"}]");
        assertThat(rows("SELECT source, state, lines, accepted, kept_as FROM submission WHERE submission_id = '" + id
                        + "'"))
                .containsExactly("webhook:msg-1 SEALED 5 2 null");
        assertThat(rejected)
                .hasToString(
                        "[RejectedLine[eventId=" + id + "-3, submissionId=" + id
                                + ", source=webhook:msg-1, caller=webhook, line=3, text=NOT-ONE, reason=not-an-asset-id, columns={}]]");
    }

    @Test
    void anAnswerOfAssetListIsTakenInAndItsOtherPagesAreMissed() throws Exception {
        String page = "{\"total\":250,\"assets\":[{\"asset_id\":\"" + ids(1).get(0) + "\",\"size\":7}]}";

        HttpResponse<String> answer = caller.send("msg-1", page);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        JsonNode notices = body(answer).get("notices");
        assertThat(notices).hasSize(1);
        assertThat(notices.get(0).get("code").textValue()).isEqualTo("partial-list");
        assertThat(notices.get(0).get("text").textValue()).contains("1 of 250");
        HttpResponse<String> again = caller.send("msg-1", page);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(answer.body());
    }

    @Test
    void theSameRequestAgainIsTheSameSubmissionWithTheSameAnswerAndAnotherBodyIsAConflict() throws Exception {
        accept(ids(1));
        String list = json(List.of(ids(2).get(0), ids(2).get(1), "x"));
        HttpResponse<String> first = caller.send("msg-1", list);
        passTime(Duration.ofSeconds(10));
        change("UPDATE asset SET status = 'DELETED', settled_at = "
                + Instant.now().plusSeconds(10).toEpochMilli());

        HttpResponse<String> again = caller.send("msg-1", list);

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Location"))
                .isEqualTo(first.headers().firstValue("Location"));
        assertThat(rejected).hasSize(1);
        isProblem(caller.send("msg-1", ONE), 409);
        assertThat(rows("SELECT count(*) FROM submission WHERE source LIKE 'webhook:%'"))
                .containsExactly("1");
    }

    @Test
    void aRequestNamedAsSvixNamesItIsTheSameSubmissionAndTwoNamesAreRefused() throws Exception {
        Map<String, String> headers = signed("msg-1", Instant.now(), bytes(ONE));
        Map<String, String> svix = new TreeMap<>();
        headers.forEach((name, value) -> svix.put(name.replace("webhook-", "svix-"), value));

        HttpResponse<String> first = caller.send(svix, bytes(ONE));
        assertThat(first.statusCode()).as(first.body()).isEqualTo(202);
        HttpResponse<String> again = caller.send(headers, bytes(ONE));
        assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());

        headers.put("svix-id", "msg-2");
        isProblem(caller.send(headers, bytes(ONE)), 400);
        assertThat(rows("SELECT source FROM submission")).containsExactly("webhook:msg-1");
    }

    @Test
    void eachAcceptedRequestIsLoggedWithWhereItCameFrom() throws Exception {
        Map<String, String> headers = signed("msg-1", Instant.now(), bytes(ONE));
        headers.put("X-Forwarded-For", "192.0.2.7");
        try (CapturedLog log = CapturedLog.of(Webhook.class);
                CapturedLog refused = CapturedLog.of(RefusedCallers.class)) {
            String id =
                    body(caller.send(headers, bytes(ONE))).get("submission_id").textValue();
            caller.send("msg-1", ONE);
            headers.put("webhook-signature", "v1,wrong");
            caller.send(headers, bytes(ONE));
            caller.send(headers, bytes(ONE));

            assertThat(log.lines()).hasSize(2);
            assertThat(log.lines().get(0))
                    .startsWith("INFO webhook:msg-1")
                    .contains(
                            id,
                            "1 asset ids accepted",
                            "X-Forwarded-For, not verified: 192.0.2.7",
                            "auth signature, caller webhook")
                    .containsPattern("from 127\\.0\\.0\\.1:[0-9]+");
            assertThat(log.lines().get(1))
                    .startsWith("INFO webhook:msg-1")
                    .contains(id, "again", "auth signature, caller webhook")
                    .doesNotContain("X-Forwarded-For");
            assertThat(refused.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN")
                    .contains("401", "from 127.0.0.1:", "192.0.2.7");
            assertThat(log.text() + refused.text()).doesNotContain("v1,", WebhookCaller.SECRET);
        }
    }

    @Test
    void aHundredTimesAtOnceIsOneSubmission() throws Exception {
        String list = json(ids(700));
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            List<Future<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Callable<HttpResponse<String>> call = () -> caller.send("msg-1", list);
                answers.add(threads.submit(call));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<HttpResponse<String>> answer : answers) {
                statuses.add(answer.get().statusCode());
            }
            assertThat(statuses).containsOnly(200, 202).containsOnlyOnce(202);
        } finally {
            threads.shutdown();
        }
        assertThat(rows("SELECT count(*), sum(accepted), sum(duplicate) FROM submission"))
                .containsExactly("1 700 0");
    }

    @Test
    void everyFormatIsReadAlsoPacked() {
        takes("application/json", null, bytes("[\"" + ids(1).get(0) + "\"]"));
        takes("Application/JSON; charset=UTF-8", "identity", bytes(ONE));
        takes("application/json", "gzip", gzip(bytes(ONE)));
        takes("text/plain", null, bytes("# a comment\n" + ids(1).get(0) + "\n"));
        takes("text/plain; charset=\"utf-8\"", "GZIP", gzip(bytes(ids(1).get(0))));
        takes("text/csv", null, bytes("name;asset_id\nx;" + ids(1).get(0) + "\n"));
        takes("text/csv", "x-gzip", gzip(bytes("asset_id,name\n" + ids(1).get(0) + ",x\n")));
    }

    private void takes(String type, String encoding, byte[] body) {
        Map<String, String> headers =
                signed("m-" + rows("SELECT id FROM submission").size(), Instant.now(), body);
        headers.put("Content-Type", type);
        if (encoding != null) {
            headers.put("Content-Encoding", encoding);
        }
        HttpResponse<String> answer = caller.send(headers, body);
        assertThat(answer.statusCode())
                .as(type + " " + encoding + answer.body())
                .isEqualTo(202);
    }

    @Test
    void theAnswerSaysWhichColumnWasRead() throws Exception {
        byte[] table = bytes("x;Asset-ID\ny;" + ids(1).get(0) + "\u00A0\n");
        HttpResponse<String> answer = sendTable("msg-1", table);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        JsonNode notices = body(answer).get("notices");
        assertThat(notices.findValuesAsText("code")).containsExactly("id-column", "trimmed");
        assertThat(notices.get(0).get("text").textValue()).contains("2 'Asset-ID'");
        assertThat(sendTable("msg-1", table).body()).isEqualTo(answer.body());
    }

    @Test
    void aTableThatCanBeReadInTwoWaysIsRefusedAsAWhole() throws Exception {
        String id = ids(2).get(0);
        String other = ids(2).get(1);
        refusesTable("no-id-column", "id,replaced_by\n" + id + "," + other + "\n");
        refusesTable("no-id-column", id + "\n" + id + "," + other + "\n");
        refusesTable("two-id-columns", "asset_id,媒资ID\n" + id + "," + other + "\n");
        refusesTable("unknown-option", "asset_id,keep\n" + id + ",\n" + other + ",yes\n");
        refusesTable("header-differs", "asset_id,x\n" + id + ",\nx,asset_id\n," + other + "\n");
        refusesTable("ids-in-quotes", "asset_id,x\n" + id + ",\"y\n" + other + ",\"\n");
        refusesTable("too-many-rejected", "asset_id\n" + id + "\n" + "x\n".repeat(101));
        refusesTable("not-text", "asset_id\n" + id + "\n\0\n");
        assertThat(rows("SELECT id FROM submission")).isEmpty();
    }

    private void refusesTable(String reason, String table) throws Exception {
        HttpResponse<String> answer = sendTable("m", bytes(table));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("\"" + reason + "\"");
    }

    private HttpResponse<String> sendTable(String id, byte[] table) {
        Map<String, String> headers = signed(id, Instant.now(), table);
        headers.put("Content-Type", "text/csv");
        return caller.send(headers, table);
    }

    @Test
    void whatIsOfAnotherTypeIsNotLookedAt() throws Exception {
        for (String type : List.of(
                "",
                "application/xml",
                "application/gzip",
                "application/x-www-form-urlencoded",
                "text/plain; charset=utf-16",
                "text/plain; charset=utf-8; x=y")) {
            Map<String, String> headers = signed("m", Instant.now(), bytes(ONE));
            headers.put("Content-Type", type);
            isProblem(caller.send(headers, bytes(ONE)), 415);
        }
        Map<String, String> headers = signed("m", Instant.now(), bytes(ONE));
        headers.put("Content-Encoding", "br");
        isProblem(caller.send(headers, bytes(ONE)), 415);
    }

    @Test
    void whatIsBrokenIsRefusedWithThePlace() throws Exception {
        assertThat(isProblem(caller.send("m", "{\"asset_ids\":[\"" + ids(1).get(0) + "\",}"), 400))
                .contains("\"reason\":\"bad-json\"", "nothing of it was accepted", "column");
        assertThat(isProblem(caller.send("m", "{\"asset_ids\":[\"nope\"]}"), 400))
                .contains("'nope'", "line 1");
        isProblem(caller.send("m", ""), 400);
        isProblem(caller.send("m", "[]"), 400);
        isProblem(caller.send("m", "[".repeat(10_000)), 400);
        isProblem(caller.send("m", "{\"a\":".repeat(10_000)), 400);
        isProblem(caller.send("m", "{\"asset_ids\":[\"" + ids(1).get(0) + "\"],\"delete_type\":\"origin\"}"), 400);
        Map<String, String> headers = signed("m", Instant.now(), bytes(ONE));
        headers.put("Content-Encoding", "gzip");
        isProblem(caller.send(headers, bytes(ONE)), 400);
        byte[] cut = new byte[30];
        System.arraycopy(gzip(bytes(ONE)), 0, cut, 0, cut.length);
        Map<String, String> packed = signed("m", Instant.now(), cut);
        packed.put("Content-Encoding", "gzip");
        isProblem(caller.send(packed, cut), 400);
        isProblem(caller.send("a b", ONE), 400);
        assertThat(rows("SELECT count(*) FROM submission")).containsExactly("0");
    }

    @Test
    void whatIsTooLargeIsRefusedWholeAndWithoutAStackTrace() throws Exception {
        try (CapturedLog log = CapturedLog.ofAll()) {
            isProblem(caller.send("m", json(ids(MAX_IDS + 1))), 413);
            isProblem(caller.send("m", "[" + " ".repeat(LARGEST) + "]"), 413);
            ByteArrayOutputStream bomb = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
                for (int i = 0; i < 10_000; i++) {
                    out.write(" ".repeat(1000).getBytes(StandardCharsets.US_ASCII));
                }
            }
            Map<String, String> headers = signed("m", Instant.now(), bomb.toByteArray());
            headers.put("Content-Encoding", "gzip");
            isProblem(caller.send(headers, bomb.toByteArray()), 413);
            assertThat(log.text()).doesNotContain("Exception", "\tat ");
        }
        assertThat(rows("SELECT count(*) FROM submission")).containsExactly("0");
        assertThat(caller.send("m", json(ids(MAX_IDS))).statusCode()).isEqualTo(202);
    }

    @Test
    void whoeverDoesNotSignIsRefused() throws Exception {
        Map<String, String> unsigned = new TreeMap<>(Map.of("Content-Type", "application/json"));
        isProblem(caller.send(unsigned, bytes(ONE)), 401);
        isProblem(caller.send(signed("m", Instant.now().minusSeconds(400), bytes(ONE)), bytes(ONE)), 401);
        isProblem(caller.send(signed("m", Instant.now().plusSeconds(400), bytes(ONE)), bytes(ONE)), 401);
        isProblem(caller.send(signed("m", Instant.now(), bytes(ONE)), bytes(json(ids(2)))), 401);
        assertThat(rows("SELECT count(*) FROM submission")).containsExactly("0");
    }

    @Test
    void nothingOfAStrangersHeadersAndQueryGetsInsideOrComesBack() throws Exception {
        String query = "?CamelHttpUri=http://127.0.0.1:1/x&CamelHttpPath=/evil&CamelFileName=x&colour=blue&a=%25zz";
        Map<String, String> headers = signed("msg-1", Instant.now(), bytes(ONE));
        for (String name : List.of(
                "CamelHttpUri",
                "CamelHttpPath",
                "CamelHttpQuery",
                "CamelFileName",
                "Long-Running-Action",
                "X-Other",
                "Cookie")) {
            headers.put(name, "evil");
        }

        assertThat(isProblem(new WebhookCaller(url() + "/vod/submissions" + query).send(headers, bytes(ONE)), 400))
                .contains("\"unknown parameter camelhttpuri; allowed: none\"");
        HttpResponse<String> answer = caller.send(headers, bytes(ONE));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(answer.headers().map())
                .containsOnlyKeys(
                        "cache-control",
                        "content-disposition",
                        "content-length",
                        "content-type",
                        "location",
                        "x-content-type-options");
        assertThat(headersInside).isEmpty();
        isProblem(new WebhookCaller(url() + "/vod/submissions?Webhook-Id=x").send("msg-1", ONE), 400);
    }

    @Test
    void whileTooManyIdsArePendingRequestsAreTurnedAway() throws Exception {
        accept(ids(3001));

        HttpResponse<String> answer = caller.send("m", ONE);

        isProblem(answer, 429);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("60");
        change("UPDATE total SET pending = 3000");
        passTime(Duration.ofSeconds(6));
        assertThat(caller.send("m", ONE).statusCode()).isEqualTo(202);
    }

    @Test
    void whileTooManyIdsArePendingARepeatStillGetsItsAnswer() throws Exception {
        HttpResponse<String> first = caller.send("m", ONE);
        change("UPDATE total SET pending = 3001");
        passTime(Duration.ofSeconds(6));

        HttpResponse<String> again = caller.send("m", ONE);

        assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        isProblem(caller.send("m2", ONE), 429);
        isProblem(caller.send("m", json(ids(2))), 409);
    }

    @Test
    void whileTheRejectedEndpointIsDownTheCallerIsToldToComeAgain() throws Exception {
        String list = json(List.of(ids(1).get(0), "x"));
        endpointIsDown = true;
        HttpResponse<String> answer = caller.send("m", list);

        isProblem(answer, 503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(rows("SELECT count(*) FROM submission")).containsExactly("0");
        endpointIsDown = false;
        assertThat(caller.send("m", list).statusCode()).isEqualTo(202);
        assertThat(rejected).hasSize(1);
    }

    @Test
    void whileTheStoreFailsTheCallerIsToldToComeAgain() throws Exception {
        change("CREATE TRIGGER full BEFORE INSERT ON submission BEGIN SELECT RAISE(ABORT, 'disk full'); END");
        isProblem(caller.send("m", ONE), 503);
        change("DROP TRIGGER full");
        assertThat(caller.send("m", ONE).statusCode()).isEqualTo(202);
    }

    private static String isProblem(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = body(answer);
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("detail").textValue()).isNotBlank();
        return answer.body();
    }

    private static JsonNode body(HttpResponse<String> answer) throws Exception {
        return new ObjectMapper().readTree(answer.body());
    }

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String REQUESTED =
            "SELECT requested_by, requested_from, request_reason, traceparent FROM submission ORDER BY id";

    private HttpResponse<String> sendWith(String id, Map<String, String> more, String json) {
        Map<String, String> headers = signed(id, Instant.now(), bytes(json));
        headers.putAll(more);
        return caller.send(headers, bytes(json));
    }

    @Test
    void whoAskedFromWhereAndWhyIsStoredWithItsTraceContext() {
        assertThat(sendWith("m-1", Map.of("Vod-Reason", " CHG-4711 ", "traceparent", TRACE), ONE)
                        .statusCode())
                .isEqualTo(202);
        assertThat(sendWith("m-1", Map.of("Vod-Reason", "another"), ONE).statusCode())
                .as("again")
                .isEqualTo(200);
        assertThat(sendWith(
                                "m-2",
                                Map.of("Vod-Reason", "", "traceparent", TRACE + "-x", "X-Forwarded-For", "1.2.3.4"),
                                ONE)
                        .statusCode())
                .as("a bad trace context is not the sender's fault")
                .isEqualTo(202);

        assertThat(rows(REQUESTED))
                .containsExactly(
                        "webhook 127.0.0.1 CHG-4711 " + TRACE,
                        "webhook 127.0.0.1 (X-Forwarded-For, not verified: 1.2.3.4) null null");
    }

    @Test
    void aReasonThatIsTooLongIsRefusedAndNothingIsAccepted() {
        HttpResponse<String> answer = sendWith("m-1", Map.of("Vod-Reason", "x".repeat(201)), ONE);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Vod-Reason", "200");
        assertThat(rows("SELECT count(*) FROM submission")).containsExactly("0");
        assertThat(sendWith("m-1", Map.of("Vod-Reason", "x".repeat(200)), ONE).statusCode())
                .isEqualTo(202);
    }
}
