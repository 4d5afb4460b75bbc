package io.voddelete.asset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;

/**
 * JSON lines: on each line a string, or an object with the member {@code asset_id}. Blank lines and lines that begin with
 * {@code #} are passed over; a line that is broken is rejected and the others are read.
 */
final class JsonLinesReader implements AssetIdReader {
    private static final int LONGEST_LINE = 64 * 1024;

    private final Lines lines;
    private final AssetIdPattern pattern;

    /** @param in UTF-8 text without byte order mark; closed with this reader */
    JsonLinesReader(InputStream in, AssetIdPattern pattern) {
        this.lines = new Lines(in, LONGEST_LINE);
        this.pattern = pattern;
    }

    @Override
    public Entry next() throws IOException {
        while (lines.next()) {
            String text = lines.text().strip();
            if (text.startsWith("#") || text.isEmpty() && !lines.isTooLong()) {
                continue;
            }
            return lines.isTooLong() ? Entry.rejected(lines.number(), text, "too-long") : read(lines.number(), text);
        }
        return null;
    }

    @Override
    public long lines() {
        return lines.number();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private Entry read(long line, String text) throws IOException {
        JsonElement element = parse(text);
        if (element == null) {
            return Entry.rejected(line, text, "not-json");
        }
        return element.reason() == null
                ? pattern.read(line, element.assetId())
                : Entry.rejected(line, text, element.reason());
    }

    /** The only value of a text, or null if it is no JSON. */
    private static JsonElement parse(String text) throws IOException {
        try (JsonParser parser = JsonElement.JSON.createParser(text)) {
            parser.nextToken();
            JsonElement element = JsonElement.read(parser);
            return parser.nextToken() == null ? element : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
