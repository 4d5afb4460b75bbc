package io.voddelete.reader;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Detects the format of a list by its name and beginning. */
final class Sniffer {
    /** The JSON type of the first line. */
    private enum Shape {
        NONE,
        STRING,
        OBJECT,
        LIST_OBJECT
    }

    private Sniffer() {}

    /**
     * The format by the first character that is not white space, then by the name.
     *
     * <pre>
     *            [      {           "                          a letter, a digit, - _ #      else
     * .txt       JSON   JSON/JSONL  CSV if a table or a string CSV if a table                TXT
     * .csv       JSON   JSON/JSONL  CSV                        CSV                           CSV
     * .json      JSON   JSON/JSONL  CSV if named or a string   CSV if named or separated,    JSON
     *                                                          else TXT
     * .jsonl     JSON   JSONL/JSON  JSONL                      JSONL                         JSONL
     * other      JSON   JSON/JSONL  CSV                        CSV if named or separated,    as before
     *                                                          else TXT
     * </pre>
     *
     * An object is JSONL if it is complete on the first line and has neither {@code asset_ids} nor, without a member that
     * names the id, the list of a response of VOD. "Named": a line above the first id has a cell that names the ids; "a
     * table": that line, or the line of the first id, has a separator; "a string": the first line is one JSON string. A
     * first line {@code sep=x} is always CSV.
     *
     * @param name the format indicated by the name, or null
     * @param start the first characters of the content, without byte order mark
     */
    static Format format(@Nullable Format name, String start, ListRules rules) {
        String content = start.strip();
        if (content.isEmpty()) {
            return name == null ? Format.TXT : name;
        }
        char first = content.charAt(0);
        if (first == '[') {
            return Format.JSON;
        }
        if (first == '{') {
            return ofObject(name, firstLine(content, rules), rules);
        }
        if (name == Format.CSV) {
            return Format.CSV;
        }
        CsvHead head = CsvHead.of(start, rules);
        if (head.declared()) {
            return Format.CSV;
        }
        if (name == Format.JSONL) {
            return Format.JSONL;
        }
        return ofText(name, head, first, content, rules);
    }

    private static Format ofText(@Nullable Format name, CsvHead head, char first, String content, ListRules rules) {
        boolean table = head.apart();
        if (first == '"') {
            return name == null
                            || head.named()
                            || name == Format.TXT && table
                            || shape(firstLine(content, rules), rules) == Shape.STRING
                    ? Format.CSV
                    : name;
        }
        if (name == Format.TXT) {
            return table ? Format.CSV : Format.TXT;
        }
        if (name == Format.JSON && !mayBeginAnId(first)) {
            return Format.JSON;
        }
        return head.named() || table || head.separated() ? Format.CSV : Format.TXT;
    }

    private static Format ofObject(@Nullable Format name, String line, ListRules rules) {
        return switch (shape(line, rules)) {
            case OBJECT -> Format.JSONL;
            case LIST_OBJECT -> Format.JSON;
            // the first line of an object over several lines, or a broken line among others
            default -> name == Format.JSONL && !line.equals("{") ? Format.JSONL : Format.JSON;
        };
    }

    /** The first line that is neither blank nor a comment. */
    private static String firstLine(String content, ListRules rules) {
        return content.lines()
                .filter(line -> !CsvHead.isPassedOver(line, false, rules.columns()))
                .findFirst()
                .orElse("")
                .strip();
    }

    private static Shape shape(String line, ListRules rules) {
        Set<String> members = new HashSet<>();
        Shape whole = shape(line, members);
        boolean list = members.contains(JsonReader.LIST)
                || members.stream().anyMatch(JsonAnswer::isList)
                        && members.stream().noneMatch(rules.columns()::names);
        return list ? Shape.LIST_OBJECT : whole; // wherever the list ends
    }

    /** @param members receives the names of the members of an object, as far as it is complete */
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
            throw new UncheckedIOException("Reading from memory cannot fail", e);
        }
    }

    private static boolean mayBeginAnId(char first) {
        return Character.isLetterOrDigit(first) || first == '-' || first == '_' || first == '#';
    }
}
