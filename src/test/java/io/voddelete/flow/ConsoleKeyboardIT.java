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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each order is given in a real browser by the keyboard alone: reached by the tabulator, given by Enter or the space bar, with a
 * focus that is seen at each step and is somewhere afterwards. Skipped where there is no browser.
 */
@Tag("slow")
@Timeout(300)
class ConsoleKeyboardIT {
    private static final String SENDER = "made-up-token-of-one-who-sends-lists-only";
    private static final String ENTER = "\uE007";
    private static final String SPACE = "\uE00D";
    private static final String DOWN = "\uE015";

    /** Whether a person sees where the focus is. */
    private static final String SEEN = """
            const focused = document.activeElement;
            const style = getComputedStyle(focused);
            const place = focused.getBoundingClientRect();
            return focused !== document.body && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
              && place.width > 0 && place.bottom > 0 && place.top < window.innerHeight;""";

    private static Browser browser;

    private final List<String> ids = SampleIds.random(97, 30);
    private VodSimulator simulator;
    private RunningModule module;
    private StatusCaller caller;

    @TempDir
    Path directory;

    @BeforeAll
    static void startBrowser(@TempDir Path profile) throws Exception {
        assumeTrue(Browser.isInstalled(), "no chromium and chromedriver: the console is not tried in a browser");
        browser = Browser.start(profile);
        browser.show(1280, 900, false);
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void startSimulator() throws Exception {
        simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
    }

    @AfterEach
    void stop() {
        browser.open("about:blank");
        module.close();
        simulator.close();
    }

    @Test
    void theSenderAndItsListsAreOrdered() throws Exception {
        start("vod.console.enabled", "true");
        order("#/sender", "Pause …", "Pause", ENTER);
        assertThat(senderState()).isEqualTo("paused");
        browser.await("the newest pause", text -> text.contains("paused\tops\t"));

        module.drop("waiting.txt", ids.subList(0, 5));
        String waiting = awaitList("pending");
        order("#/submissions/" + waiting, "Stop …", "Stop", SPACE);
        assertThat(state(waiting)).isEqualTo("stopped");
        order("#/submissions/" + waiting, "Go on …", "Go on", ENTER);
        assertThat(state(waiting)).isEqualTo("pending");
        order("#/submissions/" + waiting, "Cancel the list …", "Cancel the list", SPACE);
        assertThat(state(waiting)).isEqualTo("cancelled");

        module.drop("held.txt", ids.subList(5, 20));
        String held = awaitList("held");
        HeldLists.awaitPlan(module);
        order("#/approvals/" + held, "Cancel …", "Cancel the list", ENTER);
        assertThat(state(held)).isEqualTo("cancelled");

        order("#/sender", "Resume …", "Resume", SPACE);
        assertThat(senderState()).isEqualTo("running");
        assertThat(simulator.recorder().deleteCalls()).isEmpty();
    }

    @Test
    void aListInItsGracePeriodIsUndone() throws Exception {
        start("vod.console.enabled", "true", "vod.grace.period", "10m");
        module.drop("grace.txt", ids.subList(0, 5));
        String id = awaitList("grace");
        order("#/submissions/" + id, "Undo …", "Undo", ENTER);

        assertThat(state(id)).isEqualTo("cancelled");
        assertThat(module.awaitEnd(1).kept()).isEqualTo(5);
    }

    @Test
    void whatFailedIsRetried() throws Exception {
        start("vod.console.enabled", "true");
        List<String> gone = SampleIds.fated(403, 3);
        module.drop("failed.txt", gone);
        assertThat(module.awaitEnd(1).failed()).isEqualTo(3);
        String first = newest();

        order("#/find?id=" + gone.get(0), "Retry …", "Retry 1 id", SPACE);
        assertThat(module.awaitEnd(2).accepted()).isEqualTo(4);
        order("#/submissions/" + first, "Retry what failed with refused", "Retry", ENTER);
        assertThat(module.awaitEnd(3).accepted()).isEqualTo(6);
        order("#/failures", "Retry what failed with refused", "Retry", SPACE);
        assertThat(module.awaitEnd(4).accepted()).isEqualTo(9);
    }

    @Test
    void aListIsPlannedAndSubmitted() throws Exception {
        start(
                "vod.console.enabled",
                "true",
                "vod.intake.webhook.enabled",
                "true",
                "vod.intake.webhook.auth",
                "token",
                "vod.intake.webhook.token",
                "cms:" + SENDER);
        open("#/drop", StatusCaller.TOKEN);
        choose();
        press("Plan it", SPACE);
        browser.await("What it would delete");
        assertThat(module.totals().submissions()).isZero();
        isSeen("the button that planned");

        open("#/drop", SENDER);
        choose();
        browser.tabTo("Plan only");
        browser.press(DOWN);
        isSeen("the other choice");
        give("Submit it …", "Submit", ENTER);
        assertThat(module.awaitEnd(1).deleted()).isEqualTo(2);
    }

    @Test
    void aTokenIsTypedAndForgotten() throws Exception {
        start("vod.console.enabled", "true");
        open("#/sender", "");
        browser.await("To pause or resume it");
        browser.tabTo("Token for commands");
        browser.press(StatusCaller.TOKEN + ENTER);
        browser.await("Pause …");
        assertThat(focused()).isEqualTo("Forget it");
        isSeen("what takes the token back");

        browser.press(SPACE);
        browser.await("To pause or resume it");
        assertThat(browser.run("return document.activeElement.id").asText()).isEqualTo("token");
        isSeen("the field for another token");
        assertThat(browser.text()).doesNotContain("Pause …");
    }

    private void start(String... changes) throws Exception {
        Map<String, String> settings = HeldLists.settings(10, changes);
        settings.put("vod.status.token", "ops:" + StatusCaller.TOKEN);
        module = RunningModule.start(directory.resolve("module"), simulator, settings);
        caller = new StatusCaller(module.url());
    }

    private void open(String hash, String token) {
        browser.open(module.url() + "/vod/console/");
        browser.run("sessionStorage.setItem('vod-console-token', arguments[0])", token);
        browser.open(module.url() + "/vod/console/" + hash);
    }

    /** Gives an order on a page. */
    private void order(String hash, String button, String verb, String key) {
        open(hash, StatusCaller.TOKEN);
        browser.await(button, text -> text.contains(button.replaceFirst(" what.*", " …")));
        give(button, verb, key);
    }

    /** Presses a button, and the one that answers the question that it asks. */
    private void give(String button, String verb, String key) {
        press(button, key);
        Awaitility.await().until(() -> isAsked());
        isSeen("the question");
        browser.runAsync("setTimeout(arguments[0], 600)"); // before that, nobody can have read it
        press(verb, key);
        Awaitility.await(verb).until(() -> !isAsked());
        assertThat(browser.run("return document.activeElement.tagName").asText())
                .as("the focus after " + verb)
                .isEqualTo("H1");
        isSeen("the heading after " + verb);
    }

    private void press(String name, String key) {
        browser.tabTo(name);
        isSeen(name);
        browser.press(key);
    }

    private static boolean isAsked() {
        return browser.run("return document.querySelector('dialog[open]') !== null")
                .asBoolean();
    }

    private static void isSeen(String what) {
        assertThat(browser.run(SEEN).asBoolean())
                .as(what + " is seen to have the focus")
                .isTrue();
    }

    private static String focused() {
        return browser.run("return document.activeElement.innerText").asText();
    }

    /** The window in which a person chooses a file belongs to the system, not to the page. */
    private void choose() {
        browser.await("Choose a list");
        browser.run(
                "const all = new DataTransfer(); all.items.add(new File([arguments[0]], 'ids.txt'));"
                        + " const input = document.getElementById('list'); input.files = all.files;"
                        + " input.dispatchEvent(new Event('change', {bubbles: true}))",
                String.join("\n", ids.subList(0, 2)));
        browser.await("one id in each line");
    }

    private String senderState() {
        return caller.ask("/vod/sender").at("/sender/state").asText();
    }

    private String state(String id) {
        return caller.ask("/vod/submissions/" + id).get("state").asText();
    }

    private String awaitList(String state) {
        String path = "/vod/submissions?state=" + state;
        JsonNode lists = Awaitility.await().until(() -> caller.ask(path).get("submissions"), found -> !found.isEmpty());
        return lists.get(0).get("submission_id").asText();
    }

    private String newest() {
        return caller.ask("/vod/submissions").at("/submissions/0/submission_id").asText();
    }
}
