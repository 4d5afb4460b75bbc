package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.message.JmsToDelete;
import io.voddelete.message.KafkaBatchesToDelete;
import io.voddelete.message.KafkaToDelete;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The routes of hosts that are printed are those that run against real brokers. */
class MessageDocsTest {
    @Test
    void theRoutesThatArePrintedAreThoseThatAreTested() throws Exception {
        assertThat(excerpts(KafkaToDelete.class, "README.md"))
                .hasSize(1)
                .allSatisfy(text -> assertPrinted("README.md", text));
        assertThat(excerpts(JmsToDelete.class, "README.md"))
                .hasSize(1)
                .allSatisfy(text -> assertPrinted("README.md", text));
        assertThat(excerpts(KafkaBatchesToDelete.class, "messages.md"))
                .hasSize(2)
                .allSatisfy(text -> assertPrinted("src/site/markdown/messages.md", text));
    }

    private static void assertPrinted(String page, String excerpt) throws Exception {
        assertThat(plain(Files.readString(Path.of(page)))).contains(plain(excerpt));
    }

    private static List<String> excerpts(Class<?> route, String page) throws Exception {
        Path source = Path.of("src/test/java", route.getName().replace('.', '/') + ".java");
        return Pattern.compile(
                        "// " + Pattern.quote(page) + ": begin\n(.+?)\n *// " + Pattern.quote(page) + ": end",
                        Pattern.DOTALL)
                .matcher(Files.readString(source))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** The formatter of the sources breaks lines where it likes. */
    private static String plain(String text) {
        return text.replaceAll("\\s+", "");
    }
}
