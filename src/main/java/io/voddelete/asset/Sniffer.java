package io.voddelete.asset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;

/** Tells the format of a list from its name and its beginning. */
final class Sniffer {
    /** What the first line is as JSON. */
    private enum Shape {
        NONE,
        STRING,
        OBJECT,
        LIST_OBJECT
    }

    private Sniffer() {}

    /**
     * The format by the first character that is no white space, then by the name.
     *
     * <pre>
     *            [      {           "                          a letter, a digit, - _ #      else
     * .txt       JSON   JSON/JSONL  CSV if named or a string   CSV if named and separated    TXT
     * .csv       JSON   JSON/JSONL  CSV                        CSV                           CSV
     * .json      JSON   JSON/JSONL  CSV if named or a string   CSV if named or separated,    JSON
     *                                                          else TXT
     * .jsonl     JSON   JSONL/JSON  JSONL                      JSONL                         JSONL
     * other      JSON   JSON/JSONL  CSV                        CSV if named or separated,    as before
     *                                                          else TXT
     * </pre>
     *
     * An object is JSONL if the first line is the whole of it and has neither {@code asset_ids} nor, without an
     * {@code asset_id}, the list of an answer of VOD. "Named": the first line has a cell {@code asset_id}; "a string": it is
     * one JSON string.
     *
     * @param name the format that the name tells, or null
     * @param start the first characters of the content, without byte order mark
     */
    static Format format(Format name, String start) {
        String content = start.strip();
        if (content.isEmpty()) {
            return name == null ? Format.TXT : name;
        }
        char first = content.charAt(0);
        if (first == '[') {
            return Format.JSON;
        }
        String line = firstLine(content);
        if (first == '{') {
            return ofObject(name, line);
        }
        if (name == Format.CSV || name == Format.JSONL) {
            return name;
        }
        CsvColumns columns = CsvColumns.of(line);
        if (first == '"') {
            return name == null || columns.named() || shape(line) == Shape.STRING ? Format.CSV : name;
        }
        if (name == Format.TXT) {
            return columns.named() && columns.separated() ? Format.CSV : Format.TXT;
        }
        if (name == Format.JSON && !mayBeginAnId(first)) {
            return Format.JSON;
        }
        return columns.named() || columns.separated() ? Format.CSV : Format.TXT;
    }

    private static Format ofObject(Format name, String line) {
        return switch (shape(line)) {
            case OBJECT -> Format.JSONL;
            case LIST_OBJECT -> Format.JSON;
            // the first line of an object over several lines, or a broken line among others
            default -> name == Format.JSONL && !line.equals("{") ? Format.JSONL : Format.JSON;
        };
    }

    /** The first line that is neither blank nor a comment. */
    private static String firstLine(String content) {
        return content.lines()
                .filter(line -> !CsvColumns.isPassedOver(line, false))
                .findFirst()
                .orElse("")
                .strip();
    }

    private static Shape shape(String line) {
        Set<String> members = new HashSet<>();
        Shape whole = shape(line, members);
        boolean list = members.contains(JsonReader.LIST)
                || members.stream().anyMatch(JsonAnswer::isList) && !members.contains(JsonElement.MEMBER);
        return list ? Shape.LIST_OBJECT : whole; // wherever the list ends
    }

    /** @param members gets the names of the members of an object, as far as it goes */
    private static Shape shape(String line, Set<String> members) {
        try (JsonParser parser = JsonElement.JSON.createParser(line)) {
            JsonToken first = parser.nextToken();
            Shape shape = Shape.NONE;
            if (first == JsonToken.VALUE_STRING) {
                shape = Shape.STRING;
            } else if (first == JsonToken.START_OBJECT) {
                shape = Shape.OBJECT;
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    members.add(parser.currentName());
                    parser.nextToken();
                    parser.skipChildren();
                }
            }
            return parser.nextToken() == null ? shape : Shape.NONE;
        } catch (JsonProcessingException e) {
            return Shape.NONE;
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot fail", e);
        }
    }

    private static boolean mayBeginAnId(char first) {
        return Character.isLetterOrDigit(first) || first == '-' || first == '_' || first == '#';
    }
}
