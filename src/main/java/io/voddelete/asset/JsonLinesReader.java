package io.voddelete.asset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;

/**
 * JSON lines: on each line a string, or an object with the member {@code asset_id}. A line that is broken is rejected and
 * the others are read.
 */
final class JsonLinesReader extends LineReader {
    private static final int LONGEST_LINE = 64 * 1024;

    private final AssetIdPattern pattern;

    /** @param in UTF-8 text without byte order mark; closed with this reader */
    JsonLinesReader(InputStream in, AssetIdPattern pattern) {
        super(in, LONGEST_LINE);
        this.pattern = pattern;
    }

    @Override
    Entry read(long line, String text) throws IOException {
        JsonElement element = parse(line, text);
        if (element == null) {
            return Entry.rejected(line, text, "not-json");
        }
        return element.reason() == null
                ? pattern.read(line, element.assetId())
                : Entry.rejected(line, text, element.reason());
    }

    /** The only value of a text, or null if it is no JSON. */
    private static JsonElement parse(long line, String text) throws IOException {
        try (JsonParser parser = JsonElement.JSON.createParser(text)) {
            parser.nextToken();
            JsonElement element = JsonElement.read(parser, "line " + line);
            return parser.nextToken() == null ? element : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
