package io.voddelete.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * A dropped file in the format and compression given by its name, with the expected content of its receipt and report.
 *
 * @param lines distinct ids, and lines that begin with {@code no-id}
 */
public record DroppedFile(String name, List<String> lines) {
    private static final Pattern SUM =
            Pattern.compile("#,\"(\\d+) lines: (\\d+) accepted = (\\d+) DELETED \\+ (\\d+) FAILED(?: \\+ (\\d+) KEPT)?;"
                    + " (\\d+) duplicates, (\\d+) rejected\"");

    /** The counts of a report; accepted = deleted + failed + kept. */
    public record Counts(long accepted, long deleted, long failed, long kept, long duplicates) {}

    /** Writes the file: one line, row or array element per entry. */
    public void write(Path file) throws IOException {
        String format = format();
        try (OutputStream bytes = Files.newOutputStream(file);
                OutputStream packed = name.endsWith(".gz") ? new GZIPOutputStream(bytes) : bytes;
                Writer out = new OutputStreamWriter(packed, StandardCharsets.UTF_8)) {
            switch (format) {
                case "csv" -> {
                    out.write("title,asset_id\n");
                    for (String line : lines) {
                        out.write("\"a, b\"," + line + "\n");
                    }
                }
                case "json" -> out.write("{\"asset_ids\":[\"" + String.join("\",\n\"", lines) + "\"]}");
                case "jsonl" -> {
                    for (String line : lines) {
                        out.write("{\"asset_id\":\"" + line + "\"}\n");
                    }
                }
                default -> out.write(String.join("\n", lines) + "\n");
            }
        }
    }

    /** Returns the ids among the lines. */
    public Stream<String> ids() {
        return lines.stream().filter(DroppedFile::isId);
    }

    private String format() {
        String unpacked = name.replaceFirst("\\.gz$", "");
        return unpacked.substring(unpacked.lastIndexOf('.') + 1);
    }

    /** Checks the receipt and the report against the lines and each other, and returns their counts. */
    public Counts check(JsonNode receipt, String report) {
        assertThat(receipt.get("source").textValue()).isEqualTo("file:" + name);
        List<String> said = report.lines().toList();
        assertThat(said).as("report of " + name).hasSize(1 + lines.size() + 3);
        int first = format().equals("csv") ? 2 : 1;
        for (int i = 0; i < lines.size(); i++) {
            String status = isId(lines.get(i)) ? "(DELETED|FAILED|KEPT)" : "REJECTED";
            assertThat(said.get(1 + i))
                    .matches("\"" + (i + first) + "\",\"" + lines.get(i) + "\",\"" + status + "\",.*");
        }
        Matcher sum = SUM.matcher(said.get(1 + lines.size() + 1));
        assertThat(sum.matches()).as(said.get(1 + lines.size() + 1)).isTrue();
        Counts counts = new Counts(count(sum, 2), count(sum, 3), count(sum, 4), count(sum, 5), count(sum, 6));

        long ids = ids().count();
        assertThat(counts.accepted + counts.duplicates).as("ids of " + name).isEqualTo(ids);
        assertThat(counts.deleted + counts.failed + counts.kept)
                .as("settled of " + name)
                .isEqualTo(counts.accepted);
        assertThat(List.of(
                        receipt.get("lines").longValue(),
                        receipt.get("accepted").longValue(),
                        receipt.get("duplicates").get("count").longValue(),
                        receipt.get("rejected").get("count").longValue()))
                .as("receipt of " + name)
                .containsExactly(
                        (long) lines.size() + first - 1, counts.accepted, counts.duplicates, lines.size() - ids);
        assertThat(List.of(count(sum, 1), count(sum, 7)))
                .as("report of " + name)
                .containsExactly((long) lines.size() + first - 1, lines.size() - ids);
        return counts;
    }

    private static boolean isId(String line) {
        return !line.startsWith("no-id");
    }

    private static long count(MatchResult sum, int group) {
        String number = sum.group(group);
        return number == null ? 0 : Long.parseLong(number); // a report without KEPT ids does not name them
    }
}
