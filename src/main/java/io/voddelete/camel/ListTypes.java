package io.voddelete.camel;

import io.voddelete.message.SubmissionRefusedException;
import io.voddelete.support.Text;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The format of a list by the Content-Type of its message. */
final class ListTypes {
    /** A name that leaves the format to the content. */
    static final String UNKNOWN = "list";

    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]*)", Pattern.CASE_INSENSITIVE);
    private static final Set<String> UTF_8 = Set.of("utf-8", "utf8", "us-ascii");

    private static final Map<String, String> NAMES = names();

    private ListTypes() {}

    private static Map<String, String> names() {
        Map<String, String> names = new HashMap<>(Map.of(
                "application/json", "list.json",
                "text/csv", "list.csv",
                "text/plain", "list.txt",
                "application/x-ndjson", "list.jsonl",
                "application/jsonl", "list.jsonl"));
        // what says nothing about the format, so that the content decides
        for (String type : new String[] {
            "",
            "application/octet-stream",
            "application/gzip",
            "application/x-gzip",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }) {
            names.put(type, UNKNOWN);
        }
        return Map.copyOf(names);
    }

    /**
     * A file name of the declared format.
     *
     * @throws SubmissionRefusedException if it is declared to be something that is no list
     */
    static String name(Message message) {
        String type = type(message);
        String name = NAMES.get(type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT));
        if (name == null) {
            throw unsupported(
                    type,
                    "declare application/json, text/plain, text/csv, application/x-ndjson or application/octet-stream,"
                            + " or remove the header Content-Type");
        }
        return name;
    }

    /** @throws SubmissionRefusedException if the bytes are declared to be in another encoding */
    static void requireUtf8(Message message) {
        String type = type(message);
        if (!CHARSET.matcher(type)
                .results()
                .allMatch(charset -> UTF_8.contains(charset.group(1).toLowerCase(Locale.ROOT)))) {
            throw unsupported(type, "send UTF-8, or convert the body to a text before");
        }
    }

    private static String type(Message message) {
        String type = HeaderText.of(message, Exchange.CONTENT_TYPE);
        return type == null ? "" : type;
    }

    private static SubmissionRefusedException unsupported(String type, String remedy) {
        return new SubmissionRefusedException(
                "unsupported-type", "The message has the Content-Type '" + Text.visible(type) + "'", remedy);
    }
}
