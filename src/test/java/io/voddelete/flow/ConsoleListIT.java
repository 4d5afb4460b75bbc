package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A person plans, submits and looks up with the console in a real browser. */
class ConsoleListIT extends ConsoleKit {
    private final List<String> ids = SampleIds.random(93, 6);

    @BeforeEach
    void start() throws Exception {
        Path kept = Files.write(directory.resolve("kept.txt"), ids.subList(5, 6));
        startForLists(100, "vod.protect.files", kept.toString());
    }

    @Test
    void aListIsLookedIntoAndPlannedAndNothingOfItIsAccepted() {
        openAs(StatusCaller.TOKEN, "#/drop");
        choose(
                "list.csv",
                "title,Asset-ID\n\"a, b\"," + ids.get(0) + "\nx," + ids.get(1) + "\nprotected," + ids.get(5)
                        + "\ny,no id\n");
        browser.await("list.csv");
        browser.await("a table of 2 columns, separated by ,");
        assertThat(browser.text()).contains("Asset-ID", ids.get(0), ids.get(1));
        assertThat(fact("Lines")).isEqualTo("5");
        assertThat(fact("Not like an id")).isEqualTo("1");

        browser.tabTo("Plan it");
        browser.press(ENTER);
        browser.await("What it would delete");
        browser.await("kept.txt");
        assertThat(fact("Ids")).isEqualTo("3");
        assertThat(fact("To be deleted")).isEqualTo("at most 2");
        assertThat(module.totals().submissions()).isZero();
        assertThat(complaints()).isEmpty();
    }

    @Test
    void aListOfOneObjectInEachLineIsLookedIntoAsTheServerReadsIt() {
        openAs(StatusCaller.TOKEN, "#/drop");
        choose(
                "lines.json",
                "{\"title\":\"a\",\"Asset-ID\":\"" + ids.get(0) + "\"}\n\"" + ids.get(1) + "\"\n{\"asset_id\":7}\n");
        assertThat(fact("Format")).isEqualTo("JSON, one object in each line");
        assertThat(fact("Ids are in")).isEqualTo("Asset-ID");
        assertThat(fact("First ids")).contains(ids.get(0), ids.get(1));
        assertThat(fact("Not like an id")).isEqualTo("1");
        browser.tabTo("Plan it");
        browser.press(ENTER);
        browser.await("What it would delete");
        assertThat(fact("Ids")).isEqualTo("2");

        choose("long.json", ("{\"asset_id\":\"" + ids.get(2) + "\"}\n").repeat(9_000));
        assertThat(fact("First ids")).contains(ids.get(2));
        choose("one.json", "{\"asset_ids\":[\"" + ids.get(3) + "\"]}");
        assertThat(fact("Format")).isEqualTo("JSON, 1 elements");
        choose("broken.json", "{\"asset_ids\":[\"" + ids.get(3) + "\",\n");
        assertThat(fact("Format")).contains("with an error");
    }

    /** Its beginning is no JSON, and no line either. */
    @Test
    void aListInOneLongLineIsSentAsWhatItIs() {
        openAs(StatusCaller.TOKEN, "#/drop");
        choose("long.json", "[\"" + String.join("\",\"", Collections.nCopies(9_000, ids.get(0))) + "\"]");
        assertThat(fact("Format")).contains("JSON", "too long");
        assertThat(fact("Lines")).isEqualTo("1");
        assertThat(fact("Ids are in") + fact("First ids")).isEmpty();
        browser.tabTo("Plan it");
        browser.press(ENTER);
        browser.await("What it would delete");
        assertThat(fact("To be deleted")).isEqualTo("at most 1");

        choose("long.txt", String.join(" ", Collections.nCopies(9_000, ids.get(0))));
        assertThat(fact("Format")).contains("a first line", "too long");
    }

    /** Each page of what was found has an address. */
    @Test
    void aPageOfFoundIdsIsLeftByTheBackButton() {
        List<String> many = SampleIds.random(94, 450);
        open("#/find?ids=" + String.join(",", many));
        for (int page = 0; page < 3; page++) {
            browser.await(many.get(200 * page));
            assertThat(firstFound()).isEqualTo(many.get(200 * page));
            browser.run("[...document.querySelectorAll('main a')].find(each => each.innerText === 'More')?.click()");
        }
        browser.run("history.back()");
        browser.await("the page before", text -> firstFound().equals(many.get(200)));
    }

    private static String firstFound() {
        return browser.run("return document.querySelector('tbody td').innerText")
                .asText();
    }

    @Test
    void aListIsSubmittedByWhoMaySendListsAndOnceOnly() {
        openAs(StatusCaller.TOKEN, "#/drop");
        choose("ids.txt", String.join("\n", ids.subList(0, 3)));
        browser.await("one id in each line");
        submitChoice();
        browser.await("type a token of vod.intake.webhook.token");

        openAs(OF_LISTS, "#/drop");
        choose("ids.txt", String.join("\n", ids.subList(0, 3)));
        browser.await("one id in each line");
        submitChoice();
        for (int i = 0; i < 2; i++) {
            browser.tabTo("Submit it …");
            browser.press(ENTER);
            browser.await("its ids are deleted");
            awaitAnswerable();
            browser.tabTo("Reason");
            browser.press("CHG-4711" + ENTER);
            browser.await("Accepted: 3 ids");
        }
        assertThat(module.awaitEnd(1).submissions()).isOne();
        assertThat(module.totals().deleted()).isEqualTo(3);
        assertThat(caller.ask("/vod/submissions")
                        .get("submissions")
                        .get(0)
                        .get("request_reason")
                        .textValue())
                .isEqualTo("CHG-4711");
    }

    @Test
    void whetherAnIdIsProtectedIsToldByItsFilesAndByVod() {
        openAs(StatusCaller.TOKEN, "#/protected?id=" + ids.get(5));
        browser.await("it is never sent to VOD");
        assertThat(browser.text()).contains("kept.txt");
        openAs(StatusCaller.TOKEN, "#/protected?id=" + ids.get(0));
        browser.await("No file protects it");
        browser.tabTo("Ask VOD about it");
        browser.press(ENTER);
        browser.await("No tag, category or age protects it");
    }

    @Test
    void settingsAreSelectedByTheAddressAndBack() {
        openAs("", "#/settings?q=protect.files");
        browser.await("1 of ");
        assertThat(browser.text()).contains("vod.protect.files", "system property");
        browser.go("#/settings?q=token&show=changed");
        browser.await("set, not shown");
        assertThat(browser.text()).doesNotContain(OF_LISTS, StatusCaller.TOKEN);
        browser.run("history.back()");
        browser.await("1 of ");
    }

    private void submitChoice() {
        browser.run("document.querySelectorAll('input[type=radio]')[1].click()");
    }

    /** The value beside a name. */
    private String fact(String name) {
        return browser.run(
                        "return [...document.querySelectorAll('.facts > div')].find(each => each.firstChild.innerText"
                                + " === arguments[0])?.lastChild.innerText ?? ''",
                        name)
                .asText();
    }
}
