package io.voddelete.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The module's table of error codes, and the documented facts about all codes, kept in independent files. */
public final class CodeTables {
    private CodeTables() {}

    /** One line of the module's table, as written. */
    public record Row(String code, String errorClass, String acted) {}

    /**
     * One documented fact.
     *
     * @param status the HTTP status to which it applies; 0 for any
     * @param kind the kind of error, in other terms than the module's classes
     */
    public record Fact(String code, int status, boolean hitsOurCalls, String kind, String acted) {}

    public static List<Row> rows() {
        return lines("src/main/resources/vod-delete-routes/error-codes.txt").stream()
                .map(line -> line.split(" +"))
                .map(words -> new Row(words[0], words[1], words[2]))
                .toList();
    }

    public static List<Fact> facts() {
        return lines("src/test/resources/vod-error-codes.tsv").stream()
                .map(line -> line.split("\t"))
                .map(cells -> new Fact(
                        cells[0],
                        cells[1].equals("*") ? 0 : Integer.parseInt(cells[1]),
                        !cells[2].equals("no"),
                        cells[3],
                        cells[4]))
                .toList();
    }

    private static List<String> lines(String file) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
