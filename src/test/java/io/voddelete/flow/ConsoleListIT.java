package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.voddelete.kit.Browser;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A person plans, submits and looks up with the console in a real browser; skipped where there is none. */
@Tag("slow")
@Timeout(300)
class ConsoleListIT {
    private static final String SENDER = "made-up-token-of-one-who-sends-lists-only";
    private static final String ENTER = "\uE007";

    private final List<String> ids = SampleIds.random(93, 6);
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
        Path kept = Files.write(directory.resolve("kept.txt"), ids.subList(5, 6));
        Map<String, String> settings = HeldLists.settings(
                100,
                "vod.console.enabled",
                "true",
                "vod.intake.webhook.enabled",
                "true",
                "vod.intake.webhook.auth",
                "token",
                "vod.intake.webhook.token",
                "cms:" + SENDER,
                "vod.protect.files",
                kept.toString());
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
        assertThat(browser.complaints())
                .filteredOn(each -> !each.contains("Password forms"))
                .isEmpty();
    }

    @Test
    void aListIsSubmittedByWhoMaySendListsAndOnceOnly() {
        openAs(StatusCaller.TOKEN, "#/drop");
        choose("ids.txt", String.join("\n", ids.subList(0, 3)));
        browser.await("one id in each line");
        submitChoice();
        browser.await("type a token of vod.intake.webhook.token");

        openAs(SENDER, "#/drop");
        choose("ids.txt", String.join("\n", ids.subList(0, 3)));
        browser.await("one id in each line");
        submitChoice();
        for (int i = 0; i < 2; i++) {
            browser.tabTo("Submit it …");
            browser.press(ENTER);
            browser.await("its ids are deleted");
            browser.runAsync("setTimeout(arguments[0], 600)");
            browser.tabTo("Reason");
            browser.press("CHG-4711" + ENTER);
            browser.await("Accepted: 3 ids");
        }
        assertThat(module.awaitEnd(1).submissions()).isOne();
        assertThat(module.totals().deleted()).isEqualTo(3);
        assertThat(new StatusCaller(module.url())
                        .ask("/vod/submissions")
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
        assertThat(browser.text()).doesNotContain(SENDER, StatusCaller.TOKEN);
        browser.run("history.back()");
        browser.await("1 of ");
    }

    private void openAs(String token, String hash) {
        browser.open(module.url() + "/vod/console/" + hash);
        browser.run(
                token.isEmpty()
                        ? "sessionStorage.removeItem('vod-console-token')"
                        : "sessionStorage.setItem('vod-console-token', arguments[0])",
                token);
        browser.open(module.url() + "/vod/console/" + hash);
        browser.await("All times are UTC");
    }

    private void choose(String name, String content) {
        browser.await("Choose a list");
        browser.run(
                "const all = new DataTransfer(); all.items.add(new File([arguments[1]], arguments[0]));"
                        + " const input = document.getElementById('list'); input.files = all.files;"
                        + " input.dispatchEvent(new Event('change', {bubbles: true}))",
                name,
                content);
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
