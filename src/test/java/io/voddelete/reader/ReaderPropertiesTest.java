package io.voddelete.reader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.AssetId;
import io.voddelete.reader.Entry.Found;
import io.voddelete.support.Text;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every input of every reader, however it came about. */
class ReaderPropertiesTest {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{2,32}");
    private static final ListRules PATTERN = new ListRules(new AssetIdPattern(HEX), IdColumns.parse(IdColumns.DEFAULT));
    private static final long MOST_BYTES = 1 << 20;
    private static final List<String> NAMES = List.of(
            "ids.txt", "ids.csv", "ids.json", "ids.jsonl", "ids.ndjson", "ids.TXT.gz", "ids.csv.gz", "ids.dat", "ids");
    private static final Pattern VISIBLE = Pattern.compile("[^\\p{Cntrl}\u202E\uFEFF]*");
    private static final List<String> REFUSALS = List.of(
            "not-a-list",
            "not-text",
            "not-utf-8",
            "bad-gzip",
            "bad-json",
            "bad-csv",
            "too-large",
            "unknown-option",
            "no-asset-ids",
            "no-id-column",
            "two-id-columns",
            "header-differs",
            "ids-in-quotes",
            "header-in-quotes",
            "rows-in-quotes");
    private static final List<String> REJECTIONS = List.of(
            "not-an-asset-id",
            "upper-case",
            "too-long",
            "no-asset-id",
            "two-asset-ids",
            "not-a-string",
            "not-json",
            "too-many-cells");
    private static final String[] LINE_ENDS = {"\n", "\r\n", "\r"};
    private static final String[] TOKENS = {
        "a1",
        "b2c3",
        "A1",
        "asset_id",
        "asset_ids",
        "delete_type",
        ",",
        ";",
        "\t",
        "\"",
        "\"\"",
        "[",
        "]",
        "{",
        "}",
        ":",
        "#",
        " ",
        "\n",
        "\r",
        "\r\n",
        "\0",
        "\uFEFF",
        "\u202E",
        "\\",
        "\\u0061",
        "null",
        "12",
        "-1e5",
        "true",
        "媒",
        "\"a1\"",
        "${x}",
        "%2C"
    };

    /** A file of a format, and the ids in it with their lines. */
    private record Valid(Format format, String text, List<Found> found) {}

    @Property(tries = 300)
    void randomBytesGiveEntriesOrARefusal(@ForAll byte[] content) throws IOException {
        checkEveryWay(content);
    }

    @Property(tries = 300)
    void randomTokensGiveEntriesOrARefusal(@ForAll("tokens") String content) throws IOException {
        checkEveryWay(content.getBytes(UTF_8));
        checkEveryWay(Entries.gzip(content.getBytes(UTF_8)));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void aSpoiledFileGivesEntriesOrARefusal(@ForAll("valid") Valid one, @ForAll("valid") Valid other, @ForAll long seed)
            throws IOException {
        Random random = new Random(seed);
        byte[] plain = one.text.getBytes(UTF_8);
        checkEveryWay(spoiled(plain, other.text.getBytes(UTF_8), random));
        checkEveryWay(spoiled(Entries.gzip(plain), Entries.gzip(other.text.getBytes(UTF_8)), random));
    }

    @Property(tries = 300)
    void aValidFileGivesExactlyItsIdsAtTheirLines(@ForAll("valid") Valid file) throws IOException {
        byte[] plain = file.text.getBytes(UTF_8);
        byte[] marked = ("\uFEFF" + file.text).getBytes(UTF_8);
        byte[] members = GunzipStreamTest.join(
                Entries.gzip(Arrays.copyOf(plain, plain.length / 2)),
                Entries.gzip(Arrays.copyOfRange(plain, plain.length / 2, plain.length)));
        String name = "ids." + file.format;
        for (byte[] content : List.of(plain, marked, Entries.gzip(plain), Entries.gzip(marked), members)) {
            assertThat(read(Format.open(new ByteArrayInputStream(content), name, PATTERN, MOST_BYTES)))
                    .isEqualTo(file.found);
            assertThat(read(Format.open(new ByteArrayInputStream(content), file.format, PATTERN, MOST_BYTES)))
                    .isEqualTo(file.found);
        }
    }

    /** Ids of the column that is meant begin with {@code a}, those of others with {@code b}. */
    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void anIdOfAnotherColumnIsNeverRead(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        String table = new Table(random).text();
        for (String name : List.of("ids.csv", "ids.txt", "ids", "ids.json")) {
            List<Entry> entries;
            try {
                entries = read(Format.open(Entries.stream(table), name, PATTERN, MOST_BYTES));
            } catch (UnreadableException e) {
                check(e);
                continue;
            }
            assertThat(entries)
                    .as("%s of: %s", name, table)
                    .noneMatch(entry -> entry instanceof Found found
                            && found.assetId().value().startsWith("b"));
        }
    }

    @Property(tries = 300)
    void linesAreCountedAsANaiveSplitterDoes(@ForAll("tokens") String tokens) throws IOException {
        String text = tokens.replace("delete_type", "title").replace("\t", " "); // some of these are refused
        List<String> lines = naiveLines(text);
        for (AssetIdReader reader : List.of(
                new TextReader(Entries.stream(text), PATTERN), new JsonLinesReader(Entries.stream(text), PATTERN))) {
            List<Long> expected = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                if (!Text.isBlank(lines.get(i)) && !Text.strip(lines.get(i)).startsWith("#")) {
                    expected.add(i + 1L);
                }
            }
            assertThat(read(reader)).extracting(Entry::line).isEqualTo(expected);
            assertThat(reader.lines()).isEqualTo(lines.size());
        }
    }

    @Provide
    Arbitrary<String> tokens() {
        return Arbitraries.of(TOKENS).list().ofMaxSize(60).map(tokens -> String.join("", tokens));
    }

    @Provide
    Arbitrary<Valid> valid() {
        Arbitrary<List<String>> ids = Arbitraries.strings()
                .withChars("0123456789abcdef")
                .ofMinLength(2)
                .ofMaxLength(32)
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
        return Combinators.combine(Arbitraries.of(Format.class), ids, Arbitraries.longs())
                .as((format, list, seed) -> write(format, list, new Random(seed)));
    }

    private static Valid write(Format format, List<String> ids, Random random) {
        return switch (format) {
            case TXT -> new Writer(random).lines(Format.TXT, ids);
            case JSONL -> new Writer(random).lines(Format.JSONL, ids);
            case CSV -> new Writer(random).csv(ids);
            case JSON -> new Writer(random).json(ids);
        };
    }

    private static void checkEveryWay(byte[] content) throws IOException {
        for (String name : NAMES) {
            try (ByteArrayInputStream in = new ByteArrayInputStream(content)) {
                check(read(Format.open(in, name, PATTERN, MOST_BYTES)));
                assertThat(in.available()).as("left unread").isZero();
            } catch (UnreadableException e) {
                check(e);
            }
        }
        for (Format format : Format.values()) {
            try {
                // the readers themselves, also where the layers below would have refused
                check(read(format.read(new ByteArrayInputStream(content), PATTERN)));
            } catch (UnreadableException e) {
                check(e);
            }
        }
    }

    private static void check(UnreadableException e) {
        assertThat(e.reason()).isIn(REFUSALS);
        assertThat(e.remedy()).isNotBlank();
        assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(400).matches(VISIBLE);
    }

    private static void check(List<Entry> entries) {
        assertThat(entries.stream().filter(entry -> !isAllowed(entry))).isEmpty();
        assertThat(IntStream.range(1, entries.size())
                        .filter(i -> entries.get(i).line() <= entries.get(i - 1).line()))
                .isEmpty();
    }

    private static boolean isAllowed(Entry entry) {
        if (entry instanceof Entry.Rejected rejected) {
            return rejected.line() > 0
                    && REJECTIONS.contains(rejected.reason())
                    && rejected.text().length() <= Text.LONGEST
                    && VISIBLE.matcher(rejected.text()).matches();
        }
        return entry.line() > 0
                && HEX.matcher(((Found) entry).assetId().value()).matches();
    }

    private static List<Entry> read(AssetIdReader opened) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (AssetIdReader reader = opened) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                entries.add(entry);
            }
            assertThat(reader.next()).as("beyond the end").isNull();
            assertThat(entries.isEmpty() ? 0 : entries.get(entries.size() - 1).line())
                    .isLessThanOrEqualTo(reader.lines());
        }
        return entries;
    }

    /** Cut, changed in a byte, or spliced with another one. */
    private static byte[] spoiled(byte[] content, byte[] other, Random random) {
        int at = random.nextInt(content.length);
        switch (random.nextInt(3)) {
            case 0:
                return Arrays.copyOf(content, at);
            case 1:
                byte[] changed = content.clone();
                changed[at] = (byte) random.nextInt();
                return changed;
            default:
                ByteArrayOutputStream spliced = new ByteArrayOutputStream();
                spliced.write(content, 0, at);
                int from = random.nextInt(other.length);
                spliced.write(other, from, other.length - from);
                return spliced.toByteArray();
        }
    }

    private static List<String> naiveLines(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\r\n|\r|\n", -1)));
        if (lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1); // what follows the last line end is no line
        }
        return lines;
    }

    /** Writes tables as people make them, right or wrong: with titles, without a header, joined, with moved columns. */
    private static final class Table {
        private static final List<String> TITLES =
                List.of("Expired assets", "Generated,2026-11-01", "", ";;", "\"Report, all\"", "x\ty", "sep=;", "#why");

        private final Random random;
        private final StringBuilder text = new StringBuilder();
        private final String separator;
        /** Whether a header was written; without one, a table with text in one column only is a list of that column. */
        private boolean headed;

        Table(Random random) {
            this.random = random;
            this.separator = List.of(",", ";", "\t").get(random.nextInt(3));
        }

        String text() {
            text.append(random.nextInt(4) == 0 ? "sep=" + separator + "\n" : "");
            List<String> columns = columns();
            boolean moved = false;
            for (int part = 1 + random.nextInt(3); part > 0; part--) {
                for (int titles = random.nextInt(3); titles > 0; titles--) {
                    line(TITLES.get(random.nextInt(TITLES.size())).replace("sep=;", "sep=" + separator));
                }
                if (moved || random.nextInt(4) > 0) {
                    line(String.join(separator, columns));
                    headed = true;
                }
                for (int rows = random.nextInt(4); rows > 0; rows--) {
                    line(columns.stream().map(this::cell).collect(Collectors.joining(separator)));
                }
                moved = random.nextBoolean(); // where nothing says so, nobody can tell
                columns = moved ? columns() : columns;
            }
            return text.toString();
        }

        private List<String> columns() {
            List<String> columns = new ArrayList<>(List.of("title", "replaced_by"));
            columns.add(List.of("asset_id", "Asset-ID", "\"媒资 ID\"", "video").get(random.nextInt(4)));
            Collections.shuffle(columns, random);
            return columns;
        }

        private String cell(String column) {
            return switch (column) {
                case "title" ->
                    List.of("x", headed ? "" : "z", "x" + separator + "y", "\"x\"", "\"")
                            .get(random.nextInt(5));
                case "replaced_by", "video" ->
                    random.nextInt(4) == 0 ? "" : String.format(Locale.ROOT, "b%03d", random.nextInt(999));
                default -> random.nextInt(6) == 0 ? "" : String.format(Locale.ROOT, "a%03d", random.nextInt(999));
            };
        }

        private void line(String line) {
            text.append(line).append('\n');
        }
    }

    /** Writes the same ids in one of the many ways that mean the same. */
    private static final class Writer {
        private final Random random;
        private final String end;
        private final StringBuilder text = new StringBuilder();
        private final List<Found> found = new ArrayList<>();
        private long line = 1;

        Writer(Random random) {
            this.random = random;
            this.end = LINE_ENDS[random.nextInt(LINE_ENDS.length)];
        }

        Valid lines(Format format, List<String> ids) {
            for (String id : ids) {
                maybeComments();
                found.add(new Found(line, new AssetId(id)));
                text.append(blanks())
                        .append(format == Format.TXT ? id : jsonElement(id))
                        .append(blanks());
                endLine();
            }
            return done(format);
        }

        Valid csv(List<String> ids) {
            String separator = one(",", ";", "\t");
            int before = random.nextInt(3);
            boolean wide = random.nextBoolean();
            boolean header = before > 0 || wide || random.nextBoolean();
            if (header) {
                maybeComments();
                text.append(("title" + separator).repeat(before)).append(one("asset_id", "Asset ID", "\"assetId\""));
                text.append(wide ? separator + "size" : "");
                endLine();
            }
            for (String id : ids) {
                maybeComments();
                found.add(new Found(line, new AssetId(id)));
                for (int i = 0; i < before; i++) {
                    text.append(cell(separator)).append(separator);
                }
                text.append(blank()).append(one(id, '"' + id + '"')).append(blank());
                text.append(wide ? separator + one("9", "", "a\"1") : "");
                endLine();
            }
            return done(Format.CSV);
        }

        Valid json(List<String> ids) {
            boolean object = random.nextBoolean();
            text.append(blanks())
                    .append(object ? "{" + blanks() + "\"asset_ids\":" : "")
                    .append('[');
            for (String id : ids) {
                text.append(found.isEmpty() ? "" : ",").append(one("", end)).append(blanks());
                text.append(jsonElement(id)).append(blanks());
                found.add(new Found(found.size() + 1L, new AssetId(id)));
            }
            text.append(']').append(object ? blanks() + "}" : "").append(one("", end));
            return new Valid(Format.JSON, text.toString(), found);
        }

        private Valid done(Format format) {
            String all = text.toString();
            boolean open = random.nextBoolean();
            return new Valid(format, open ? all.substring(0, all.length() - end.length()) : all, found);
        }

        private String jsonElement(String id) {
            String string =
                    '"' + one(id, String.format(Locale.ROOT, "\\u%04x%s", (int) id.charAt(0), id.substring(1))) + '"';
            return one(string, "{\"asset_id\":" + string + "}", "{\"t\":[{}],\"asset_id\" : " + string + ",\"n\":1}");
        }

        private String cell(String separator) {
            if (separator.equals("\t")) {
                return one("x", "", "\"x", "x\"y", "\"\"");
            }
            String cell = one("x", "", "\"x" + separator + "y\"", "\"\"\"\"", "\"x" + end + "# y" + end + end + "z\"");
            line += cell.contains(end) ? 3 : 0;
            return cell;
        }

        private void maybeComments() {
            while (random.nextInt(4) == 0) {
                text.append(one("", "# why \"so", " \t"));
                endLine();
            }
        }

        private void endLine() {
            text.append(end);
            line++;
        }

        private String blanks() {
            return one("", "", " ", "\t", "  ");
        }

        private String blank() {
            return one("", "", " ", "  ");
        }

        private String one(String... some) {
            return some[random.nextInt(some.length)];
        }
    }
}
