package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Each order is given in a real browser by the keyboard alone: reached by the tabulator, given by Enter or the space bar, with a
 * focus that is seen at each step and is somewhere afterwards.
 */
class ConsoleKeyboardIT extends ConsoleKit {
    /** Whether a person sees where the focus is. */
    private static final String SEEN = """
            const focused = document.activeElement;
            const style = getComputedStyle(focused);
            const place = focused.getBoundingClientRect();
            return focused !== document.body && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
              && place.width > 0 && place.bottom > 0 && place.top < window.innerHeight;""";

    private final List<String> ids = SampleIds.random(97, 30);

    @Test
    void theSenderAndItsListsAreOrdered() throws Exception {
        start(10);
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
        start(10, "vod.grace.period", "10m");
        module.drop("grace.txt", ids.subList(0, 5));
        String id = awaitList("grace");
        order("#/submissions/" + id, "Undo …", "Undo", ENTER);

        assertThat(state(id)).isEqualTo("cancelled");
        assertThat(module.awaitEnd(1).kept()).isEqualTo(5);
    }

    @Test
    void whatFailedIsRetried() throws Exception {
        start(10);
        List<String> gone = SampleIds.fated(404, 3);
        module.drop("failed.txt", gone);
        assertThat(module.awaitEnd(1).failed()).isEqualTo(3);
        String first = newest("");

        order("#/find?id=" + gone.get(0), "Retry …", "Retry 1 id", SPACE);
        assertThat(module.awaitEnd(2).accepted()).isEqualTo(4);
        order("#/submissions/" + first, "Retry what failed with not-found", "Retry", ENTER);
        assertThat(module.awaitEnd(3).accepted()).isEqualTo(6);
        order("#/failures", "Retry what failed with not-found", "Retry", SPACE);
        assertThat(module.awaitEnd(4).accepted()).isEqualTo(9);
    }

    @Test
    void aListIsPlannedAndSubmitted() throws Exception {
        startForLists(10);
        openAs(StatusCaller.TOKEN, "#/drop");
        choose("ids.txt", String.join("\n", ids.subList(0, 2)));
        browser.await("one id in each line");
        press("Plan it", SPACE);
        browser.await("What it would delete");
        assertThat(module.totals().submissions()).isZero();
        isSeen("the button that planned");

        openAs(OF_LISTS, "#/drop");
        choose("ids.txt", String.join("\n", ids.subList(0, 2)));
        browser.await("one id in each line");
        browser.tabTo("Plan only");
        browser.press(DOWN);
        isSeen("the other choice");
        give("Submit it …", "Submit", ENTER);
        assertThat(module.awaitEnd(1).deleted()).isEqualTo(2);
    }

    @Test
    void aTokenIsTypedAndForgotten() throws Exception {
        start(10);
        open("#/sender");
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

    /** Gives an order on a page. */
    private void order(String hash, String button, String verb, String key) {
        openAs(StatusCaller.TOKEN, hash);
        browser.await(button, text -> text.contains(button.replaceFirst(" what.*", " …")));
        give(button, verb, key);
    }

    /** Presses a button, and the one that answers the question that it asks. */
    private void give(String button, String verb, String key) {
        press(button, key);
        Awaitility.await(button).until(ConsoleKeyboardIT::isAsked);
        isSeen("the question");
        awaitAnswerable();
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
}
