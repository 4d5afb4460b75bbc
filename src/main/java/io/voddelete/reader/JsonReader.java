package io.voddelete.reader;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.voddelete.asset.Notice;
import io.voddelete.support.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON: {@code ["id", ...]} or {@code {"asset_ids": ["id", ...]}}; an element may also be an object with the member
 * {@code asset_id}. A response of VOD that lists assets is also accepted ({@link JsonAnswer}); all its elements are such
 * objects. Any other member next to the list is refused, since it may say how to delete and must not be ignored. The line
 * of an entry is the position of its element in the array.
 */
final class JsonReader implements AssetIdReader {
    static final String LIST = "asset_ids";

    private final JsonParser parser;
    private final IdText ids;
    private final Members names;
    private boolean begun;
    private final JsonAnswer answer = new JsonAnswer();
    private final Set<String> members = new HashSet<>();
    /** The name of the list; null if the list is the whole document. */
    private @Nullable String list;

    private boolean ended;
    private long elements;

    /** @param in UTF-8 text without byte order mark; closed with this reader */
    JsonReader(InputStream in, ListRules rules) throws IOException {
        // from characters, since Jackson guesses an encoding from bytes
        this.parser = JsonElement.JSON.createParser(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.ids = new IdText(rules.pattern());
        this.names = new Members(rules);
    }

    @Override
    public @Nullable Entry next() throws IOException {
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
    public List<Notice> notices() {
        List<Notice> notices = new ArrayList<>(Notice.ofReading(names.unusual(), ids.trimmed()));
        if (list != null && JsonAnswer.isList(list)) {
            notices.addAll(answer.notices(list, elements));
        }
        return notices;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    private @Nullable Entry readNext() throws IOException {
        if (!begun) {
            begin();
            begun = true;
        }
        if (parser.nextToken() == JsonToken.END_ARRAY) {
            end();
            return null;
        }
        elements++;
        JsonElement element = element();
        Entry entry = element.reason() == null
                ? ids.read(elements, element.text())
                : Entry.rejected(elements, element.text(), element.reason());
        return entry.with(element.columns());
    }

    private JsonElement element() throws IOException {
        boolean bare = parser.currentToken() != JsonToken.START_OBJECT;
        JsonElement element = JsonElement.read(parser, names, "member in element", elements);
        // unlike any response of VOD, so not guessed at
        return bare && isAnswer() && element.reason() == null
                ? new JsonElement(element.text(), "no-asset-id")
                : element;
    }

    private boolean isAnswer() {
        return list != null && JsonAnswer.isList(list);
    }

    /** Goes to the beginning of the array. */
    private void begin() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_OBJECT) {
            while (list == null) {
                if (parser.nextToken() == JsonToken.END_OBJECT) {
                    throw bad("the member \"" + LIST + "\" is missing");
                }
                readMember();
            }
        } else if (first != JsonToken.START_ARRAY) {
            throw bad(first == null ? "it is empty" : "it is neither an array nor an object");
        }
    }

    /** Reads from the end of the array to the end of the input. */
    private void end() throws IOException {
        while (list != null && parser.nextToken() != JsonToken.END_OBJECT) {
            readMember();
        }
        if (parser.nextToken() != null) {
            throw bad("there is text after the list");
        }
        ended = true;
    }

    /** Reads the current member: the list up to its beginning, any other member completely. */
    private void readMember() throws IOException {
        String member = parser.currentName();
        boolean isList = member.equals(LIST) || JsonAnswer.isList(member);
        boolean known = isList || JsonAnswer.isKnown(member);
        if (known && !members.add(member)) {
            throw bad("the member \"" + member + "\" occurs twice");
        }
        if (!known) {
            throw bad("the member \"" + member + "\" is unknown");
        }
        if (members.size() > 1 && members.contains(LIST) || isList && list != null) {
            throw bad("the member \"" + member + "\" does not belong next to the others");
        }
        JsonToken value = parser.nextToken();
        if (!isList) {
            if (!answer.read(member, parser)) {
                throw bad("the value of \"" + member + "\" is not one that VOD returns");
            }
        } else if (value == JsonToken.START_ARRAY) {
            list = member;
        } else {
            throw bad("\"" + member + "\" is not an array");
        }
    }

    private UnreadableException bad(String what) {
        return bad(what, parser.currentTokenLocation());
    }

    private static UnreadableException bad(String what, JsonLocation location) {
        return new UnreadableException(
                "bad-json",
                "it is not a JSON list: line " + location.getLineNr() + ", column " + location.getColumnNr() + ": "
                        + Text.visible(what),
                "write [\"id\", \"id\"] or {\"asset_ids\": [\"id\", \"id\"]} and nothing else, or save a response of asset/info or asset/list unchanged");
    }
}
