package io.voddelete.flow;

import io.voddelete.kit.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds what is wrong with a page of the console that is shown, and keeps a picture of it as output of the build. */
final class PageFaults {
    private static final Path PICTURES = Path.of("target", "console");
    private static final Path AXE = Path.of("target", "axe", "axe.min.js");

    /** What is wrong with the page that is shown, or with the question that is asked on it: nothing else can be reached then. */
    private static final String FAULTS = """
            const done = arguments[0];
            const own = [];
            if (document.documentElement.scrollWidth > window.innerWidth) {
              own.push('wider than the window');
            }
            if (window.__pwned !== undefined) {
              own.push('a text was run');
            }
            const made = 'img, b, iframe, object, embed, video, audio, math, marquee, template, base, x,'
              + ' body script, body style, body link, body meta, [onerror], [onload], [onfocus], [srcdoc], [href^=javascript]';
            document.querySelectorAll(made).forEach((each) => own.push(`a text became an element: ${each.tagName}`));
            axe.run(document.querySelector('dialog[open]') ?? document, {
              runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
              resultTypes: ['violations'],
              preload: false, // none of these rules needs the sources of the styles
            }).then(
              (found) => done(own.concat(found.violations.map((each) => `${each.id} ${each.nodes[0].target}`))),
              (problem) => done([String(problem)]));""";

    private PageFaults() {}

    /** @param name of the picture, and in what is returned */
    static List<String> of(Browser browser, String name) throws IOException {
        if (!browser.run("return 'axe' in window").asBoolean()) {
            browser.run(Files.readString(AXE));
        }
        List<String> faults = new ArrayList<>();
        browser.runAsync(FAULTS).forEach(each -> faults.add(name + ": " + each.asText()));
        browser.picture(PICTURES.resolve(name + ".png"));
        return faults;
    }
}
