package io.voddelete.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The table of error codes that the module has, and what is known of all codes, in files that share nothing. */
public final class CodeTables {
    private CodeTables() {}

    /** A line of the module's table: the words as written. */
    public record Row(String code, String errorClass, String acted) {}

    /**
     * A line of what is known.
     *
     * @param status the HTTP status under which the rest is true, or 0 for every one
     * @param kind what kind of error it is, in other words than the module's classes
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
