package io.voddelete.reader;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.voddelete.support.Text;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One element of a JSON list: a string, or an object with one string member that {@linkplain IdColumns names the id}. Other
 * members are ignored, unless one of them {@linkplain DecidingName decides}.
 *
 * @param text the text of the id; if there is none, a text for messages
 * @param reason why there is none, see {@link Entry.Rejected}; null if there is one
 * @param columns the values of the members that are {@linkplain KeptColumns kept}
 */
record JsonElement(String text, @Nullable String reason, Map<String, String> columns) {
    static final int LONGEST_STRING = 64 * 1024;
    static final int DEEPEST = 100;

    /** Strict JSON, with limits for foreign content, which is not interned and hardly quoted in messages. */
    static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LONGEST_STRING)
                    .maxNameLength(LONGEST_STRING)
                    .build())
            .build();

    /** Without other members. */
    JsonElement(String text, @Nullable String reason) {
        this(text, reason, Map.of());
    }

    private JsonElement with(KeptColumns.Values values) {
        return new JsonElement(text, reason, values.all());
    }

    /**
     * Reads the element whose first token is the current one, up to its last token.
     *
     * @param what for messages, such as {@code member in line}; the number follows
     * @throws UnreadableException if a member decides
     */
    static JsonElement read(JsonParser parser, Members members, String what, long number) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> new JsonElement(parser.getText(), null);
            case START_OBJECT -> readObject(parser, members, what, number);
            default -> notAString(parser);
        };
    }

    private static JsonElement readObject(JsonParser parser, Members members, String what, long number)
            throws IOException {
        JsonElement found = null;
        String spares = null;
        KeptColumns.Values kept = new KeptColumns.Values();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            boolean here = members.holdsId(parser.currentName(), what, number);
            String keptAs = members.keptAs(parser.currentName());
            JsonToken value = parser.nextToken();
            if (keptAs != null && value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                kept.add(keptAs, parser.getText());
            }
            if (!here) {
                spares = spares == null && value == JsonToken.VALUE_STRING ? sparing(parser.getText()) : spares;
                parser.skipChildren();
            } else if (found != null) {
                parser.skipChildren();
                found = none("two-asset-ids");
            } else {
                found = value == JsonToken.VALUE_STRING ? new JsonElement(parser.getText(), null) : notAString(parser);
            }
        }
        if (spares != null && found != null) {
            throw ForbiddenColumn.mayKeep(spares, what + " " + number + " with the value");
        }
        JsonElement element =
                found == null || found.reason == null && Text.isBlank(found.text) ? none("no-asset-id") : found;
        return element.with(kept);
    }

    private static @Nullable String sparing(String text) {
        return DecidingName.sparesWhatIsBeside(text) ? text : null;
    }

    private static JsonElement none(String reason) {
        return new JsonElement("{...}", reason);
    }

    private static JsonElement notAString(JsonParser parser) throws IOException {
        String text = switch (parser.currentToken()) {
            case START_OBJECT -> "{...}";
            case START_ARRAY -> "[...]";
            default -> parser.getText();
        };
        parser.skipChildren();
        return new JsonElement(text, "not-a-string");
    }
}
