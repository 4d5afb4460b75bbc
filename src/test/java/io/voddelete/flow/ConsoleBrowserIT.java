package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.Browser;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The console in a real browser that reaches this machine only; skipped where there is none. */
@Timeout(300)
class ConsoleBrowserIT {
    private static final Path PICTURES = Path.of("target", "console");
    private static final Path AXE = Path.of("target", "axe", "axe.min.js");
    private static final String HOSTILE = "<img src=x onerror=window.__pwned=1>'&amp;.txt";

    private final List<String> ids = SampleIds.random(91, 40);
    private VodSimulator simulator;
    private RunningModule module;
    private Browser browser;

    @TempDir
    Path directory;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Browser.isInstalled(), "no chromium and chromedriver: the console is not tried in a browser");
        simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
        Map<String, String> settings = new HashMap<>(HeldLists.settings(10, "vod.console.enabled", "true"));
        module = RunningModule.start(directory.resolve("module"), simulator, settings);
        browser = Browser.start(Files.createDirectory(directory.resolve("profile")));
        browser.show(1280, 900, false);
    }

    @AfterEach
    void stop() {
        if (browser != null) {
            browser.close();
            module.close();
            simulator.close();
        }
    }

    @Test
    void everyPageIsAccessibleAndShowsTextOfOthersAsText() throws Exception {
        List<String> faults = new ArrayList<>();
        open("#/submissions");
        browser.await("No submission yet");
        faults.addAll(faults("empty"));
        List<String> gone = SampleIds.fated(404, 1);
        module.drop(HOSTILE, List.of(ids.get(0), gone.get(0), "<b>no id</b>"));
        module.awaitEnd(1);
        module.drop("held-" + HOSTILE, ids.subList(1, 30));
        HeldLists.awaitPlan(module);
        StatusCaller caller = new StatusCaller(module.url());
        Awaitility.await()
                .until(() ->
                        caller.get("/vod/submissions/" + held(caller) + "/plan").statusCode() == 200);
        Map<String, String> pages = Map.of(
                "overview", "#/",
                "submissions", "#/submissions",
                "submission", "#/submissions/" + held(caller),
                "approvals", "#/approvals",
                "plan", "#/approvals/" + held(caller),
                "find", "#/find?id=" + gone.get(0),
                "sender", "#/sender",
                "audit", "#/audit",
                "missing", "#/submissions/" + "%3Cimg%20src=x%20onerror=window.__pwned=1%3E");
        for (Map.Entry<String, String> page : pages.entrySet()) {
            for (int width : new int[] {1280, 320}) {
                for (boolean isDark : width == 1280 ? new boolean[] {false, true} : new boolean[] {false}) {
                    browser.show(width, 900, isDark);
                    open(page.getValue());
                    browser.await(page.getKey(), text -> !text.contains("Loading"));
                    faults.addAll(faults(page.getKey() + "-" + width + (isDark ? "-dark" : "-light")));
                }
            }
        }
        browser.run("sessionStorage.setItem('vod-console-token', arguments[0])", StatusCaller.TOKEN);
        open("#/approvals/" + held(caller));
        browser.await("Approve …");
        browser.tabTo("Approve …");
        browser.press("\uE007");
        browser.await("at most 29 ids are deleted");
        faults.addAll(faults("question"));
        assertThat(faults).isEmpty();
        assertThat(complaints()).isEmpty();
        open("#/submissions");
        browser.await(HOSTILE);
    }

    /** What is wrong with the page that is shown. */
    private List<String> faults(String name) throws Exception {
        browser.picture(PICTURES.resolve(name + ".png"));
        browser.run(Files.readString(AXE));
        JsonNode found = browser.runAsync("const done = arguments[0];"
                + "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}).then("
                + "r => done(r.violations.map(v => v.id + ' ' + v.nodes[0].target)), e => done([String(e)]))");
        List<String> faults = new ArrayList<>();
        found.forEach(each -> faults.add(name + ": " + each.asText()));
        if (browser.run("return document.documentElement.scrollWidth > window.innerWidth")
                .asBoolean()) {
            faults.add(name + ": wider than the window");
        }
        if (!browser.run("return window.__pwned === undefined").asBoolean()) {
            faults.add(name + ": a text was run");
        }
        if (browser.run("return document.querySelectorAll('img, b, [onerror]').length")
                        .asInt()
                > 0) {
            faults.add(name + ": a text became an element");
        }
        return faults;
    }

    /** The keyboard alone does it all: the token, the plan, the question, the reason. */
    @Test
    void aHeldListIsApprovedByTheKeyboard() throws Exception {
        module.drop("held.txt", ids.subList(0, 20));
        HeldLists.awaitPlan(module);
        StatusCaller caller = new StatusCaller(module.url());
        String id = held(caller);
        browser.open(module.url() + "/vod/console/#/approvals/" + id);
        browser.await("To approve or cancel it, type a token");
        assertThat(browser.text()).doesNotContain("Approve …");

        browser.tabTo("Token for commands");
        browser.press(StatusCaller.TOKEN + "\uE007");
        browser.await("Token in use");
        browser.await("Approve …");
        browser.tabTo("Approve …");
        browser.press("\uE007\uE007\uE007");
        browser.await("at most 20 ids are deleted");
        assertThat(browser.run("return document.activeElement.tagName").asText())
                .as("no key that was pressed before the question was read answers it")
                .isEqualTo("H2");
        assertThat(held(caller)).isEqualTo(id);
        browser.runAsync("setTimeout(arguments[0], 600)");
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
        String id = held(new StatusCaller(module.url()));
        open("#/");
        browser.run("sessionStorage.setItem('vod-console-token', arguments[0])", StatusCaller.TOKEN);
        open("#/approvals/" + id);
        browser.await("Approve …");

        browser.run("const send = window.fetch; window.fetch = async (to, how) => { const answer = await send(to, how);"
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
        open("#/");
        browser.run("sessionStorage.setItem('vod-console-token', arguments[0])", StatusCaller.TOKEN);
        open("#/sender");
        browser.await("Pause …");
        browser.run("const send = window.fetch; window.fetch = (to, how) => how?.method === 'POST'"
                + " ? send(to, how).then(() => Promise.reject(new TypeError('lost'))) : send(to, how)");
        browser.tabTo("Pause …");
        browser.press("\uE007");
        browser.await("No call begins");
        browser.runAsync("setTimeout(arguments[0], 600)");
        browser.tabTo("Pause");
        browser.press("\uE007");

        browser.await("It is not known whether it was carried out");
        browser.await("what came of it", text -> text.contains("paused"));
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

    @Test
    void whatIsOldIsNeverShownAsNew() throws Exception {
        open("#/");
        browser.await("running");
        module.close();
        browser.await("No answer since");
        assertThat(browser.title()).contains("no answer");
        assertThat(browser.run("return document.querySelectorAll('.stale dd').length")
                        .asInt())
                .isPositive();
        assertThat(faults("dead")).isEmpty();
    }

    private void open(String hash) {
        browser.open(module.url() + "/vod/console/" + hash);
    }

    /** Without the answers that a page says itself. */
    private List<String> complaints() {
        return browser.complaints().stream()
                .filter(each -> !each.contains("status of 404"))
                .filter(each -> !each.contains("Password forms should have"))
                .toList();
    }

    private static String held(StatusCaller caller) {
        return caller.ask("/vod/submissions?state=held")
                .get("submissions")
                .get(0)
                .get("submission_id")
                .textValue();
    }
}
