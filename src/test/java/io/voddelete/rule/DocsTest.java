package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.settings.CallerOption;
import io.voddelete.settings.Setting;
import io.voddelete.support.LogContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents point to is there: pages, headings, settings, files. */
class DocsTest {
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+)$");
    private static final Pattern KEY = Pattern.compile("(?m)(?:`|-D|^)(vod(?:\\.[a-z-]+)+)(?:[=`]|$)");
    private static final Pattern VARIABLE = Pattern.compile("\\b(VOD(?:_[A-Z]+)+)\\b");
    private static final String ANY_CALLER = "<name>";
    private static final Set<String> LOG_FIELDS = Set.of(LogContext.SUBMISSION, LogContext.CALL);
    private static final Pattern FILE = Pattern.compile("`((?:src|config|routes)/[A-Za-z0-9_./-]+)`");

    static List<Path> pages() {
        return DocPages.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) {
        assertThat(deadLinks(page, DocPages.text(page))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everySettingAndEveryFileExists(Path page) {
        Set<String> keys = new TreeSet<>(named(page, KEY));
        keys.removeAll(LOG_FIELDS);
        assertThat(settings()).containsAll(keys);
        assertThat(settings().stream().map(DocsTest::variable)).containsAll(named(page, VARIABLE));
        assertThat(named(page, FILE))
                .allSatisfy(file -> assertThat(Path.of(file)).exists());
    }

    @Test
    void everyPageIsReachedFromTheReadme() {
        Set<Path> reached = new TreeSet<>(Set.of(DocPages.README));
        Deque<Path> next = new ArrayDeque<>(reached);
        while (!next.isEmpty()) {
            Path page = next.remove();
            links(DocPages.text(page))
                    .map(link -> target(page, link))
                    .filter(file -> file.toString().endsWith(".md"))
                    .filter(reached::add)
                    .forEach(next::add);
        }
        assertThat(reached)
                .containsAll(pages().stream()
                        .filter(page -> !page.startsWith(Path.of(".github", "ISSUE_TEMPLATE")))
                        .filter(page -> !page.endsWith("pull_request_template.md"))
                        .toList());
    }

    @Test
    void theReadmeIsShortAndBeginsWithACommand() {
        List<String> lines = DocPages.text(DocPages.README).lines().toList();
        assertThat(lines).hasSizeLessThanOrEqualTo(250);
        assertThat(lines.subList(0, 15)).anyMatch(line -> line.startsWith("mvn "));
    }

    @Test
    void aDeadLinkIsFound() {
        assertThat(deadLinks(DocPages.README, """
                        # One
                        ## It's `two`, or 2.5!
                        ## One
                        [a](#one) [b](#its-two-or-25) [c](#one-1) [d](LICENSE) [e](https://example.com)
                        ![f](missing.png) [f](#two) [g](missing.md) [h](.github/SECURITY.md#nothing)
                        ```
                        [i](missing.md)
                        ```
                        """))
                .containsExactly("missing.png", "#two", "missing.md", ".github/SECURITY.md#nothing");
    }

    private static List<String> deadLinks(Path page, String text) {
        return links(text).filter(link -> !isAlive(page, text, link)).toList();
    }

    private static boolean isAlive(Path page, String text, String link) {
        Path file = target(page, link);
        if (!link.contains("#") || !Files.isRegularFile(file)) {
            return Files.exists(file) && !link.contains("#");
        }
        return anchors(file.equals(page) ? text : DocPages.text(file)).contains(link.replaceFirst("^.*#", ""));
    }

    /** Links within the repository. */
    private static Stream<String> links(String text) {
        return LINK.matcher(FENCED.matcher(text).replaceAll(""))
                .results()
                .map(found -> found.group(1))
                .filter(link -> !link.matches("[a-z]+:.*"));
    }

    private static Path target(Path page, String link) {
        String file = link.replaceFirst("#.*", "");
        return file.isEmpty()
                ? page
                : Path.of("").resolve(page).resolveSibling(file).normalize();
    }

    /** As the place that shows the pages makes them of headings. */
    private static Set<String> anchors(String text) {
        Map<String, Integer> seen = new HashMap<>();
        return HEADING.matcher(FENCED.matcher(text).replaceAll(""))
                .results()
                .map(found -> found.group(1)
                        .strip()
                        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .map(anchor -> {
                    int before = seen.merge(anchor, 1, Integer::sum) - 1;
                    return before == 0 ? anchor : anchor + "-" + before;
                })
                .collect(Collectors.toSet());
    }

    private static Set<String> settings() {
        return Stream.of(
                        Arrays.stream(Setting.values()).map(Setting::key),
                        Arrays.stream(Setting.values())
                                .filter(Setting::isSecret)
                                .map(Setting::fileKey),
                        Arrays.stream(CallerOption.values()).map(option -> option.key(ANY_CALLER)))
                .flatMap(keys -> keys)
                .collect(Collectors.toSet());
    }

    private static String variable(String key) {
        return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static Set<String> named(Path page, Pattern pattern) {
        return pattern.matcher(DocPages.text(page))
                .results()
                .map(found -> found.group(1)
                        .replaceFirst("^vod\\.callers\\.[a-z-]+", "vod.callers." + ANY_CALLER)
                        .replaceFirst("^VOD_CALLERS_[A-Z]+", "VOD_CALLERS_" + variable(ANY_CALLER)))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
