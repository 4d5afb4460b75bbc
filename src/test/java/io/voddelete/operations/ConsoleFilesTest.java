package io.voddelete.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the console is made of: files that a strict policy lets run, and that make no markup of what others wrote. */
class ConsoleFilesTest {
    private static final Path SOURCES = Path.of("src/main/resources/vod-delete-routes/console");
    private static final Path PACKED = Path.of("target/classes/vod-delete-routes/console");

    /** Not served: for whoever opens the jar. */
    private static final String NOTICE = "NOTICE.txt";

    /** What a text of others could become code or a request by. */
    private static final Map<String, Pattern> FORBIDDEN = new TreeMap<>(Map.of(
            "markup from text",
                    Pattern.compile("(?i)innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|"
                            + "document\\.write|DOMParser|srcdoc|trustedTypes"),
            "a style in the markup", Pattern.compile("(?i)\\sstyle\\s*=|<style|cssText"),
            "a handler in the markup", Pattern.compile("(?i)\\son[a-z]+\\s*=\\s*(?!\\$\\{|[=>])"),
            "code from text",
                    Pattern.compile(
                            "(?i)\\beval\\b|new Function|javascript:|setTimeout\\(\\s*['\"`]|import\\((?!'\\./pages/[a-z]+\\.js'\\))"),
            "members that others name", Pattern.compile("\\.\\.\\.\\$\\{"),
            "another address", Pattern.compile("(?i)(https?:|wss?:|data:|[\"'`(])//"),
            "a cookie", Pattern.compile("(?i)document\\.cookie|localStorage")));

    private static final Pattern SELECTION = Pattern.compile("\\b([A-Z][A-Z_]+)\\[(?![0-9])");

    static List<String> sources() throws IOException {
        return names(SOURCES).stream().filter(name -> !name.equals(NOTICE)).toList();
    }

    @Test
    void whatLiesThereIsServedAndNothingElse() throws IOException {
        assertThat(names(PACKED).stream().filter(name -> !name.equals(NOTICE)))
                .containsExactlyInAnyOrderElementsOf(ConsoleFiles.names());
    }

    @ParameterizedTest
    @MethodSource("sources")
    void aSourceIsSafeAndFitsIntoTheHead(String name) throws IOException {
        String text = Files.readString(SOURCES.resolve(name));

        assertThat(faults(text.replace("xmlns=\"http://www.w3.org/2000/svg\"", "")))
                .isEmpty();
        assertThat(text.lines().count()).isLessThanOrEqualTo(250);
        if (name.endsWith(".js")) {
            assertThat(text).startsWith("// @ts-check\n/** ");
        }
    }

    /** Of any other, the text {@code __proto__} selects an object, which would be shown, and changed by that. */
    @ParameterizedTest
    @MethodSource("sources")
    void whatATextSelectsFromHasNoPrototype(String name) throws IOException {
        String text = Files.readString(SOURCES.resolve(name));

        assertThat(SELECTION.matcher(text).results().map(found -> found.group(1)))
                .allSatisfy(words -> assertThat(text).containsPattern("const " + words + " = \\{\\s+__proto__: null,"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<p onclick=\"go()\">",
                "<p onClick='go()'>",
                "<a onfocus = x>",
                "node.innerHTML = text",
                "<div dangerouslySetInnerHTML=${{ __html: text }} />",
                "<p style=\"color: red\">",
                "<p style=${text}>",
                "eval(text)",
                "new Function(text)",
                "setTimeout('go()', 1)",
                "<a href=\"javascript:go()\">",
                "import('./x.js')",
                "import(`./pages/${name}.js`)",
                "<p ...${all}>",
                "fetch('https://cdn.example/x.js')",
                "<script src=\"//cdn.example/x.js\">",
                "document.cookie = 'a=b'",
                "localStorage.setItem('a', 'b')"
            })
    void whatIsUnsafeIsFound(String text) {
        assertThat(faults(text)).isNotEmpty();
    }

    @Test
    void aHandlerThatIsAFunctionIsSafe() {
        assertThat(faults("<button onClick=${copy}> const first = 1; x => first === 2"))
                .isEmpty();
    }

    /** What is loaded at first is little, also over a slow line. */
    @Test
    void theWholeConsoleIsSmall() throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (String name : ConsoleFiles.names()) {
            try (GZIPOutputStream packed = new GZIPOutputStream(sent)) {
                packed.write(Files.readAllBytes(PACKED.resolve(name)));
            }
        }
        assertThat(sent.size()).isLessThan(60_000);
    }

    @Test
    void theNoticeNamesWhatIsNotOurs() throws IOException {
        assertThat(Files.readString(PACKED.resolve(NOTICE)))
                .contains("htm 3.1.1", "Apache License", "Preact", "Permission is hereby granted");
    }

    private static List<String> faults(String text) {
        return FORBIDDEN.entrySet().stream()
                .flatMap(rule ->
                        rule.getValue().matcher(text).results().map(found -> rule.getKey() + ": " + found.group()))
                .toList();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }
}
