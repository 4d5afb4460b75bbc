package io.voddelete.route;

import static io.voddelete.kit.StatusCaller.isProblem;
import static io.voddelete.kit.StatusCaller.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.http.RefusedCallers;
import io.voddelete.kit.AuditKit;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.RouteKit;
import io.voddelete.kit.StatusCaller;
import io.voddelete.operations.OperatorCommands;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrderRouteTest extends RouteKit {
    private static final List<String> ORDERS =
            List.of("/vod/sender/pause", "/vod/sender/resume", "/vod/assets/" + ids(1).get(0) + "/retry");

    private static final String RETRY_ALL = "/vod/assets/retry";

    private StatusCaller caller;

    OrderRouteTest() {
        super("operations/order");
    }

    @Override
    protected void configure(Properties settings) {
        settings.setProperty("vod.status.enabled", "true");
        settings.setProperty("vod.status.token", StatusCaller.TOKEN);
        settings.setProperty("vod.callers.operator.ids-per-day", "1");
    }

    @BeforeEach
    void findUrl() {
        caller = new StatusCaller(url());
    }

    @Test
    void pauseAndResumeHaveHappenedWhenTheyAreAnsweredHoweverOftenTheyAreOrdered() {
        for (int times = 0; times < 2; times++) {
            JsonNode paused = json(caller.order("/vod/sender/pause"));
            assertThat(paused.get("state").textValue()).isEqualTo("paused");
            assertThat(paused.get("cause").textValue()).isEqualTo("operator");
            assertThat(paused.get("remedy").textValue()).isEqualTo("POST /vod/sender/resume");
            assertThat(Instant.parse(paused.get("since").textValue())).isBeforeOrEqualTo(Instant.now());
        }
        for (int times = 0; times < 2; times++) {
            assertThat(json(caller.order("/vod/sender/resume"))).hasToString("{\"state\":\"running\"}");
        }
    }

    @Test
    void aFailedIdIsAcceptedAgainOnceAndWhatIsNotFailedIsNot() throws Exception {
        String id = ids(1).get(0);
        accept(ids(1));
        isProblem(caller.order("/vod/assets/" + id + "/retry"), 409);
        change("UPDATE asset SET status = 'FAILED', reason = 'refused', settled_at = 1, reported_at = 1");
        change("UPDATE submission SET pending = 0, failed = 1");
        change("UPDATE total SET pending = 0, failed = 1");

        HttpResponse<String> answer = caller.order("/vod/assets/" + id + "/retry");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        JsonNode retried = json(answer);
        assertThat(retried.get("asset_id").textValue()).isEqualTo(id);
        assertThat(retried.get("generation").intValue()).isEqualTo(2);
        assertThat(retried.get("source").textValue()).isEqualTo("retry:" + id);
        String submission = retried.get("submission_id").textValue();
        assertThat(answer.headers().firstValue("Location")).hasValue("/vod/submissions/" + submission);
        assertThat(rows("SELECT generation, status FROM asset")).containsExactly("2 PENDING");
        assertThat(rows("SELECT submissions, pending FROM total")).containsExactly("2 1");
        assertThat(isProblem(caller.order("/vod/assets/" + id + "/retry"), 409)).contains("is pending");
        change("UPDATE asset SET status = 'DELETED', settled_at = 2");
        assertThat(isProblem(caller.order("/vod/assets/" + id + "/retry"), 409)).contains("is deleted");
        change("UPDATE asset SET status = 'KEPT', reason = 'cancelled'");
        HttpResponse<String> kept = caller.order("/vod/assets/" + id + "/retry");
        assertThat(isProblem(kept, 409)).contains("is kept");
        assertThat(json(kept).get("remedy").textValue()).contains("in a list");
        isProblem(caller.order("/vod/assets/" + ids(2).get(1) + "/retry"), 404);
        isProblem(caller.order("/vod/assets/a%20b/retry"), 404);
    }

    @Test
    void theReasonOfAnOrderIsRecordedWithIt() throws Exception {
        String id = ids(1).get(0);
        fail(ids(1));
        for (String path : ORDERS) {
            HttpResponse<String> answer = caller.post(path, "{\"reason\":\" CHG-4711 \"}", StatusCaller.TOKEN);
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
        }
        caller.order("/vod/sender/pause");

        assertThat(audited())
                .containsExactly(
                        "paused operator CHG-4711",
                        "resumed operator CHG-4711",
                        "retried operator CHG-4711",
                        "paused operator ");
    }

    @Test
    void anOrderWithAnotherBodyIsRefusedAndChangesNothing() throws Exception {
        fail(ids(1));
        List<String> bodies =
                List.of("[]", "x", "{\"reason\":1}", "{\"why\":\"x\"}", "{\"reason\":\"" + "x".repeat(201) + "\"}");
        for (String path : ORDERS) {
            for (String body : bodies) {
                HttpResponse<String> answer = caller.post(path, body, StatusCaller.TOKEN);
                isProblem(answer, 400);
                assertThat(json(answer).get("reason").textValue()).isEqualTo("invalid-body");
            }
        }

        assertThat(audited()).isEmpty();
        assertThat(rows("SELECT generation, status FROM asset")).containsExactly("1 FAILED");
    }

    @Test
    void onlyAnApprovalNamesAPlan() throws Exception {
        fail(ids(1));
        for (String path : ORDERS) {
            HttpResponse<String> answer =
                    caller.post(path, "{\"reason\":\"CHG-4711\",\"plan_sha256\":\"abc\"}", StatusCaller.TOKEN);
            assertThat(isProblem(answer, 400)).contains("plan_sha256");
            assertThat(json(answer).get("reason").textValue()).isEqualTo("invalid-body");
        }

        assertThat(audited()).isEmpty();
        assertThat(rows("SELECT generation, status FROM asset")).containsExactly("1 FAILED");
    }

    @Test
    void whatIsNotRetriedIsNotRecordedAsRetried() throws Exception {
        accept(ids(1));
        isProblem(caller.order("/vod/assets/" + ids(1).get(0) + "/retry"), 409);
        isProblem(caller.order("/vod/assets/" + ids(2).get(1) + "/retry"), 404);

        assertThat(audited()).isEmpty();
    }

    @Test
    void aRetryOverTheDailyLimitIsNotRecorded() throws Exception {
        List<String> ids = ids(2);
        fail(ids);
        assertThat(caller.order("/vod/assets/" + ids.get(0) + "/retry").statusCode())
                .isEqualTo(202);
        isProblem(caller.order("/vod/assets/" + ids.get(1) + "/retry"), 429);

        assertThat(lines()).filteredOn(line -> line.has("who")).singleElement().satisfies(line -> {
            assertThat(line.get("event").textValue()).isEqualTo("retried");
            assertThat(line.get("ids")).extracting(JsonNode::textValue).containsExactly(ids.get(0));
            assertThat(line.get("submission").textValue())
                    .isEqualTo(rows("SELECT submission_id FROM submission ORDER BY id DESC LIMIT 1")
                            .get(0));
        });
        assertThat(rows("SELECT requested_by, requested_from FROM submission ORDER BY id DESC LIMIT 1"))
                .containsExactly("operator 127.0.0.1");
    }

    @Test
    void idsThatFailedForOneReasonAreAcceptedAgainTogether() throws Exception {
        fail(ids(1));
        String failed = rows("SELECT submission_id FROM submission").get(0);
        String body = "{\"failed_for\":\"refused\",\"submission_id\":\"" + failed + "\",\"reason\":\"CHG-4711\"}";

        HttpResponse<String> answer = caller.post(RETRY_ALL, body, StatusCaller.TOKEN);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        JsonNode retried = json(answer);
        assertThat(retried.get("accepted").longValue()).isEqualTo(1);
        assertThat(retried.get("state").textValue()).isEqualTo("pending");
        assertThat(retried.get("more").booleanValue()).isFalse();
        assertThat(retried.get("source").textValue()).isEqualTo("retry:refused:" + failed);
        assertThat(answer.headers().firstValue("Location"))
                .hasValue("/vod/submissions/" + retried.get("submission_id").textValue());
        assertThat(rows("SELECT generation, status FROM asset")).containsExactly("2 PENDING");
        assertThat(audited()).containsExactly("retried operator CHG-4711");
        assertThat(lines()).filteredOn(line -> line.has("who")).singleElement().satisfies(line -> {
            assertThat(line.get("accepted").longValue()).isEqualTo(1);
            assertThat(line.get("failed_for").textValue()).isEqualTo("refused");
            assertThat(line.get("ids")).extracting(JsonNode::textValue).containsExactlyElementsOf(ids(1));
        });
        isProblem(caller.post(RETRY_ALL, body, StatusCaller.TOKEN), 409);
    }

    @Test
    void whichFailedIdsAreMeantHasToBeSaid() throws Exception {
        fail(ids(1));
        for (String body : List.of(
                "",
                "{}",
                "{\"failed_for\":\"\"}",
                "{\"failed_for\":[\"refused\"]}",
                "{\"failed_for\":\"refused\",\"status\":\"KEPT\"}")) {
            HttpResponse<String> answer = caller.post(RETRY_ALL, body, StatusCaller.TOKEN);
            isProblem(answer, 400);
            assertThat(json(answer).get("reason").textValue()).isEqualTo("invalid-body");
        }
        isProblem(caller.post(RETRY_ALL, "{\"failed_for\":\"denied\"}", StatusCaller.TOKEN), 409);
        isProblem(
                caller.post(RETRY_ALL, "{\"failed_for\":\"refused\",\"submission_id\":\"none\"}", StatusCaller.TOKEN),
                404);
        isProblem(caller.send("POST", RETRY_ALL), 401);

        assertThat(audited()).isEmpty();
        assertThat(rows("SELECT generation, status FROM asset")).containsExactly("1 FAILED");
    }

    private void fail(List<String> ids) throws Exception {
        accept(ids);
        change("UPDATE asset SET status = 'FAILED', reason = 'refused', settled_at = 1, reported_at = 1");
        change("UPDATE submission SET failed = pending, pending = 0");
        change("UPDATE total SET failed = pending, pending = 0");
    }

    @Test
    void everyOrderIsRecordedWithTheAddressItCameFrom() throws Exception {
        fail(ids(1));
        ORDERS.forEach(caller::order);

        assertThat(lines())
                .filteredOn(line -> line.has("who"))
                .hasSameSizeAs(ORDERS)
                .allSatisfy(line -> {
                    assertThat(line.get("via").textValue()).isEqualTo("http");
                    assertThat(line.get("origin").textValue()).isEqualTo("127.0.0.1");
                });
    }

    /** Event, who and reason of each order in the audit log, the oldest first. */
    private List<String> audited() throws Exception {
        return lines().stream()
                .filter(line -> line.has("who"))
                .map(line -> line.path("event").asText() + " "
                        + line.path("who").asText() + " " + line.path("reason").asText())
                .toList();
    }

    private List<JsonNode> lines() throws Exception {
        return AuditKit.lines(Path.of(context().resolvePropertyPlaceholders("{{vod.audit.directory}}")));
    }

    @Test
    void withoutTheTokenNothingIsChangedEvenOnLoopback() {
        for (String path : ORDERS) {
            isProblem(caller.send("POST", path), 401);
            HttpResponse<String> refused = caller.send("POST", path, "Authorization", "Bearer " + "x");
            isProblem(refused, 401);
            assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
            isProblem(caller.send("POST", path + "?Authorization=Bearer%20" + StatusCaller.TOKEN), 400);
            isProblem(caller.send("POST", path + "?a=1;authorization=Bearer%20" + StatusCaller.TOKEN), 400);
            assertThat(caller.send("POST", path, "Authorization", "bearer  " + StatusCaller.TOKEN)
                            .statusCode())
                    .isIn(200, 404);
        }
    }

    @Test
    void eachOrderIsLoggedWithWhereItCameFromAndARefusedOneOnce() throws Exception {
        String id = ids(1).get(0);
        fail(ids(1));
        try (CapturedLog log = CapturedLog.of(OperatorCommands.class);
                CapturedLog refused = CapturedLog.of(RefusedCallers.class)) {
            for (String path : ORDERS) {
                String answer = caller.send("POST", path, "Authorization", "Bearer wrong-token")
                        .body();
                assertThat(answer).contains("401");
            }
            assertThat(refused.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN")
                    .contains("401", "from 127.0.0.1:");
            caller.order("/vod/sender/pause");
            isProblem(caller.order("/vod/sender/resume?X-Forwarded-For=192.0.2.9"), 400);
            caller.order("/vod/sender/resume");
            caller.send(
                    "POST",
                    "/vod/assets/" + id + "/retry",
                    "Authorization",
                    "Bearer " + StatusCaller.TOKEN,
                    "X-Forwarded-For",
                    "192.0.2.7, 198.51.100.3");

            List<String> orders = log.lines();
            assertThat(orders)
                    .hasSize(3)
                    .allSatisfy(line -> assertThat(line)
                            .startsWith("INFO")
                            .containsPattern("from 127\\.0\\.0\\.1:[0-9]+")
                            .contains("auth token", "caller operator")
                            .doesNotContain("192.0.2.9"));
            assertThat(orders.get(0)).contains("pause").doesNotContain("X-Forwarded-For");
            assertThat(orders.get(1)).contains("resume").doesNotContain("X-Forwarded-For");
            assertThat(orders.get(2))
                    .contains(
                            id,
                            rows("SELECT submission_id FROM submission WHERE source LIKE 'retry:%'")
                                    .get(0))
                    .contains("X-Forwarded-For, not verified: 192.0.2.7, 198.51.100.3");
            assertThat(log.text() + refused.text()).doesNotContain(StatusCaller.TOKEN, "wrong-token");
        }
    }

    /** A server may let through what HTTP does not allow in a header. */
    @Test
    void whatAHeaderSaysOfWhereItCameFromStaysOnOneLine() {
        OperatorCommands orders = bean("vodOperatorCommands", OperatorCommands.class);
        try (CapturedLog log = CapturedLog.of(OperatorCommands.class)) {
            orders.pause(
                    Map.of(
                            "Authorization",
                            "Bearer " + StatusCaller.TOKEN,
                            "X-Forwarded-For",
                            "x\n2026 ERROR forged\u001b[2J"),
                    null);

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("an unknown address", "x\\u000a2026 ERROR forged");
            assertThat(log.text().strip()).doesNotContain("\n", "\u001b");
        }
        orders.resume(Map.of("Authorization", "Bearer " + StatusCaller.TOKEN), null);
    }

    @Test
    void whoAsksInsteadOfOrderingIsToldHow() {
        for (String path : ORDERS) {
            HttpResponse<String> answer = caller.get(path);
            isProblem(answer, 405);
            assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
        }
    }

    @Test
    void whileTheStoreCannotKeepAnOrderItIsNotSaidToHaveHappened() throws Exception {
        change("CREATE TRIGGER full BEFORE INSERT ON setting BEGIN SELECT RAISE(ABORT, 'disk full'); END");
        change("CREATE TRIGGER full2 BEFORE INSERT ON submission BEGIN SELECT RAISE(ABORT, 'disk full'); END");
        HttpResponse<String> answer = caller.order("/vod/sender/pause");
        isProblem(answer, 503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
        change("DROP TRIGGER full");
        assertThat(json(caller.order("/vod/sender/pause")).get("state").textValue())
                .isEqualTo("paused");
    }
}
