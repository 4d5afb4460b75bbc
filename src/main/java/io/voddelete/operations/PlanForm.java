package io.voddelete.operations;

import io.voddelete.http.HttpProblemException;
import io.voddelete.http.Reply;
import io.voddelete.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The two forms in which a plan is answered: JSON, and the text of its file. */
final class PlanForm {
    private static final Pattern QUALITY = Pattern.compile(";\\s*q\\s*=\\s*([01](?:\\.[0-9]{0,3})?)\\s*(?:;|$)");

    private PlanForm() {}

    static Reply reply(boolean text, String content) {
        return new Reply(
                200,
                Map.of("Content-Type", text ? "text/plain; charset=utf-8" : "application/json"),
                content.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns which form of a plan is preferred; of two that are equally welcome, the first.
     *
     * @throws HttpProblemException with 406 if neither form is accepted
     */
    static boolean wantsText(RequestHead head) {
        String[] ranges =
                head.header("Accept").orElse("*/*").toLowerCase(Locale.ROOT).split(",");
        Double json = null;
        Double text = null;
        boolean textIsFirst = false;
        for (String range : ranges) {
            String type = range.replaceFirst(";.*", "").strip();
            if (type.equals("application/json") || type.equals("application/*") && json == null) {
                json = quality(range);
            } else if (type.equals("text/plain") || type.equals("text/*") && text == null) {
                text = quality(range);
                textIsFirst = json == null;
            }
        }
        double others = Arrays.stream(ranges)
                .filter(range -> range.replaceFirst(";.*", "").strip().equals("*/*"))
                .mapToDouble(PlanForm::quality)
                .findFirst()
                .orElse(0);
        double ofJson = json == null ? others : json;
        double ofText = text == null ? others : text;
        if (ofJson > 0 || ofText > 0) {
            return ofText > ofJson || ofText == ofJson && textIsFirst;
        }
        throw ReleaseCommands.refused(
                406,
                "a plan is available as application/json or text/plain",
                "not-acceptable",
                "send Accept: application/json or text/plain");
    }

    /** A value that is no number counts as 1, as a missing one does. */
    private static double quality(String range) {
        Matcher given = QUALITY.matcher(range);
        return given.find() ? Double.parseDouble(given.group(1)) : 1;
    }
}
