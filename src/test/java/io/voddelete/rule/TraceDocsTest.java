package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about traces and flight recordings names what the code writes, and nothing else. */
class TraceDocsTest {
    private static final Path MAIN = Path.of("src/main/java/io/voddelete");
    private static final Pattern PUT = Pattern.compile("\\.(?:put|setAttribute)\\(\\s*\"([a-z_]+\\.[a-z_.]+)\"");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("\\b((?:vod|http|url|server|messaging|error)\\.[a-z_.]*[a-z_])");
    private static final Pattern SPAN = Pattern.compile("new SpanStart\\(\\s*\"([^\"]+)\"");
    private static final Pattern EVENT = Pattern.compile("@Name\\(\"(vod\\.[A-Z][a-z]+)\"\\)");
    private static final Pattern FIELD =
            Pattern.compile("(?m)^    private (?:final )?(?:int|long|boolean|String) (\\w+)");

    private final String page = DocPages.text(DocPages.reference("traces.md"));

    @Test
    void everyAttributeIsNamedAndNoOther() throws IOException {
        Set<String> written = found(PUT, code("trace", "intake", "camel"));
        Set<String> named =
                found(ATTRIBUTE, page.substring(page.indexOf("| span |"), page.indexOf("**A trace can last")));
        named.removeIf(name -> name.equals("vod.trace.ids")); // a setting

        assertThat(written).hasSizeGreaterThan(15);
        assertThat(named).isEqualTo(written);
    }

    @Test
    void everySpanIsNamed() throws IOException {
        Set<String> names = found(SPAN, code("trace"));

        assertThat(names)
                .containsExactlyInAnyOrder("accept submission", "send batch", "DELETE ", "ask info", "report outcomes");
        assertThat(names).allSatisfy(name -> assertThat(page).contains("| `" + name));
    }

    @Test
    void everyEventIsNamedWithItsFields() throws IOException {
        String events = code("jfr");
        List<String> rows =
                page.lines().filter(line -> line.startsWith("| `vod.")).toList();

        assertThat(rows.stream().map(row -> row.split("`")[1]))
                .containsExactlyInAnyOrderElementsOf(found(EVENT, events));
        assertThat(found(FIELD, events))
                .hasSizeGreaterThan(6)
                .allSatisfy(field -> assertThat(String.join("", rows)).contains("`" + field + "`"));
    }

    private static String code(String... rooms) throws IOException {
        StringBuilder code = new StringBuilder();
        for (String room : rooms) {
            try (Stream<Path> files = Files.list(MAIN.resolve(room))) {
                for (Path file : files.toList()) {
                    code.append(Files.readString(file));
                }
            }
        }
        return code.toString();
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
