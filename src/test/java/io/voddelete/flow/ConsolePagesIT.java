package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.HostileTexts;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every page of the console in a real browser: accessible in light and dark, wide and narrow, with nothing to show, with much, and
 * while the server fails, with a token and without; so are the questions before commands; and what others wrote stays text. The
 * pages are looked at one after the other without being loaded anew, and each is only drawn again for another width: that is most
 * of the time.
 */
class ConsolePagesIT extends ConsoleKit {
    private static final String HOSTILE = "<img src=x onerror=window.__pwned=1>'&amp;.txt";
    /** As a page shows a map that has all hostile texts as names. */
    private static final String NAMED = HostileTexts.ALL.get(0) + ": 1 · " + HostileTexts.ALL.get(1) + ": 2";

    /** The pages that need no id; new ones belong here. */
    private static final Map<String, String> PAGES = Map.ofEntries(
            Map.entry("overview", "#/"),
            Map.entry("submissions", "#/submissions"),
            Map.entry("approvals", "#/approvals"),
            Map.entry("find", "#/find"),
            Map.entry("failures", "#/failures"),
            Map.entry("sender", "#/sender"),
            Map.entry("schedule", "#/schedule"),
            Map.entry("drop", "#/drop"),
            Map.entry("protected", "#/protected"),
            Map.entry("audit", "#/audit"),
            Map.entry("settings", "#/settings"));

    /** Counts what is asked, so that a page is known to be complete. */
    private static final String COUNT = """
            const send = window.fetch;
            window.__open = 0;
            window.fetch = (...request) => {
              window.__open++;
              return send(...request).finally(() => { window.__open--; });
            };""";

    /** Goes to an address, and ends when all of the page is there. */
    private static final String GO = """
            const [hash, done] = arguments;
            window.location.hash = hash;
            let quiet = 0;
            const look = () => {
              const text = document.querySelector('main')?.innerText ?? 'Loading';
              quiet = window.__open === 0 && !text.includes('Loading') ? quiet + 1 : 0;
              return quiet < 3 ? setTimeout(look, 20) : done(text);
            };
            setTimeout(look, 20);""";

    /** From now on, every request fails, with a text of others. */
    private static final String FAIL = """
            const text = arguments[0];
            window.fetch = async () => new Response(JSON.stringify({ detail: text, remedy: text, reason: text }), { status: 503 });""";

    /** Replaces the texts of each answer by hostile ones, in turn. */
    private static final String FED = """
            const [texts, done] = arguments;
            const send = window.fetch;
            const fixed = ['state', 'status', 'next'];
            const maps = ['by_category', 'protected_by']; // whose names are texts of others too
            const all = () => Object.fromEntries(texts.map((text, i) => [text, i + 1]));
            let used = 0;
            const fed = (value) => {
              if (typeof value === 'string') {
                return texts[used++ % texts.length];
              }
              if (Array.isArray(value)) {
                return value.map(fed);
              }
              return value === null || typeof value !== 'object' ? value
                : Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fixed.includes(name) ? each
                  : maps.includes(name) && typeof each === 'object' ? all() : fed(each)]));
            };
            window.fetch = async (to, how) => {
              const answer = await send(to, { ...how, headers: { ...how?.headers, 'If-None-Match': '' } });
              return String(to).endsWith('whoami') || !answer.ok || !answer.headers.get('Content-Type').includes('json') ? answer
                : new Response(JSON.stringify(fed(await answer.json())), { status: 200 });
            };
            """;

    /** Does so, and asks again until each was on this page. */
    private static final String FEED = FED + """
            let rounds = 0;
            let enough = 0; // the round in which the last one was used, and one more
            const again = () => {
              rounds++;
              [...document.querySelectorAll('main button')].find((each) => each.innerText === 'Read the new plan')?.click();
              if ((used >= texts.length && ++enough > 1) || rounds > 200) {
                window.fetch = send;
                return done([used, rounds, document.querySelector('main').innerText, document.querySelectorAll('img, b, iframe, object, embed, body script, body style').length]);
              }
              window.dispatchEvent(new Event('vod-changed'));
              return setTimeout(settle, 5);
            };
            const settle = () => (window.__open > 0 ? setTimeout(settle, 5) : setTimeout(again, 5));
            again();""";

    /** From now on, every command is refused, with a text of others. */
    private static final String REFUSE = """
            const [text] = arguments;
            const send = window.fetch;
            window.fetch = (to, how) => (how?.method === 'POST'
              ? Promise.resolve(new Response(JSON.stringify({ detail: text, remedy: text, reason: text }), { status: 409 })) : send(to, how));""";

    /** Presses a button, and ends when a question is asked. */
    private static final String PRESS = """
            const [name, done] = arguments;
            [...document.querySelectorAll('main button')].find((each) => each.innerText === name).click();
            const look = () => (document.querySelector('dialog[open] form') ? done() : setTimeout(look, 20));
            look();""";

    /** A list that waits is in its grace period from now on, and may be undone. */
    private static final String AS_GRACE = """
            const get = window.fetch;
            window.fetch = async (to, how) => {
              const answer = await get(to, { ...how, headers: { ...how?.headers, 'If-None-Match': '' } });
              const text = (await answer.text()).replaceAll('"state":"pending"', '"state":"grace","until":"2030-01-01T00:00:00Z"');
              return new Response(text, { status: answer.status, headers: { 'Content-Type': 'application/json' } });
            };
            window.dispatchEvent(new Event('vod-changed'));""";

    private final List<String> ids = SampleIds.random(91, 40);
    private final List<String> faults = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        startForLists(
                10,
                "vod.intake.id-columns",
                "asset_id," + HostileTexts.ALL.get(0),
                "vod.intake.schedule.enabled",
                "true",
                "vod.intake.schedule.cron",
                "0 0 3 1 1 ?",
                "vod.intake.schedule.source-uri",
                "file:" + Files.createDirectory(directory.resolve("lists")));
    }

    @Test
    void everyPageIsAccessibleAndShowsTextOfOthersAsText() throws Exception {
        load("");
        Map<String, String> empty = new LinkedHashMap<>(PAGES);
        empty.put("settings", "#/settings?q=no-such-setting");
        lookAtAll("empty", empty);
        load(StatusCaller.TOKEN);
        lookAtQuestion("pause", "#/sender", "Pause …");
        Map<String, String> pages = fill();
        load(StatusCaller.TOKEN);
        lookAtAll("full", pages);
        lookAtQuestions(pages);
        lookAtPlanOfHostileTable();
        lookAtRefusal();
        load("");
        lookAtAll("reader", withoutCommands(pages));
        assertThat(textOf(pages.get("lines"))).contains(HostileTexts.ALL.get(0), HostileTexts.ALL.get(40));
        assertThat(textOf("#/submissions")).contains(HOSTILE);
        String accepted = caller.ask("/vod/submissions?state=held")
                .at("/submissions/0/accepted_at")
                .asText();
        assertThat(textOf("#/approvals")).as("since when it is held").contains(accepted.substring(11, 19));
        assertThat(textOf("#/audit")).contains(HostileTexts.ALL.get(1));
        for (Map.Entry<String, String> page : pages.entrySet()) {
            feed(page.getKey(), page.getValue());
        }
        browser.run(FAIL, HOSTILE);
        lookAtAll("error", pages);
        assertThat(faults).isEmpty();
        assertThat(complaints()).isEmpty();
    }

    /** Whoever finds nothing has to find something somewhere. */
    @Test
    void whatIsWrongIsFound() throws Exception {
        load("");
        textOf("#/");
        browser.run("window.__pwned = 1; document.querySelector('main').append(document.createElement('img'))");
        faults("planted");
        assertThat(faults)
                .hasSize(3)
                .anyMatch(each -> each.contains("a text was run"))
                .anyMatch(each -> each.contains("element: IMG"))
                .anyMatch(each -> each.contains("image-alt"));
    }

    /** No test ends well after the policy had to stop something: see {@link #stop}. */
    @Test
    void whatThePolicyStopsIsFound() throws Exception {
        load("");
        assertThat(violations()).isEmpty();
        browser.run("new Image().src = 'https://evil.example/x.png'");
        assertThat(violations()).isNotEmpty();
    }

    private void load(String token) throws Exception {
        browser.show(1280, 900, false);
        openAs(token, "#/missing");
        browser.run(COUNT);
    }

    /** Lists that are done, one that is held, orders, and lines of every kind. Returns all pages. */
    private Map<String, String> fill() throws Exception {
        String gone = SampleIds.fated(404, 1).get(0);
        List<String> lines = new ArrayList<>(HostileTexts.ALL);
        lines.addAll(List.of(ids.get(0), gone, ids.get(0)));
        module.drop(HOSTILE, lines);
        module.awaitEnd(1);
        String done = newest("");
        module.drop("held-" + HOSTILE, ids.subList(1, 30));
        HeldLists.awaitPlan(module);
        Awaitility.await()
                .until(() -> caller.get("/vod/submissions/" + newest("?state=held") + "/plan")
                                .statusCode()
                        == 200);
        String reason = HostileTexts.ALL.get(1);
        caller.post("/vod/sender/pause", "{\"reason\":\"" + reason + "\"}", StatusCaller.TOKEN);
        for (List<String> list : List.of(ids.subList(30, 33), ids.subList(33, 36))) {
            module.drop("waits-" + list.get(0) + ".txt", list);
        }
        HeldLists.await(() ->
                caller.ask("/vod/submissions?state=pending").get("submissions").size() == 2);
        caller.order("/vod/submissions/" + newest("?state=pending") + "/stop");
        Map<String, String> pages = new LinkedHashMap<>(PAGES);
        pages.put("pending", "#/submissions/" + newest("?state=pending"));
        pages.put("stopped", "#/submissions/" + newest("?state=stopped"));
        pages.put("submission", "#/submissions/" + newest("?state=held"));
        pages.put("lines", "#/submissions/" + done);
        pages.put("failed", "#/submissions/" + done + "?status=FAILED&reason=not-found");
        pages.put("plan", "#/approvals/" + newest("?state=held"));
        pages.put("asset", "#/find?id=" + gone);
        pages.put("looked-up", "#/protected?id=" + gone);
        pages.put("found", "#/find?ids=" + String.join(",", ids) + "," + gone + ",nothing");
        pages.put("missing", "#/submissions/" + "%3Cimg%20src=x%20onerror=window.__pwned=1%3E");
        return pages;
    }

    private static Map<String, String> withoutCommands(Map<String, String> pages) {
        Map<String, String> some = new LinkedHashMap<>(pages);
        some.keySet().retainAll(List.of("sender", "submission", "plan"));
        return some;
    }

    private void lookAtAll(String state, Map<String, String> pages) throws Exception {
        for (Map.Entry<String, String> page : pages.entrySet()) {
            textOf(page.getValue());
            lookAtIt(page.getKey() + "-" + state);
        }
    }

    private void lookAtIt(String name) throws Exception {
        for (int width : new int[] {1280, 320}) {
            for (boolean isDark : new boolean[] {false, true}) {
                browser.show(width, 900, isDark);
                faults(name + "-" + width + (isDark ? "-dark" : "-light"));
            }
        }
    }

    private void lookAtQuestions(Map<String, String> pages) throws Exception {
        lookAtQuestion("resume", "#/sender", "Resume …");
        lookAtQuestion("stop", pages.get("pending"), "Stop …");
        lookAtQuestion("cancel", pages.get("pending"), "Cancel the list …");
        lookAtQuestion("go-on", pages.get("stopped"), "Go on …");
        lookAtQuestion("approve", pages.get("plan"), "Approve …");
        lookAtQuestion("cancel-held", pages.get("plan"), "Cancel …");
        lookAtQuestion("retry-one", pages.get("asset"), "Retry …");
        lookAtQuestion("retry-of-list", pages.get("lines"), "Retry …");
        lookAtQuestion("retry-all", "#/failures", "Retry …");
        load(OF_LISTS);
        textOf("#/drop");
        choose(HOSTILE, String.join("\n", ids));
        browser.run("document.querySelectorAll('input[type=radio]')[1].click()");
        lookAtIt("drop-chosen");
        ask("submit", "Submit it …");
        load(StatusCaller.TOKEN);
        browser.run(AS_GRACE);
        lookAtQuestion("undo", pages.get("pending"), "Undo …");
    }

    private void lookAtQuestion(String name, String hash, String button) throws Exception {
        textOf(hash);
        ask(name, button);
    }

    /** The file, its column and what the plan names are all texts of others. */
    private void lookAtPlanOfHostileTable() throws Exception {
        load(StatusCaller.TOKEN);
        textOf("#/drop");
        browser.run(FED, HostileTexts.ALL);
        choose(HOSTILE + ".csv", "title," + HostileTexts.ALL.get(0) + "\nx," + ids.get(0) + "\n");
        browser.await(ids.get(0));
        browser.run("document.querySelector('main button[type=submit]').click()");
        browser.await(NAMED);
        lookAtIt("drop-planned");
        assertThat(browser.text()).contains("Ids are in\n" + HostileTexts.ALL.get(0));
    }

    private void lookAtRefusal() throws Exception {
        load(StatusCaller.TOKEN);
        textOf("#/sender");
        browser.run(REFUSE, HOSTILE);
        browser.await("Resume …");
        browser.runAsync(PRESS, "Resume …");
        awaitAnswerable();
        browser.run("document.querySelector('dialog[open] button[type=submit]').click()");
        browser.await(HOSTILE);
        lookAtIt("question-refused");
        browser.run("document.querySelector('dialog[open] button[type=button]').click()");
    }

    /** Presses a button of the page that is shown, looks at the question, and answers it with Back. */
    private void ask(String name, String button) throws Exception {
        browser.await(button);
        browser.runAsync(PRESS, button);
        lookAtIt("question-" + name);
        browser.run("document.querySelector('dialog[open] button[type=button]').click()");
    }

    private String textOf(String hash) {
        return browser.runAsync(GO, hash).asText();
    }

    private void faults(String name) throws Exception {
        faults.addAll(PageFaults.of(browser, name));
    }

    private void feed(String name, String hash) {
        if (List.of("missing", "find", "drop").contains(name)) {
            return; // they have nothing of others, before a list is chosen
        }
        textOf(hash);
        JsonNode fed = browser.runAsync(FEED, HostileTexts.ALL);
        if (fed.get(0).asInt() < HostileTexts.ALL.size()) {
            faults.add(name + ": not all hostile texts were shown, but " + fed);
        }
        if (name.equals("plan")) {
            assertThat(fed.get(2).asText()).as("names of categories").contains(NAMED);
        }
        if (fed.get(3).asInt() > 0
                || !browser.run("return window.__pwned === undefined").asBoolean()) {
            faults.add(name + ": a text acted");
        }
    }
}
