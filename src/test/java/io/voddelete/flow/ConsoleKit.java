package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.voddelete.kit.Browser;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.StatusCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console of a module in a real browser that reaches this machine only: one browser for the tests of a class. Skipped where
 * there is none. Each module has a port of its own, so that the browser knows nothing of the one before.
 */
@Tag("browser")
@Timeout(300)
abstract class ConsoleKit {
    static final String ENTER = "\uE007";
    static final String SPACE = "\uE00D";
    static final String DOWN = "\uE015";

    /** The token of one who sends lists and may do nothing else; see {@link #startForLists}. */
    static final String OF_LISTS = "made-up-token-of-one-who-sends-lists-only";

    static Browser browser;

    VodSimulator simulator;
    RunningModule module;
    StatusCaller caller;

    @TempDir
    Path directory;

    @BeforeAll
    static void startBrowser(@TempDir Path profile) throws Exception {
        assumeTrue(Browser.isInstalled(), "chromium is not installed (Debian packages chromium, chromium-driver)");
        browser = Browser.start(profile);
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
        browser.show(1280, 900, false);
        browser.complaints();
    }

    @AfterEach
    void stop() {
        List<String> violations = violations();
        browser.open("about:blank");
        module.close();
        simulator.close();
        assertThat(violations)
                .as("what the content security policy had to stop")
                .isEmpty();
    }

    /**
     * Starts a module that holds lists.
     *
     * @param limit of ids in a list that is not held
     * @param changes key and value of each further setting, in turn
     */
    void start(int limit, String... changes) throws Exception {
        Map<String, String> settings = HeldLists.settings(limit, changes);
        settings.put("vod.console.enabled", "true");
        settings.put("vod.status.token", "ops:" + StatusCaller.TOKEN);
        module = RunningModule.start(directory.resolve("module"), simulator, settings);
        caller = new StatusCaller(module.url());
    }

    /** Like {@link #start}, with a token for those who send lists. */
    void startForLists(int limit, String... changes) throws Exception {
        List<String> all = new ArrayList<>(List.of(changes));
        all.addAll(List.of("vod.intake.webhook.enabled", "true", "vod.intake.webhook.auth", "token"));
        all.addAll(List.of("vod.intake.webhook.token", "cms:" + OF_LISTS));
        start(limit, all.toArray(String[]::new));
    }

    /** Opens a page without a token. */
    void open(String hash) {
        openAs("", hash);
    }

    /** Opens a page as somebody who has typed a token. */
    void openAs(String token, String hash) {
        String url = module.url() + "/vod/console/" + hash;
        browser.open(url);
        if (!browser.run(
                        "const was = sessionStorage.getItem('vod-console-token') ?? '';"
                                + " if (arguments[0]) { sessionStorage.setItem('vod-console-token', arguments[0]); }"
                                + " else { sessionStorage.clear(); } return was === arguments[0]",
                        token)
                .asBoolean()) {
            browser.open(url);
        }
        browser.await("All times are UTC");
    }

    /** Chooses a list on the page for that: the window in which a person does so belongs to the system. */
    static void choose(String name, String content) {
        browser.await("Choose a list");
        browser.run(
                "const all = new DataTransfer(); all.items.add(new File([arguments[1]], arguments[0]));"
                        + " const input = document.getElementById('list'); input.files = all.files;"
                        + " input.dispatchEvent(new Event('change', {bubbles: true}))",
                name,
                content);
        browser.await(name);
    }

    /** Waits until a question may be answered: nobody can have read it before. */
    static void awaitAnswerable() {
        browser.runAsync("setTimeout(arguments[0], 510)");
    }

    /** What the content security policy has stopped since the browser was asked last. */
    static List<String> violations() {
        return browser.complaints().stream()
                .filter(each -> each.contains("Content Security Policy"))
                .toList();
    }

    /** What the browser complains about, without the answers that a page says itself. */
    static List<String> complaints() {
        return browser.complaints().stream()
                .filter(each -> !each.contains("status of 404"))
                .filter(each -> !each.contains("Password forms should have"))
                .toList();
    }

    /** The newest submission. */
    String newest(String query) {
        return caller.ask("/vod/submissions" + query)
                .at("/submissions/0/submission_id")
                .asText();
    }
}
