package io.voddelete.route;

import static io.voddelete.kit.StatusCaller.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.RouteKit;
import io.voddelete.kit.StatusCaller;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusRouteTest extends RouteKit {
    private static final String BEARER = "Bearer " + StatusCaller.TOKEN;

    private StatusCaller caller;

    StatusRouteTest() {
        super("operations/status", "operations/order");
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
    void asNothingWasAcceptedYetThatIsTheAnswer() {
        JsonNode summary = caller.ask("/vod/summary");
        assertThat(summary.get("accepted").longValue()).isZero();
        assertThat(summary.get("seconds_left").longValue()).isZero();
        assertThat(summary.get("sender")).hasToString("{\"state\":\"running\"}");
        assertThat(summary.has("calls_per_minute")).as("nothing limits it").isFalse();
        assertThat(caller.ask("/vod/submissions")).hasToString("{\"submissions\":[]}");
    }

    @Test
    void anIdIsToldWithAllThatNamedIt() throws Exception {
        accept(List.of(ids(1).get(0), ids(1).get(0)));
        change("UPDATE asset SET attempts = 2, due_at = "
                + Instant.parse("2030-01-01T00:00:00Z").toEpochMilli()
                + ", error_code = 'VOD.10083', error_msg = 'busy'");

        JsonNode asset = caller.ask("/vod/assets/" + ids(1).get(0));

        assertThat(asset.get("asset_id").textValue()).isEqualTo(ids(1).get(0));
        assertThat(asset.get("state").textValue()).isEqualTo("pending");
        assertThat(asset.get("attempts").intValue()).isEqualTo(2);
        assertThat(asset.get("next_try").textValue()).isEqualTo("2030-01-01T00:00:00.000Z");
        assertThat(asset.get("error_code").textValue()).isEqualTo("VOD.10083");
        assertThat(asset.get("generations")).hasSize(1);
        assertThat(asset.get("duplicates")).hasSize(1);
        assertThat(asset.get("duplicates").get(0).get("line").longValue()).isEqualTo(2);
        assertThat(asset.get("duplicates").get(0).get("source").textValue()).isEqualTo("file:accepted.txt");
        assertThat(asset.get("more_duplicates").booleanValue()).isFalse();
    }

    @Test
    void pagesGoFromTheNewestToTheOldestWithoutGapAlsoWhileMoreComes() throws Exception {
        for (int i = 1; i <= 7; i++) {
            acceptAs("list-" + i + ".txt", ids(i));
        }
        List<String> seen = new ArrayList<>();
        String next = "/vod/submissions?limit=3";
        while (next != null) {
            JsonNode page = caller.ask(next);
            page.get("submissions").forEach(each -> seen.add(each.get("source").textValue()));
            next = page.has("next") ? page.get("next").textValue() : null;
            if (seen.size() == 3) {
                acceptAs("list-8.txt", ids(8));
            }
        }
        assertThat(seen)
                .containsExactly(
                        "file:list-7.txt",
                        "file:list-6.txt",
                        "file:list-5.txt",
                        "file:list-4.txt",
                        "file:list-3.txt",
                        "file:list-2.txt",
                        "file:list-1.txt");
        assertThat(caller.ask("/vod/submissions?limit=8").has("next")).isFalse();
        assertThat(caller.ask("/vod/submissions")
                        .get("submissions")
                        .get(0)
                        .get("source")
                        .textValue())
                .isEqualTo("file:list-8.txt");
    }

    @Test
    void aParameterThatCannotBeMeantIsRefused() {
        for (String query : List.of(
                "limit=0",
                "limit=501",
                "limit=-1",
                "limit=ten",
                "limit=",
                "limit=9999999999999999999999",
                "before=0",
                "before=1.5",
                "limit=5&limit=6")) {
            HttpResponse<String> answer = caller.get("/vod/submissions?" + query);
            assertThat(isProblem(answer, 400)).as(query).contains(query.substring(0, query.indexOf('=')));
        }
        assertThat(caller.get("/vod/submissions?limit=500&before=1").statusCode())
                .isEqualTo(200);
        assertThat(isProblem(caller.get("/vod/submissions?limit=500&colour=blue"), 400))
                .isEqualTo(
                        "unknown parameter colour; allowed: after, before, limit, q, requested_by, since, source, state, until");
        assertThat(isProblem(caller.get("/vod/submissions?colour"), 400)).contains("colour");
        assertThat(isProblem(caller.get("/vod/submissions?limit=5;LIMIT=5"), 400))
                .contains("limit occurs more than once");
        for (String query : List.of(
                "state=blue",
                "state=done&after=1",
                "state=held&before=1",
                "after=1",
                "q=",
                "requested_by=",
                "source=" + "x".repeat(301),
                "since=yesterday",
                "since=2026-11-24",
                "until=1969-12-31T23:59:59Z",
                "until=%2B10000-01-01T00:00:00Z")) {
            String last = query.replaceFirst(".*&", "");
            assertThat(isProblem(caller.get("/vod/submissions?" + query), 400))
                    .as(query)
                    .contains("invalid parameter " + last.substring(0, last.indexOf('=')));
        }
        isProblem(caller.get("/vod/submissions?limit=5", "limit", "6"), 400);
    }

    @Test
    void aListIsFilteredByStateSourceTextAndTimeAndItsPagesKeepTheFilters() throws Exception {
        for (String name : List.of("team-1.txt", "Team-2.txt", "other.txt", "team-3.txt")) {
            acceptAs(name, List.of(ids(1).get(0)));
        }
        change(
                "UPDATE submission SET opened_at = 1000 * id, pending = 0, waiting = 0 WHERE source <> 'file:other.txt'");
        change("UPDATE submission SET opened_at = 1000 * id WHERE source = 'file:other.txt'");

        assertThat(sources("state=done")).containsExactly("file:team-3.txt", "file:Team-2.txt", "file:team-1.txt");
        assertThat(sources("state=pending")).containsExactly("file:other.txt");
        assertThat(sources("state=reading")).isEmpty();
        assertThat(sources("source=file:team-")).containsExactly("file:team-3.txt", "file:team-1.txt");
        assertThat(sources("q=TEAM")).containsExactly("file:team-3.txt", "file:Team-2.txt", "file:team-1.txt");
        assertThat(sources("q=team&since=1970-01-01T00:00:02Z")).containsExactly("file:team-3.txt", "file:Team-2.txt");
        assertThat(sources("q=team&until=1970-01-01T01:00:02+01:00")).containsExactly("file:team-1.txt");
        assertThat(sources("q=%25")).isEmpty();

        List<String> paged = new ArrayList<>();
        String page = "/vod/submissions?limit=1&q=Team-&source=file%3A&since=1970-01-01T00%3A00%3A01%2B00%3A00";
        while (page != null) {
            JsonNode answer = caller.ask(page);
            answer.get("submissions").forEach(one -> paged.add(one.get("source").textValue()));
            page = answer.has("next") ? answer.get("next").textValue() : null;
        }
        assertThat(paged).containsExactly("file:team-3.txt", "file:Team-2.txt", "file:team-1.txt");
    }

    @Test
    void aListIsFilteredByWhoAskedForIt() throws Exception {
        for (String name : List.of("a.txt", "b.txt", "c.txt", "d.txt")) {
            acceptAs(name, ids(1));
        }
        change(
                "UPDATE submission SET opened_at = 1000 * id, requested_by = CASE source"
                        + " WHEN 'file:a.txt' THEN 'anna b' WHEN 'file:c.txt' THEN 'anna b' WHEN 'file:d.txt' THEN 'CORP\\u005canna' END");

        assertThat(sources("requested_by=anna+b")).containsExactly("file:c.txt", "file:a.txt");
        assertThat(sources("requested_by=Anna+b")).as("exactly").isEmpty();
        assertThat(sources("requested_by=anna")).isEmpty();
        assertThat(sources("requested_by=anna+b&until=1970-01-01T00:00:02Z")).containsExactly("file:a.txt");
        assertThat(sources("requested_by=anna+b&source=file:c&state=done")).isEmpty();
        for (String as : List.of("CORP%5Canna", "CORP%5Cu005canna")) {
            assertThat(sources("requested_by=" + as)).containsExactly("file:d.txt");
        }
        JsonNode first = caller.ask("/vod/submissions?limit=1&requested_by=anna+b");
        assertThat(caller.ask(first.get("next").textValue()).get("submissions").findValuesAsText("source"))
                .containsExactly("file:a.txt");
    }

    private List<String> sources(String query) {
        List<String> sources = new ArrayList<>();
        caller.ask("/vod/submissions?" + query)
                .get("submissions")
                .forEach(one -> sources.add(one.get("source").textValue()));
        return sources;
    }

    @Test
    void whatIsNotThereIsToldWithAllThatIsForeignEscaped() throws Exception {
        accept(ids(1));
        assertThat(isProblem(caller.get("/vod/submissions/nope"), 404)).contains("nope");
        assertThat(isProblem(caller.get("/vod/assets/" + ids(2).get(1)), 404)).contains(ids(2).get(1));
        assertThat(isProblem(caller.get("/vod/assets/a%0Ab%22%3Cscript%3E"), 404))
                .contains("a\\u000ab");
        assertThat(isProblem(caller.get("/vod/submissions/" + "x".repeat(3000)), 404))
                .hasSizeLessThan(1000);
        isProblem(caller.get("/vod/assets/"), 404);
        isProblem(caller.get("/vod/assets/" + ids(1).get(0) + "/other"), 404);
        isProblem(caller.get("/vod/submissions/x?submission_id=y"), 400);
    }

    @Test
    void anotherMethodIsToldWhichOneIsTaken() {
        for (String path : List.of("/vod/summary", "/vod/submissions", "/vod/submissions/x", "/vod/assets/x")) {
            HttpResponse<String> answer = caller.send("DELETE", path);
            isProblem(answer, 405);
            assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD");
        }
    }

    @Test
    void whoOnlyWantsTheHeadGetsIt() throws Exception {
        accept(ids(1));
        for (String path : List.of("/vod/summary", "/vod/submissions", "/vod/assets/" + ids(1).get(0))) {
            HttpResponse<String> head = caller.send("HEAD", path);
            HttpResponse<String> whole = caller.get(path); // on the same connection, where nothing may be left
            assertThat(head.statusCode()).as(path).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers()).isEqualTo(whole.headers());
            assertThat(whole.body()).startsWith("{").endsWith("}");
        }
        assertThat(caller.send("HEAD", "/vod/assets/x").statusCode()).isEqualTo(404);
    }

    @Test
    void whatTheCallerHasIsNotSentAgainUntilItChanges() throws Exception {
        accept(ids(1));
        for (String path : List.of("/vod/submissions", "/vod/assets/" + ids(1).get(0))) {
            HttpResponse<String> first = caller.get(path);
            String tag = first.headers().firstValue("ETag").orElseThrow();
            assertThat(tag).matches("W/\"[0-9a-f]{32}\"");
            for (String known : List.of(tag, tag.substring(2), "\"x\", " + tag, "*")) {
                for (String method : List.of("GET", "HEAD")) {
                    HttpResponse<String> again = caller.send(method, path, "If-None-Match", known);
                    assertThat(again.statusCode()).as(path + known).isEqualTo(304);
                    assertThat(again.body()).isEmpty();
                    assertThat(again.headers().firstValue("ETag")).hasValue(tag);
                    assertThat(again.headers().firstValue("Cache-Control")).hasValue("no-store");
                    assertThat(again.headers().firstValue("Content-Type")).isEmpty();
                }
            }
            assertThat(caller.get(path, "If-None-Match", "W/\"x\"").body()).isEqualTo(first.body());
            isProblem(caller.get(path, "If-None-Match", tag, "Origin", "https://evil.example"), 401);
        }
        String tag = caller.get("/vod/submissions").headers().firstValue("ETag").orElseThrow();
        change("UPDATE submission SET deleted = deleted + 1");
        HttpResponse<String> changed = caller.get("/vod/submissions", "If-None-Match", tag);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.headers().firstValue("ETag").orElseThrow()).isNotEqualTo(tag);
    }

    /** A command is carried out, whatever the caller claims to have. */
    @Test
    void noAnswerToACommandIsLeftOut() {
        HttpResponse<String> answer =
                caller.send("POST", "/vod/sender/pause", "Authorization", BEARER, "If-None-Match", "*");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("ETag")).isEmpty();
        assertThat(caller.ask("/vod/summary").get("sender").get("state").textValue())
                .isEqualTo("paused");
    }

    @Test
    void onLoopbackEveryProgramMayAskButNoWebPage() {
        for (String path : List.of("/vod/summary", "/vod/submissions", "/vod/assets/x", "/vod/submissions/x")) {
            isProblem(caller.get(path, "Origin", "https://evil.example"), 401);
            assertThat(caller.statusAskedAs("evil.example:8080", path)).startsWith("HTTP/1.1 401");
            assertThat(caller.statusAskedAs("127.0.0.1.evil.example", path)).startsWith("HTTP/1.1 401");
            assertThat(caller.statusAskedAs("localhost:8080", path)).doesNotContain(" 401");
            assertThat(caller.statusAskedAs("[::1]:8080", path)).doesNotContain(" 401");
        }
        HttpResponse<String> refused = caller.get("/vod/summary", "Origin", "null", "Authorization", "Bearer x");
        isProblem(refused, 401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(caller.get("/vod/summary", "Origin", "https://console.example", "Authorization", BEARER)
                        .statusCode())
                .isEqualTo(200);
        assertThat(caller.statusAskedAs("vod.example\r\nAuthorization: " + BEARER, "/vod/summary"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void nothingOfAStrangersHeadersAndQueryComesBack() {
        String query = "?colour=blue&CamelHttpResponseCode=500&Content-Type=text/html&Location=/evil";
        isProblem(caller.get("/vod/summary" + query), 400);

        HttpResponse<String> answer =
                caller.get("/vod/summary", "X-Other", "evil", "Cookie", "evil", "CamelHttpResponseCode", "500");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map())
                .containsOnlyKeys(
                        "cache-control",
                        "content-disposition",
                        "content-length",
                        "content-type",
                        "etag",
                        "x-content-type-options");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    @Test
    void whileTheStoreFailsWhoeverAsksIsToldToAskAgain() throws Exception {
        accept(ids(1));
        change("ALTER TABLE total RENAME TO hidden");
        HttpResponse<String> answer = caller.get("/vod/summary");
        isProblem(answer, 503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
        change("ALTER TABLE hidden RENAME TO total");
        assertThat(caller.ask("/vod/summary").get("pending").longValue()).isOne();
    }

    @Test
    void howLongTheOldestOutcomeHasWaitedIsTold() throws Exception {
        assertThat(caller.ask("/vod/summary").has("unreported_seconds")).isFalse();
        Outcomes.settle(this, ids(2), 1);
        passTime(Duration.ofSeconds(90));

        JsonNode summary = caller.ask("/vod/summary");

        assertThat(summary.get("unreported").longValue()).isEqualTo(2);
        assertThat(summary.get("unreported_seconds").longValue()).isBetween(90L, 300L);
    }

    /** Ids that another list has keep nobody from seeing that a list waits for an approval. */
    @Test
    void aHeldListIsCountedAlsoIfAllItsIdsArePendingInAnother() throws Exception {
        assertThat(caller.ask("/vod/summary").get("held_submissions").longValue())
                .isZero();
        acceptAs("first.txt", ids(2));
        acceptAs("second.txt", ids(2));
        change("UPDATE submission SET gate = 'HELD', claimable = 0 WHERE source = 'file:second.txt'");

        JsonNode summary = caller.ask("/vod/summary");

        assertThat(summary.get("held").longValue()).isZero();
        assertThat(summary.get("held_submissions").longValue()).isOne();
    }

    @Test
    void oneSubmissionIsToldWithItsCounters() throws Exception {
        accept(List.of(ids(2).get(0), "NOT-ONE", ids(2).get(1), ids(2).get(0)));
        String id = caller.ask("/vod/submissions")
                .get("submissions")
                .get(0)
                .get("submission_id")
                .textValue();

        JsonNode submission = caller.ask("/vod/submissions/" + id);

        assertThat(submission.get("state").textValue()).isEqualTo("pending");
        assertThat(submission.get("lines").longValue()).isEqualTo(4);
        assertThat(submission.get("accepted").longValue()).isEqualTo(2);
        assertThat(submission.get("pending").longValue()).isEqualTo(2);
        assertThat(submission.get("duplicates").longValue()).isOne();
        assertThat(submission.get("duplicates_pending").longValue()).isOne();
        assertThat(submission.get("rejected").longValue()).isOne();
        assertThat(submission.get("sha256").textValue()).hasSize(64);
        assertThat(Instant.parse(submission.get("accepted_at").textValue()))
                .isAfterOrEqualTo(Instant.parse(submission.get("received_at").textValue()));
    }
}
