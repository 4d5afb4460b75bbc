package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console in a real browser: approvals, lost answers, refusals, a dead server. */
class ConsoleBrowserIT extends ConsoleKit {
    private final List<String> ids = SampleIds.random(91, 40);

    @BeforeEach
    void start() throws Exception {
        start(10);
    }

    /** The keyboard alone does it all: the token, the plan, the question, the reason. */
    @Test
    void aHeldListIsApprovedByTheKeyboard() throws Exception {
        module.drop("held.txt", ids.subList(0, 20));
        HeldLists.awaitPlan(module);
        String id = newest("?state=held");
        open("#/approvals/" + id);
        browser.await("To approve or cancel it, type a token");
        assertThat(browser.text()).doesNotContain("Approve …");

        browser.tabTo("Token for commands");
        browser.press(StatusCaller.TOKEN + "\uE007");
        browser.await("Token in use");
        browser.await("Approve …");
        browser.tabTo("Approve …");
        browser.press("\uE007\uE007\uE007");
        browser.await("at most 20 ids are deleted");
        assertThat(PageFaults.of(browser, "question")).isEmpty();
        assertThat(browser.run("return document.activeElement.tagName").asText())
                .as("no key that was pressed before the question was read answers it")
                .isEqualTo("H2");
        assertThat(newest("?state=held")).isEqualTo(id);
        awaitAnswerable();
        browser.tabTo("Reason");
        browser.press("CHG-4711\uE007");
        browser.await("Approved: file:held.txt");

        module.awaitEnd(1);
        JsonNode approved =
                caller.ask("/vod/audit?event=approved&submission=" + id).get("lines");
        assertThat(approved.findValuesAsText("reason")).containsExactly("CHG-4711");
        assertThat(browser.run("return sessionStorage.length + document.cookie").asText())
                .isEqualTo("0");
        assertThat(complaints()).isEmpty();
    }

    /** The plan that a person has read is neither swapped nor made to say more than the survey knows. */
    @Test
    void anotherPlanIsNotApprovedBeforeItWasShown() throws Exception {
        module.drop("held.txt", ids.subList(0, 20));
        HeldLists.awaitPlan(module);
        String id = newest("?state=held");
        openAs(StatusCaller.TOKEN, "#/approvals/" + id);
        browser.await("Approve …");

        browser.run("const send = window.fetch; window.fetch = async (to, how) => {"
                + " const answer = await send(to, {...how, headers: {...how.headers, 'If-None-Match': ''}});"
                + " if (!String(to).endsWith('/plan')) { return answer; } const plan = await answer.json();"
                + " return new Response(JSON.stringify({...plan, asked: 5, published: 3, plan_sha256: 'f'.repeat(64)})); };"
                + " window.dispatchEvent(new Event('vod-changed'))");
        browser.await("The plan was made anew");
        assertThat(browser.text()).doesNotContain("Approve …", "found among");

        browser.tabTo("Read the new plan");
        browser.press("\uE007");
        browser.await("at least 3, found among 5 of 20 asked");
        browser.await("Approve …");
    }

    /** A command whose answer is lost was carried out, or was not: nobody is told otherwise. */
    @Test
    void anOrderWithoutAnAnswerIsToldAsSuch() throws Exception {
        openAs(StatusCaller.TOKEN, "#/sender");
        browser.await("Pause …");
        browser.run("const send = window.fetch; window.fetch = (to, how) => how?.method === 'POST'"
                + " ? send(to, how).then(() => Promise.reject(new TypeError('lost'))) : send(to, how)");
        browser.tabTo("Pause …");
        browser.press("\uE007");
        browser.await("No call begins");
        awaitAnswerable();
        browser.tabTo("Pause");
        browser.press("\uE007");

        browser.await("It is not known whether it was carried out");
        browser.await("what came of it", text -> text.contains("paused"));
    }

    /** A part of the audit log may say nothing of pauses, and the reading of it may fail; it is not read whenever VOD throttles. */
    @Test
    void olderPausesAreFoundAndAReadingThatFailedIsTriedAgain() throws Exception {
        caller.post("/vod/sender/pause", "{\"reason\":\"CHG-4711\"}", StatusCaller.TOKEN);
        caller.order("/vod/sender/resume");
        openAs(StatusCaller.TOKEN, "#/submissions");
        browser.run("const send = window.fetch; window.audits = 0; window.state = 'running';"
                + " const json = (body, status) => new Response(JSON.stringify(body), {status});"
                + " window.fetch = async (to, how) => {"
                + "   if (String(to).endsWith('summary')) {"
                + "     const answer = await (await send(to, {...how, headers: {...how.headers, 'If-None-Match': ''}})).json();"
                + "     return json({...answer, sender: {state: window.state}}, 200); }"
                + "   if (!String(to).includes('audit?')) { return send(to, how); }"
                + "   if (++window.audits === 1) { return json({detail: 'made up'}, 503); }"
                + "   return String(to).includes('before=') ? send(String(to).replace(/&before=.*/, ''), how)"
                + "     : json({lines: [], next: '/vod/audit?event=paused&limit=20&before=far'}, 200); }");
        browser.go("#/sender");
        browser.await("made up");
        browser.await("CHG-4711");
        browser.run("window.state = 'waiting'; window.dispatchEvent(new Event('vod-changed'))");
        browser.await("waiting");
        assertThat(browser.run("return window.audits").asInt()).isEqualTo(3);
    }

    /** Once the rate has risen again, it is not said to be lower than configured. */
    @Test
    void thatVodThrottledIsTheReasonOfALowerRateOnly() {
        openAs(StatusCaller.TOKEN, "#/submissions");
        browser.run("const send = window.fetch; window.rate = 80; window.fetch = async (to, how) => {"
                + " const answer = await send(to, {...how, headers: {...how?.headers, 'If-None-Match': ''}});"
                + " if (!String(to).endsWith('/sender')) { return answer; } const all = await answer.json();"
                + " return new Response(JSON.stringify({...all, delete_calls: {...all.delete_calls, configured_per_minute: 100,"
                + " per_minute: window.rate, learnt_at: '2026-11-24T12:40:02.511Z'}})); };");
        browser.go("#/sender");
        browser.await("at most 80 a minute now, as VOD has throttled calls, of 100");
        browser.run("window.rate = 100; window.dispatchEvent(new Event('vod-changed'))");
        browser.await("at most 100 a minute now, as configured; changed last");
        assertThat(browser.text()).contains("no call since the start");
    }

    /** Each request that is refused is counted and logged: one is enough to learn that a token is needed. */
    @Test
    void withoutATokenThatIsNeededItIsAskedOnce() throws Exception {
        open("#/");
        browser.await("running");
        browser.run("window.asked = []; window.fetch = async to => { window.asked.push(String(to));"
                + " return new Response('{\"detail\":\"no token\"}', {status: 401}); };"
                + " window.dispatchEvent(new Event('vod-caller'))");
        browser.await("Type a token at the top of the page");
        assertThat(browser.text()).doesNotContain("running");
        browser.runAsync("setTimeout(arguments[0], 2500)");

        assertThat(browser.run("window.dispatchEvent(new Event('vod-changed')); return window.asked.join()")
                        .asText())
                .isEqualTo("../whoami");
    }

    /** One who looks on a slow line waits for each of them: the files, and what the first page asks; one more if a list is held. */
    @Test
    void theFirstPageTakesFewRequests() throws Exception {
        List<String> always = List.of("/vod/summary", "/vod/timeline", "/vod/schedules");
        assertThat(requestsOfTheFirstPage(always))
                .contains("/vod/console/app.js")
                .hasSizeLessThanOrEqualTo(12);

        module.drop("held.txt", ids.subList(0, 20));
        HeldLists.await(() -> caller.ask("/vod/summary").get("held_submissions").intValue() == 1);
        browser.open("about:blank");
        List<String> held = List.of("/vod/summary", "/vod/timeline", "/vod/schedules", "/vod/submissions");
        assertThat(requestsOfTheFirstPage(held)).hasSizeLessThanOrEqualTo(13);
    }

    private Set<String> requestsOfTheFirstPage(List<String> awaited) {
        open("#/");
        Set<String> all = new TreeSet<>();
        HeldLists.await(() -> {
            browser.run("return [...performance.getEntriesByType('resource').map(each => new URL(each.name).pathname),"
                            + " location.pathname, '/vod/console/icon.svg']")
                    .forEach(each -> all.add(each.asText()));
            return all.containsAll(awaited);
        });
        return all;
    }

    /** All ids of the second list are pending in the first: it needs somebody all the same. */
    @Test
    void aHeldListWithoutIdsOfItsOwnNeedsSomebody() throws Exception {
        caller.order("/vod/sender/pause");
        for (int part = 0; part < 2; part++) {
            module.drop("part-" + part + ".txt", ids.subList(10 * part, 10 * part + 10));
        }
        HeldLists.await(() ->
                caller.ask("/vod/submissions?state=pending").get("submissions").size() == 2);
        module.drop("again.txt", ids.subList(0, 20));
        HeldLists.await(() ->
                caller.ask("/vod/submissions?state=held").get("submissions").size() == 1);
        assertThat(caller.ask("/vod/summary").get("held").longValue()).isZero();

        open("#/");
        browser.await("file:again.txt is held, 20 lines with ids of other lists wait");
        assertThat(browser.title()).startsWith("1 held");
    }

    /** Every two seconds while something moves, every fifteen otherwise, and never while nobody looks. */
    @Test
    void itIsAskedLessOftenWhileNothingMovesAndNeverWhileNobodyLooks() throws Exception {
        open("#/find");
        browser.run("const later = window.setTimeout; const send = window.fetch; window.waits = []; window.asked = 0;"
                + " window.setTimeout = (act, wait) => { if (![2000, 15000].includes(wait)) { return later(act, wait); }"
                + "   window.waits.push(wait); return later(act, 50); };"
                + " window.fetch = (to, how) => { if (String(to).endsWith('whoami')) { return new Promise(() => {}); }"
                + "   window.asked++; return send(to, how); };");
        browser.go("#/submissions");
        HeldLists.await(() -> waits().startsWith("2000,15000,15000"));

        module.drop("list.txt", ids.subList(0, 5));
        module.awaitEnd(1);
        HeldLists.await(() -> waits().matches(".*15000,2000(,.*)?,15000"));

        lookAway(true);
        int asked = browser.run("return window.asked").asInt();
        browser.runAsync("setTimeout(arguments[0], 600)");
        assertThat(browser.run("return window.asked").asInt()).isEqualTo(asked);
        lookAway(false);
        HeldLists.await(() -> browser.run("return window.asked").asInt() > asked + 1);
    }

    private static String waits() {
        return browser.run("return window.waits.join()").asText();
    }

    private static void lookAway(boolean isAway) {
        browser.run(
                "Object.defineProperty(document, 'hidden', {value: arguments[0], configurable: true});"
                        + " document.dispatchEvent(new Event('visibilitychange')); window.dispatchEvent(new Event('vod-changed'))",
                isAway);
    }

    /** What somebody may do is known still; but who is refused may do nothing. */
    @Test
    void aServerThatFailsForAMomentTakesNoCommandAway() {
        openAs(StatusCaller.TOKEN, "#/sender");
        browser.await("Pause …");
        whoamiIsAnswered(503);
        browser.await("made up");
        assertThat(browser.text()).contains("Pause …");
        whoamiIsAnswered(403);
        browser.await("no command", text -> !text.contains("Pause …"));
    }

    private static void whoamiIsAnswered(int status) {
        browser.run("const send = window.fetch; window.fetch = (to, how) => String(to).endsWith('whoami')"
                + " ? Promise.resolve(new Response('{\"detail\":\"made up\"}', {status: arguments[0]})) : send(to, how);"
                        .replace("arguments[0]", String.valueOf(status))
                + " window.dispatchEvent(new Event('vod-changed'))");
    }

    @Test
    void whatIsOldIsNeverShownAsNew() throws Exception {
        open("#/");
        browser.await("running");
        module.close();
        browser.run("window.dispatchEvent(new Event('vod-changed'))"); // instead of up to a quarter of a minute
        browser.await("No answer since");
        assertThat(browser.title()).contains("no answer");
        assertThat(browser.run("return document.querySelectorAll('.stale dd').length")
                        .asInt())
                .isPositive();
        assertThat(PageFaults.of(browser, "dead")).isEmpty();
    }
}
