package io.voddelete.asset;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * JSON: {@code ["id", ...]} or {@code {"asset_ids": ["id", ...]}}; an element may also be an object with the member
 * {@code asset_id}. Any other member beside {@code asset_ids} is refused, since it may say how to delete and must not be
 * passed over. The line of an entry is the place of its element in the array.
 */
final class JsonReader implements AssetIdReader {
    static final String LIST = "asset_ids";

    private final JsonParser parser;
    private final AssetIdPattern pattern;
    private boolean begun;
    private boolean inObject;
    private boolean ended;
    private long elements;

    /** @param in UTF-8 text without byte order mark; closed with this reader */
    JsonReader(InputStream in, AssetIdPattern pattern) throws IOException {
        // from characters, since Jackson guesses an encoding from bytes
        this.parser = JsonElement.JSON.createParser(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.pattern = pattern;
    }

    @Override
    public Entry next() throws IOException {
        try {
            return ended ? null : readNext();
        } catch (JsonProcessingException e) {
            throw bad(e.getOriginalMessage(), e.getLocation() == null ? parser.currentLocation() : e.getLocation());
        }
    }

    @Override
    public long lines() {
        return elements;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    private Entry readNext() throws IOException {
        if (!begun) {
            begin();
            begun = true;
        }
        if (parser.nextToken() == JsonToken.END_ARRAY) {
            end();
            return null;
        }
        elements++;
        JsonElement element = JsonElement.read(parser, "element " + elements);
        return element.reason() == null
                ? pattern.read(elements, element.assetId())
                : Entry.rejected(elements, element.text(), element.reason());
    }

    /** Goes to the begin of the array. */
    private void begin() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_OBJECT) {
            inObject = true;
            if (parser.nextToken() == JsonToken.END_OBJECT) {
                throw bad("the member \"" + LIST + "\" is missing");
            }
            if (!parser.currentName().equals(LIST)) {
                throw unknownMember();
            }
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw bad("\"" + LIST + "\" is no array");
            }
        } else if (first != JsonToken.START_ARRAY) {
            throw bad(first == null ? "there is nothing in it" : "it is neither an array nor an object");
        }
    }

    /** Goes from the end of the array to the end of the input. */
    private void end() throws IOException {
        if (inObject && parser.nextToken() != JsonToken.END_OBJECT) {
            throw parser.currentName().equals(LIST)
                    ? bad("the member \"" + LIST + "\" is there twice")
                    : unknownMember();
        }
        if (parser.nextToken() != null) {
            throw bad("something follows the list");
        }
        ended = true;
    }

    private UnreadableException unknownMember() throws IOException {
        return bad("the member \"" + parser.currentName() + "\" is unknown");
    }

    private UnreadableException bad(String what) {
        return bad(what, parser.currentTokenLocation());
    }

    private static UnreadableException bad(String what, JsonLocation location) {
        return new UnreadableException(
                "bad-json",
                "it is not the JSON of a list: line " + location.getLineNr() + ", column " + location.getColumnNr()
                        + ": " + Text.visible(what),
                "write [\"id\", \"id\"] or {\"asset_ids\": [\"id\", \"id\"]} and nothing else");
    }
}
