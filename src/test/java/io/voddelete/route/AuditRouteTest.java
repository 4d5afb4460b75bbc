package io.voddelete.route;

import static io.voddelete.kit.AuditKit.event;
import static io.voddelete.kit.StatusCaller.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.audit.AuditEvent;
import io.voddelete.audit.AuditLog;
import io.voddelete.audit.Head;
import io.voddelete.kit.AuditKit;
import io.voddelete.kit.RouteKit;
import io.voddelete.kit.StatusCaller;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditRouteTest extends RouteKit {
    private static final String TEAM = "made-up-token-of-a-team-that-sees-its-own";

    private StatusCaller caller;
    private Path audit;

    AuditRouteTest() {
        super("operations/audit");
    }

    @Override
    protected void configure(Properties settings) {
        settings.setProperty("vod.status.enabled", "true");
        settings.setProperty("vod.status.token", "ops:" + StatusCaller.TOKEN + ",team:" + TEAM);
        settings.setProperty("vod.callers.team.sees", "file:team-");
        settings.setProperty("vod.audit.directory", directory.resolve("audited").toString());
    }

    @BeforeEach
    void findUrl() {
        caller = new StatusCaller(url());
        audit = directory.resolve("audited");
    }

    @Test
    void linesAreListedNewestFirstPageByPage() throws Exception {
        write("approved", "call", "call", "stopped", "call");
        List<String> seen = new ArrayList<>();
        String next = "/vod/audit?limit=2";
        int pages = 0;
        while (next != null) {
            JsonNode page = caller.ask(next);
            page.get("lines")
                    .forEach(line ->
                            seen.add(line.get("n") + " " + line.get("event").textValue()));
            next = page.has("next") ? page.get("next").textValue() : null;
            pages++;
        }
        assertThat(seen).containsExactly("6 call", "5 stopped", "4 call", "3 call", "2 approved", "1 begun");
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void linesAreSelectedByEventAndSubmission() throws Exception {
        write("approved", "call", "cancelled");

        assertThat(numbers(caller.ask("/vod/audit?event=call"))).containsExactly(3);
        assertThat(numbers(caller.ask("/vod/audit?event=approved,cancelled,never")))
                .containsExactly(4, 2);
        assertThat(numbers(caller.ask(caller.ask("/vod/audit?limit=1&event=cancelled%2Capproved")
                        .get("next")
                        .textValue())))
                .containsExactly(2);
        assertThat(numbers(caller.ask("/vod/audit?submission=s-2"))).containsExactly(4);
        assertThat(numbers(caller.ask("/vod/audit?submission=s-2&event=call"))).isEmpty();
        JsonNode other = caller.ask("/vod/audit?limit=1&except=call");
        assertThat(numbers(other)).containsExactly(4);
        assertThat(numbers(caller.ask(other.get("next").textValue()))).containsExactly(2);
        JsonNode first = caller.ask("/vod/audit?limit=1&event=approved&submission=s-0");
        assertThat(first.get("next").textValue()).contains("event=approved", "submission=s-0");
    }

    @Test
    void linesAreSelectedByPersonTimeAndAsset() throws Exception {
        accept(ids(1));
        String submission = rows("SELECT submission_id FROM submission").get(0);
        Head head;
        try (var log = AuditKit.begun(audit)) {
            head = log.append(List.of(
                    new AuditEvent("stopped", submission, "j\u00f6rg b", null),
                    new AuditEvent("stopped", "another", "j\u00f6rg b", null),
                    new AuditEvent("call", null, null, null, ids(1), Map.of()),
                    new AuditEvent("call", null, null, null, List.of("of-no-list"), Map.of())));
        }
        storeKnows(head);

        assertThat(numbers(caller.ask("/vod/audit?by=j%C3%B6rg+b"))).containsExactly(3, 2);
        assertThat(numbers(caller.ask("/vod/audit?asset_id=" + ids(1).get(0))))
                .as("its submission and its call")
                .containsExactly(4, 2);
        assertThat(numbers(caller.ask("/vod/audit?asset_id=of-no-list"))).containsExactly(5);
        assertThat(numbers(caller.ask("/vod/audit?since=2020-01-01T00:00:00Z&until=2120-01-01T00:00:00%2B01:00")))
                .hasSize(5);
        assertThat(numbers(caller.ask("/vod/audit?since=2120-01-01T00:00:00Z"))).isEmpty();
        JsonNode first = caller.ask("/vod/audit?limit=1&by=j%C3%B6rg+b&since=2020-01-01T00:00:00%2B01:00");
        assertThat(numbers(caller.ask(first.get("next").textValue()))).containsExactly(2);
    }

    /** The log has orders; who asked for a list is in the store. */
    @Test
    void thePageOfAPersonLinksToTheSubmissionsThatThisPersonAskedFor() throws Exception {
        write("approved");

        JsonNode page = caller.ask("/vod/audit?by=j%C3%B6rg+b");
        assertThat(numbers(page)).isEmpty();
        assertThat(page.get("submissions").textValue()).isEqualTo("/vod/submissions?requested_by=j%C3%B6rg+b");
        assertThat(caller.ask("/vod/audit?limit=1&until=2020-01-01T00:00:00Z&event=call&by=anna")
                        .get("submissions")
                        .textValue())
                .isEqualTo("/vod/submissions?until=2020-01-01T00%3A00%3A00Z&requested_by=anna");
        assertThat(caller.ask("/vod/audit").has("submissions")).isFalse();
    }

    @Test
    void whatIsAskedWrongIsRefused() throws Exception {
        write("approved");
        for (String query : List.of(
                "limit=0",
                "limit=501",
                "before=x",
                "before=1-7",
                "before=9-0",
                "before=1-99999",
                "event=a%22b",
                "event=a,,b",
                "event=",
                "event=a,b,c,d,e,f,g,h,i",
                "except=a%22b",
                "by=",
                "since=yesterday",
                "until=2026-11-29",
                "asset_id=a%20b",
                "submission=")) {
            HttpResponse<String> answer = caller.get("/vod/audit?" + query);
            isProblem(answer, 400);
            assertThat(answer.body()).contains(query.replaceFirst("=.*", ""));
        }
    }

    @Test
    void aChangedLineIsNamed() throws Exception {
        Head head = write("approved", "call");
        JsonNode intact = caller.ask("/vod/audit/verify");
        assertThat(intact.get("intact").booleanValue()).isTrue();
        assertThat(intact.get("lines").longValue()).isEqualTo(3);
        assertThat(intact.get("head").get("sha256").textValue()).isEqualTo(head.sha256());
        assertThat(intact.has("fault")).isFalse();

        Path file = audit.resolve("audit-000001.jsonl");
        Files.writeString(file, Files.readString(file).replace("approved", "refused!"));

        JsonNode fault = caller.ask("/vod/audit/verify").get("fault");
        assertThat(fault.get("kind").textValue()).isEqualTo("changed");
        assertThat(fault.get("file").textValue()).isEqualTo("audit-000001.jsonl");
        assertThat(fault.get("line").longValue()).isEqualTo(2);
        assertThat(fault.get("number").longValue()).isEqualTo(2);
        assertThat(fault.get("last_number").longValue()).isEqualTo(2);
    }

    @Test
    void linesThatDidNotTakeEffectAreNotListed() throws Exception {
        Head head = write("approved");
        try (AuditLog log = new AuditLog(audit, InstantSource.system())) {
            log.open(head);
            log.append(List.of(event("call")));
        }
        Files.writeString(audit.resolve("audit-000001.jsonl"), "{\"n\":4,", StandardOpenOption.APPEND);

        assertThat(numbers(caller.ask("/vod/audit"))).containsExactly(2, 1);
        assertThat(caller.ask("/vod/audit/verify").get("notes")).hasSize(2);
    }

    /** Whoever could write it may not make a terminal or a browser do anything. */
    @Test
    void aForgedLineIsShownWithoutHarm() throws Exception {
        write("approved");
        Path file = audit.resolve("audit-000001.jsonl");
        Files.writeString(file, "no line\n{\"n\":1,\"who\":\"\\u001b[31m\\u202e\"}\n", StandardOpenOption.APPEND);

        HttpResponse<String> answer = caller.get("/vod/audit");

        assertThat(answer.body())
                .contains("\\\\u001b[31m\\\\u202e", "\"unreadable\"")
                .doesNotContain("\u202e");
    }

    @Test
    void whileItCannotBeReadTheCallerIsAskedToTryAgain() throws Exception {
        write("approved");
        Files.delete(audit.resolve("audit-000001.jsonl"));
        Files.createDirectory(audit.resolve("audit-000001.jsonl"));

        for (String path : List.of("/vod/audit", "/vod/audit/verify")) {
            HttpResponse<String> answer = caller.get(path);
            isProblem(answer, 503);
            assertThat(answer.body()).doesNotContain(audit.toString());
        }
    }

    @Test
    void onlyThoseWhoSeeAllSubmissionsMayAsk() throws Exception {
        for (String path : List.of("/vod/audit", "/vod/audit/verify")) {
            isProblem(caller.get(path, "Origin", "https://evil.example"), 401);
            assertThat(isProblem(caller.get(path, "Authorization", "Bearer " + TEAM), 403))
                    .contains("team");
        }
    }

    private static List<Integer> numbers(JsonNode page) {
        List<Integer> numbers = new ArrayList<>();
        page.get("lines").forEach(line -> numbers.add(line.get("n").intValue()));
        return numbers;
    }

    /** Writes one line for each event, each about another submission, and lets the store know them. */
    private Head write(String... names) throws Exception {
        Head head = Head.BEGINNING;
        try (var log = AuditKit.begun(audit)) {
            for (int i = 0; i < names.length; i++) {
                head = log.append(List.of(new AuditEvent(names[i], "s-" + i, "alice", null)));
            }
        }
        storeKnows(head);
        return head;
    }

    private void storeKnows(Head head) {
        change("INSERT INTO setting (name, value) VALUES ('audit-head-number', '" + head.number()
                + "'), ('audit-head-sha256', '" + head.sha256()
                + "') ON CONFLICT (name) DO UPDATE SET value = excluded.value");
    }
}
