package io.voddelete.route;

import static io.voddelete.kit.StatusCaller.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.RouteKit;
import io.voddelete.kit.StatusCaller;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FindRouteTest extends RouteKit {
    private StatusCaller caller;

    FindRouteTest() {
        super("operations/find", "operations/status");
    }

    @Override
    protected void configure(Properties settings) {
        settings.setProperty("vod.status.enabled", "true");
        settings.setProperty("vod.status.token", StatusCaller.TOKEN);
    }

    @BeforeEach
    void findUrl() {
        caller = new StatusCaller(url());
    }

    @Test
    void linesComeInOrderPageByPageAsTheyAreInTheReport() throws Exception {
        List<String> lines = new ArrayList<>(ids(5));
        lines.add(2, "=NOT<b>ONE");
        lines.add(ids(5).get(0));
        accept(lines);
        String path = lines();

        List<JsonNode> found = new ArrayList<>();
        String next = path + "?limit=3";
        while (next != null) {
            JsonNode page = caller.ask(next);
            assertThat(page.get("lines").size()).isBetween(1, 3);
            page.get("lines").forEach(found::add);
            next = page.has("next") ? page.get("next").textValue() : null;
        }
        assertThat(found).extracting(line -> line.get("line").intValue()).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(found.get(0))
                .hasToString("{\"line\":1,\"asset_id\":\"" + ids(5).get(0) + "\",\"status\":\"PENDING\"}");
        assertThat(found.get(2))
                .hasToString("{\"line\":3,\"text\":\"=NOT<b>ONE\",\"status\":\"REJECTED\","
                        + "\"reason\":\"not-an-asset-id\"}");
        assertThat(found.get(6).get("duplicate_of")).hasToString("{\"source\":\"file:accepted.txt\",\"line\":1}");
        assertThat(caller.ask(path + "?after=5&limit=1")
                        .get("lines")
                        .get(0)
                        .get("line")
                        .intValue())
                .isEqualTo(6);
    }

    @Test
    void aFilterSelectsByStatusAndReasonAndItsPagesKeepIt() throws Exception {
        List<String> ids = ids(6);
        accept(ids);
        change("UPDATE asset SET status = 'FAILED', reason = CASE line % 2 WHEN 0 THEN 'refused' ELSE 'not-found' END,"
                + " settled_at = 0 WHERE line > 2");
        change(
                "INSERT INTO reason_count SELECT submission, status, reason, count(*) FROM asset WHERE reason IS NOT NULL"
                        + " GROUP BY 1, 2, 3");
        String path = lines();

        assertThat(numbers(path + "?status=FAILED")).containsExactly(3, 4, 5, 6);
        assertThat(numbers(path + "?status=PENDING")).containsExactly(1, 2);
        assertThat(numbers(path + "?reason=refused")).containsExactly(4, 6);
        assertThat(numbers(path + "?reason=refused&status=KEPT")).isEmpty();
        JsonNode page = caller.ask(path + "?reason=refused&status=FAILED&limit=1");
        assertThat(page.get("next").textValue()).isEqualTo(path + "?status=FAILED&reason=refused&limit=1&after=4");
        assertThat(numbers(page.get("next").textValue())).containsExactly(6);
        assertThat(caller.ask(path.replace("/lines", "")).get("reasons"))
                .hasToString("[{\"status\":\"FAILED\",\"reason\":\"not-found\",\"lines\":2},"
                        + "{\"status\":\"FAILED\",\"reason\":\"refused\",\"lines\":2}]");
    }

    @Test
    void whatCannotBeMeantIsRefusedAndSoIsWhoMayNotAsk() throws Exception {
        accept(ids(1));
        String path = lines();
        for (String query : List.of(
                "status=failed", "status=", "reason=", "after=-1", "after=1.5", "after=", "limit=0", "limit=501")) {
            assertThat(isProblem(caller.get(path + "?" + query), 400))
                    .contains("invalid parameter " + query.substring(0, query.indexOf('=')));
        }
        isProblem(caller.get(path + "?offset=1"), 400);
        isProblem(caller.get("/vod/submissions/nope/lines"), 404);
        isProblem(caller.get(path, "Origin", "https://evil.example"), 401);
        HttpResponse<String> other = caller.send("DELETE", path);
        isProblem(other, 405);
        change("UPDATE submission SET state = 'OPEN'");
        isProblem(caller.get(path), 409);
    }

    @Test
    void eachIdIsAnsweredOnceInOrderWithTheListThatNamedItLast() throws Exception {
        accept(List.of(ids(3).get(0), ids(3).get(1)));
        change(
                "UPDATE asset SET status = 'FAILED', reason = 'not-found', error_code = 'VOD.1', settled_at = 0, title = '=1+1',"
                        + " vod_status = 'PUBLISHED', created_at = 1000, request_id = 'req-1' WHERE line = 2");
        change("INSERT INTO line_column SELECT id, 2, 'ticket' || char(9) || 'CHG-2' FROM submission");
        String body = wanted(ids(3).get(1), "no\\u202eid", ids(3).get(2), ids(3).get(0), " " + ids(3).get(1));

        HttpResponse<String> answer = find(body, "Accept", "application/json");

        JsonNode assets = StatusCaller.json(answer).get("assets");
        assertThat(assets).hasSize(4);
        assertThat(assets.get(0).get("submission_id").textValue()).isNotBlank();
        assertThat(assets.get(0).get("received_at").textValue()).endsWith("Z");
        assertThat(assets.get(0).toString())
                .startsWith("{\"asset_id\":\"" + ids(3).get(1)
                        + "\",\"state\":\"failed\",\"reason\":\"not-found\",\"error_code\":\"VOD.1\","
                        + "\"settled_at\":\"1970-01-01T00:00:00.000Z\",")
                .contains("\"source\":\"file:accepted.txt\",\"line\":2,")
                .endsWith("\"title\":\"=1+1\",\"vod_status\":\"PUBLISHED\",\"created_at\":\"1970-01-01T00:00:01.000Z\","
                        + "\"request_id\":\"req-1\",\"columns\":{\"ticket\":\"CHG-2\"}}");
        assertThat(assets.get(1)).hasToString("{\"asset_id\":\"no\\\\u202eid\",\"state\":\"invalid\"}");
        assertThat(assets.get(2)).hasToString("{\"asset_id\":\"" + ids(3).get(2) + "\",\"state\":\"unknown\"}");
        assertThat(assets.get(3).get("state").textValue()).isEqualTo("pending");

        HttpResponse<String> table = find(body, "Accept", "text/csv");
        assertThat(table.headers().firstValue("Content-Type")).hasValue("text/csv; charset=utf-8");
        assertThat(table.body().lines())
                .hasSize(5)
                .first()
                .asString()
                .isEqualTo("\uFEFF\"asset_id\",\"state\",\"reason\",\"error_code\",\"settled_at\",\"submission_id\","
                        + "\"source\",\"line\",\"received_at\",\"title\",\"vod_status\",\"created_at\",\"request_id\","
                        + "\"column.ticket\"");
        assertThat(table.body())
                .contains(",\"'=1+1\",\"PUBLISHED\",\"1970-01-01T00:00:01.000Z\",\"req-1\",\"CHG-2\"\n");
    }

    @Test
    void asManyAsAllowedAreFoundAndNothingElseIsTakenForAList() {
        String most = wanted(ids(1_000).toArray(String[]::new));
        assertThat(StatusCaller.json(find(most)).get("assets")).hasSize(1_000);
        assertThat(StatusCaller.json(find("{\"asset_ids\":[]}")).get("assets")).isEmpty();
        assertThat(StatusCaller.json(find(wanted(longest(1_000)))).get("assets"))
                .hasSize(1_000);
        for (String body : List.of(
                "",
                "[]",
                "{}",
                "nothing",
                "{\"asset_ids\":\"a\"}",
                "{\"asset_ids\":[1]}",
                "{\"asset_ids\":[null]}",
                "{\"asset_ids\":[],\"colour\":1}",
                "{\"asset_ids\":[],\"asset_ids\":[]}",
                "{\"asset_ids\":[]}x",
                wanted(ids(1_001).toArray(String[]::new)),
                " ".repeat(128 * 1024) + "{\"asset_ids\":[]}")) {
            assertThat(isProblem(find(body), 400)).contains("invalid body");
        }
    }

    /** A browser names the origin of a page in each request with a body; that of our own page may look, and no other. */
    @Test
    void thePageOfThisServerMayFindAndNoOther() {
        String wanted = wanted(ids(1).get(0));
        assertThat(find(wanted, "Origin", url(), "Sec-Fetch-Site", "same-origin")
                        .statusCode())
                .isEqualTo(200);
        for (String origin : List.of(
                "https://evil.example",
                "null",
                "http://127.0.0.1:1",
                url() + "0",
                url() + ".evil.example",
                "http://localhost")) {
            isProblem(find(wanted, "Origin", origin), 401);
        }
        isProblem(find(wanted, "Origin", url(), "Sec-Fetch-Site", "cross-site"), 401);
        isProblem(find(wanted, "Origin", url(), "X-Forwarded-For", "192.0.2.1"), 401);
    }

    private static String wanted(String... ids) {
        return "{\"asset_ids\":[\"" + String.join("\",\"", ids) + "\"]}";
    }

    private static String[] longest(int many) {
        return IntStream.range(0, many).mapToObj("%064d"::formatted).toArray(String[]::new);
    }

    private HttpResponse<String> find(String body, String... headers) {
        return caller.postJson("/vod/assets/find", body, headers);
    }

    private List<Integer> numbers(String path) {
        List<Integer> numbers = new ArrayList<>();
        caller.ask(path)
                .get("lines")
                .forEach(line -> numbers.add(line.get("line").intValue()));
        return numbers;
    }

    private String lines() {
        JsonNode newest = caller.ask("/vod/submissions").get("submissions").get(0);
        return "/vod/submissions/" + newest.get("submission_id").textValue() + "/lines";
    }
}
