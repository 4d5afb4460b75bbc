package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;

/** What a document prints between two fences. */
final class DocExample {
    private static final Pattern FENCED = Pattern.compile("```[a-z]*\n(.+?)\n```", Pattern.DOTALL);

    private DocExample() {}

    /** The one block of all documents that begins like this. */
    static String beginningWith(String begin) {
        List<String> found = DocPages.all().stream()
                .flatMap(page -> FENCED.matcher(DocPages.text(page)).results())
                .map(block -> block.group(1))
                .filter(block -> block.startsWith(begin))
                .toList();
        assertThat(found).as("blocks that begin with " + begin).hasSize(1);
        return found.get(0);
    }

    /** Without line breaks, which a document has for the eye, and without what is another one each time. */
    static String steady(String text) {
        return text.replaceAll("\n *", "")
                .replaceAll("20[0-9-]{8}T[0-9:.]+Z", "(time)")
                .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "(id)")
                .replaceAll("\"event_id\":\"[0-9]+-1\"", "(event)")
                .replaceAll("\"request_id\":\"[0-9a-f]{32}\"|(?<=\\(time\\)\",)\"[0-9a-f]{32}\"", "(request)")
                .replaceAll("(lines above these three: )[0-9a-f]{64}", "$1(hash)")
                .replaceAll("127\\.0\\.0\\.1:[0-9]+", "(address)")
                .replaceAll("\"lately\":\\{\"settled\":93,\"seconds\":[0-9]+,\"ids_per_minute\":[0-9.]+}", "(lately)")
                .replaceAll("(\"requested_by\" ?: ?\"|requested by )[^\", ]+", "$1(who)")
                .replaceAll("(\"requested_from\" ?: ?\")[^\"]+", "$1(where)")
                // one more where the answer to a call with another id in it was lost
                .replaceAll("\"attempts\":[56]", "(attempts)")
                .replaceAll("\"calls_per_minute\":(100|10000)\\.0", "(pace)");
    }

    /** Fails unless a text is what is printed, where … stands for anything. */
    static void assertPrinted(String printed, String actual) {
        assertThat(steady(actual))
                .matches(Pattern.compile(Pattern.quote(steady(printed)).replace("…", "\\E.*\\Q")));
    }
}
