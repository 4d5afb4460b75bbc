package io.voddelete.simulator;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes the JSON of the simulator. */
final class Json {
    private Json() {}

    /** Returns the text as a quoted JSON string. */
    static String quote(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20 || Character.isSurrogate(c)) {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    /** Returns the texts as a JSON array of strings. */
    static String array(Collection<String> texts) {
        return texts.stream().map(Json::quote).collect(Collectors.joining(",", "[", "]"));
    }
}
