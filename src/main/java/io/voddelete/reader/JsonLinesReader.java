package io.voddelete.reader;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.voddelete.asset.Notice;
import io.voddelete.support.Text;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON lines: on each line a string, or an object with a member that {@linkplain IdColumns names the id}. A broken line is
 * rejected, and the others are read.
 */
final class JsonLinesReader extends LineReader {
    private static final int LONGEST_LINE = 64 * 1024;

    private final IdText ids;
    private final Members members;

    /** @param in UTF-8 text without byte order mark; closed with this reader */
    JsonLinesReader(InputStream in, ListRules rules) {
        super(in, LONGEST_LINE, rules.pattern());
        this.ids = new IdText(rules.pattern());
        this.members = new Members(rules);
    }

    @Override
    Entry read(long line, String raw) throws IOException {
        String text = Text.strip(raw);
        JsonElement element = parse(line, text);
        if (element == null) {
            return Entry.rejected(line, text, "not-json");
        }
        Entry entry = element.reason() == null
                ? ids.read(line, element.text())
                : Entry.rejected(line, text, element.reason());
        return entry.with(element.columns());
    }

    @Override
    public List<Notice> notices() {
        return Notice.ofReading(members.unusual(), ids.trimmed(), commented());
    }

    /** The only value of a text, or null if it is not JSON. */
    private @Nullable JsonElement parse(long line, String text) throws IOException {
        try (JsonParser parser = JsonElement.JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                return null;
            }
            JsonElement element = JsonElement.read(parser, members, "member in line", line);
            return parser.nextToken() == null ? element : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
