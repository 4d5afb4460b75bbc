package io.voddelete.reader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.dhatim.fastexcel.VisibilityState;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XlsxReaderTest {
    private static final String SHEET = "xl/worksheets/sheet1.xml";
    private static final long ANY = 100_000_000;

    @TempDir
    Path directory;

    @Test
    void theIdsOfTheNamedColumnAreReadWithTheNumbersOfTheirRows() throws IOException {
        byte[] workbook = workbook(sheet -> {
            row(sheet, 0, "Title", "Asset ID");
            row(sheet, 1, "x, \"y\"\nz", "a1");
            row(sheet, 4, "# no comment", " b2 ");
            row(sheet, 5, "t", "A1");
        });

        assertThat(read(workbook)).containsExactly("2 a1", "5 b2", "6 A1 upper-case", "6 lines");
    }

    @Test
    void columnsOfAWorkbookAreKeptAsTextWithoutThoseThatAreFormulas() throws IOException {
        byte[] workbook = workbook(sheet -> {
            row(sheet, 0, "Ticket", "Asset ID", "Who");
            row(sheet, 1, "CHG-1", "a1", " alice ");
            sheet.value(2, 0, 4711);
            row(sheet, 3, "CHG-3", "A1");
            sheet.value(2, 1, "b2");
            sheet.formula(2, 2, "1+1");
        });
        ListRules rules =
                new ListRules(Entries.SHORT.pattern(), Entries.SHORT.columns(), KeptColumns.parse("ticket,who"));
        List<Map<String, String>> columns = new ArrayList<>();
        try (AssetIdReader reader = Format.open(new ByteArrayInputStream(workbook), "ids.xlsx", rules, ANY)) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                columns.add(entry.columns());
            }
        }

        assertThat(columns)
                .containsExactly(
                        Map.of("ticket", "CHG-1", "who", "alice"), Map.of("ticket", "4711"), Map.of("ticket", "CHG-3"));
    }

    @Test
    void whatSeparatesColumnsInCsvSeparatesNothingInACell() throws IOException {
        byte[] workbook = workbook(sheet -> {
            row(sheet, 0, "a;\tb;c", "asset_id\t");
            row(sheet, 1, "sep=;\tx", "a1");
            row(sheet, 2, "\"", "b2\n");
            row(sheet, 3, "x;c3;y", "d4\te5");
        });

        assertThat(read(workbook)).containsExactly("2 a1", "3 b2", "4 d4 e5 not-an-asset-id", "4 lines");
    }

    @Test
    void stringsInlineAndSharedAreReadAndMergedCellsCountOnce() throws IOException {
        byte[] workbook = workbook(sheet -> {
            sheet.value(0, 0, "asset_id");
            sheet.inlineString(1, 0, "a1");
            sheet.value(2, 0, "b2");
            sheet.range(2, 0, 3, 0).merge();
        });

        assertThat(read(workbook)).contains("2 a1", "3 b2");
    }

    @Test
    void aNumberIsNoIdSinceExcelMayHaveChangedIt() throws IOException {
        byte[] workbook = workbook(sheet -> {
            row(sheet, 0, "asset_id", "size");
            row(sheet, 1, "a1");
            sheet.value(1, 1, 17);
            sheet.value(2, 0, 12);
            sheet.value(3, 0, 1.2e31);
            sheet.value(4, 0, true);
        });

        assertThat(read(workbook))
                .filteredOn(entry -> !entry.equals("2 a1"))
                .containsExactly("3 12 excel-number", "4 1.2E31 excel-number", "5 true not-a-string", "5 lines");
    }

    @Test
    void aFormulaHasTheTextThatItHadWhenItWasSaved() throws IOException {
        byte[] workbook = workbook(sheet -> row(sheet, 0, "asset_id", "a1", "b2"));
        String formulas = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>asset_id</v></c></row>"
                + "<row r=\"2\"><c r=\"A2\" t=\"str\"><f>LOWER(B2)</f><v>a1</v></c></row>";

        assertThat(read(withRows(workbook, formulas))).containsExactly("2 a1", "2 lines");
        for (String result : List.of("", "<v>12</v>", "<v></v>")) {
            String cell = "<row r=\"3\"><c r=\"A3\"><f>B3</f>" + result + "</c></row>";
            refused(withRows(workbook, formulas + cell), "unclear-workbook").hasMessageContaining("cell A3");
        }
        String error = "<row r=\"3\"><c r=\"A3\" t=\"e\"><f>B3</f><v>#REF!</v></c></row>";
        refused(withRows(workbook, formulas + error), "unclear-workbook").hasMessageContaining("cell A3");
    }

    @Test
    void theOnlySheetWithIdsIsReadAndNamed() throws IOException {
        byte[] workbook = sheets(book -> {
            row(book.newWorksheet("About"), 0, "What this is");
            row(book.newWorksheet("Delete"), 0, "a1");
        });
        AssetIdReader reader = open(workbook);

        assertThat(Entries.read(reader)).containsExactly("1 a1", "1 lines");
        assertThat(reader.notices())
                .singleElement()
                .satisfies(notice -> assertThat(notice.text()).contains("'Delete'"));
    }

    @Test
    void twoSheetsWithIdsAndHiddenOnesAreRefusedAndNamed() throws IOException {
        refused(
                        sheets(book -> {
                            row(book.newWorksheet("Delete"), 0, "a1");
                            row(book.newWorksheet("Keep"), 0, "b2");
                        }),
                        "unclear-workbook")
                .hasMessageContaining("'Delete'")
                .hasMessageContaining("'Keep'");
        refused(
                        sheets(book -> {
                            row(book.newWorksheet("About"), 0, "x");
                            Worksheet hidden = book.newWorksheet("Old");
                            row(hidden, 0, "a1");
                            hidden.setVisibilityState(VisibilityState.VERY_HIDDEN);
                        }),
                        "unclear-workbook")
                .hasMessageContaining("'Old' (hidden)");
    }

    @Test
    void aHiddenRowWithAnIdIsRefusedAndOneWithoutIsNot() throws IOException {
        Consumer<Worksheet> rows = sheet -> {
            row(sheet, 0, "asset_id");
            row(sheet, 1, "a1");
            row(sheet, 2, "b2");
        };
        refused(workbook(rows.andThen(sheet -> sheet.hideRow(2))), "unclear-workbook")
                .hasMessageContaining("1 hidden rows")
                .hasMessageContaining(": 3");
        assertThat(read(workbook(rows.andThen(sheet -> sheet.hideRow(0))))).containsExactly("2 a1", "3 b2", "3 lines");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00A0b2\u00A0", "b2\u200B", "\uFEFFb2", "b2\u0085", "b2\uFDD0", " b2\n"})
    void aHiddenIdIsFoundWhateverBlanksStandAroundIt(String cell) throws IOException {
        Consumer<Worksheet> rows = sheet -> {
            row(sheet, 0, "asset_id");
            row(sheet, 1, "a1");
            row(sheet, 2, cell);
        };
        assertThat(read(workbook(rows))).containsExactly("2 a1", "3 b2", "3 lines");
        refused(workbook(rows.andThen(sheet -> sheet.hideRow(2))), "unclear-workbook");
        refused(
                sheets(book -> {
                    row(book.newWorksheet("Delete"), 0, "a1");
                    row(book.newWorksheet("Other"), 0, cell);
                }),
                "unclear-workbook");
    }

    @Test
    void aSheetWhoseNameSparesItsIdsIsRefused() throws IOException {
        refused(
                        sheets(book -> {
                            row(book.newWorksheet("About"), 0, "x");
                            row(book.newWorksheet("Do not delete"), 0, "a1");
                        }),
                        "unknown-option")
                .hasMessageContaining("'Do not delete'");
    }

    @Test
    void everyByteOfTheInputIsReadAndNothingStandsAroundTheArchive() throws IOException {
        byte[] workbook = workbook(sheet -> row(sheet, 0, "a1"));
        byte[] other = workbook(sheet -> row(sheet, 0, "b2"));
        InputStream in = new ByteArrayInputStream(workbook);
        try (AssetIdReader reader = Format.open(in, "ids.xlsx", Entries.SHORT, ANY)) {
            assertThat(reader.next()).isInstanceOf(Entry.Found.class);
            assertThat(in.read()).isNegative();
        }
        refused(GunzipStreamTest.join(workbook, other), "bad-xlsx");
        refused(GunzipStreamTest.join(workbook, "c3\n".getBytes(UTF_8)), "bad-xlsx");
        refused(Arrays.copyOf(workbook, workbook.length - 5), "bad-xlsx");
        refused(Arrays.copyOf(workbook, workbook.length / 2), "bad-xlsx");
        assertThat(read(Entries.gzip(workbook))).containsExactly("1 a1", "1 lines");
    }

    @Test
    void noCrashLeavesTheCopyThatIsRead() throws IOException {
        byte[] bytes = workbook(sheet -> row(sheet, 0, "a1"));
        try (ZipCopy copy = ZipCopy.of(new ByteArrayInputStream(bytes), ANY, ANY)) {
            assertThat(copy.file()).exists();
            try (io.voddelete.reader.Workbook workbook =
                    new io.voddelete.reader.Workbook(copy, Entries.SHORT.pattern())) {
                assertThat(copy.file()).doesNotExist();
                assertThat(workbook.text().readAllBytes()).asString(UTF_8).isEqualTo("\"a1\"\n");
            }
        }
    }

    @Test
    void theStopEndsTheReadingOfALongSheet() throws IOException {
        AtomicBoolean stopping = new AtomicBoolean();
        byte[] bytes = workbook(sheet -> {
            for (int i = 0; i < 60_000; i++) {
                row(sheet, i, "a1");
            }
        });
        InputStream in = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] to, int offset, int length) {
                if (stopping.get()) {
                    throw new IllegalStateException("stopping");
                }
                return super.read(to, offset, length);
            }
        };
        try (AssetIdReader reader = Format.open(in, "ids.xlsx", Entries.SHORT, ANY)) {
            assertThat(reader.next()).isNotNull();
            stopping.set(true);
            assertThatThrownBy(() -> Entries.read(reader)).hasMessage("stopping");
        }
    }

    @Test
    void aByteThatIsWrongInTheArchiveIsFound() throws IOException {
        byte[] stored = zip(workbook(sheet -> row(sheet, 0, "a1")), content -> content, true);
        int at = new String(stored, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(">a1<") + 1;
        stored[at] = 'b';

        refused(stored, "bad-xlsx").hasMessageContaining("checksum");
    }

    @Test
    void whatWouldTakeTooMuchMemoryIsRefused() throws IOException {
        byte[] many = workbook(sheet -> {
            for (int i = 0; i < 1000; i++) {
                row(sheet, i, "text " + i);
            }
        });
        assertThatThrownBy(() -> XlsxReader.open(new ByteArrayInputStream(many), Entries.SHORT, ANY, 50_000))
                .hasFieldOrPropertyWithValue("reason", "too-large")
                .hasMessageContaining("shared strings");
        assertThatThrownBy(() -> XlsxReader.open(new ByteArrayInputStream(many), Entries.SHORT, 20_000, ANY))
                .hasFieldOrPropertyWithValue("reason", "too-large");
        byte[] one = workbook(sheet -> row(sheet, 0, "a1"));
        String text =
                "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>" + "x".repeat(2_000_000) + "</t></is></c></row>";
        refused(withRows(one, text), "too-large");
        refused(withRows(one, "<row r=\"1\"><c r=\"ZZZZZZ1\"><v>1</v></c></row>"), "bad-xlsx");
        String dtd = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaa\">]>";
        refused(zip(one, content -> content.replaceFirst("<\\?xml[^>]*>", dtd), false), "bad-xlsx");
    }

    @Test
    void rowsOutOfOrderAreRefused() throws IOException {
        byte[] one = workbook(sheet -> row(sheet, 0, "a1"));
        String cell = "<c t=\"str\"><v>a1</v></c>";

        refused(withRows(one, "<row r=\"2\">" + cell + "</row><row r=\"1\">" + cell + "</row>"), "bad-xlsx");
        refused(withRows(one, "<row r=\"1\">" + cell + "</row><row r=\"1\">" + cell + "</row>"), "bad-xlsx");
        refused(withRows(one, "<row r=\"2000000\">" + cell + "</row>"), "bad-xlsx");
        refused(withRows(one, "<row r=\"1\">" + cell), "bad-xlsx");
    }

    @Test
    void otherKindsOfWorkbooksAreRefusedByName() throws IOException {
        byte[] old = new byte[600];
        System.arraycopy(new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0}, 0, old, 0, 4);
        refused(old, "no-asset-ids").hasMessageContaining(".xls");
        refused(archive("mimetype", "content.xml"), "no-asset-ids").hasMessageContaining(".ods");
        refused(archive("[Content_Types].xml", "xl/workbook.bin"), "no-asset-ids")
                .hasMessageContaining(".xlsb");
        refused(archive("ids.txt"), "no-asset-ids").hasMessageContaining("ZIP archive");
    }

    @Test
    void withoutTheLibraryAWorkbookIsRefusedAndEveryOtherFormatIsRead() throws Exception {
        byte[] workbook = workbook(sheet -> row(sheet, 0, "a1"));
        try (WithoutLibrary loader = new WithoutLibrary()) {
            Class<?> reading = loader.loadClass(Reading.class.getName());
            UnaryOperator<Object> read = content -> {
                try {
                    return reading.getMethod("read", byte[].class).invoke(null, content);
                } catch (ReflectiveOperationException e) {
                    throw new AssertionError(e);
                }
            };
            assertThat(read.apply("a1\n".getBytes(UTF_8))).isEqualTo("1 a1,1 lines");
            assertThat(read.apply(workbook))
                    .asString()
                    .startsWith("no-asset-ids")
                    .contains("org/dhatim", "CSV", "org.dhatim:fastexcel-reader");
        }
    }

    /** Runs in a class loader that does not find the library. */
    public static final class Reading {
        private Reading() {}

        /** What is read, or why it is refused and what to do. */
        public static String read(byte[] content) throws IOException {
            ListRules pattern = new ListRules(
                    new AssetIdPattern(Pattern.compile("[0-9a-f]{2}")), IdColumns.parse(IdColumns.DEFAULT));
            try {
                return String.join(
                        ",", Entries.read(Format.open(new ByteArrayInputStream(content), "ids", pattern, ANY)));
            } catch (UnreadableException e) {
                return e.reason() + " " + e.getMessage() + " " + e.remedy();
            }
        }
    }

    private static final class WithoutLibrary extends URLClassLoader {
        WithoutLibrary() {
            super(
                    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                            .filter(path -> !path.contains("fastexcel"))
                            .map(WithoutLibrary::url)
                            .toArray(URL[]::new),
                    ClassLoader.getPlatformClassLoader());
        }

        private static URL url(String path) {
            try {
                return new File(path).toURI().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static List<String> read(byte[] workbook) throws IOException {
        return Entries.read(open(workbook));
    }

    private static AssetIdReader open(byte[] workbook) throws IOException {
        return Format.open(new ByteArrayInputStream(workbook), "ids.xlsx", Entries.SHORT, ANY);
    }

    private static AbstractThrowableAssert<?, ?> refused(byte[] workbook, String reason) {
        return assertThatThrownBy(() -> read(workbook))
                .isInstanceOf(UnreadableException.class)
                .hasFieldOrPropertyWithValue("reason", reason);
    }

    private static void row(Worksheet sheet, int row, String... cells) {
        for (int i = 0; i < cells.length; i++) {
            sheet.value(row, i, cells[i]);
        }
    }

    private static byte[] workbook(Consumer<Worksheet> cells) throws IOException {
        return sheets(book -> cells.accept(book.newWorksheet("Sheet1")));
    }

    private static byte[] sheets(Consumer<Workbook> sheets) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Workbook book = new Workbook(out, "test", "1.0")) {
            sheets.accept(book);
        }
        return out.toByteArray();
    }

    private byte[] withRows(byte[] workbook, String rows) throws IOException {
        return zip(
                workbook,
                sheet -> sheet.replaceFirst("(?s)<sheetData>.*</sheetData>", "<sheetData>" + rows + "</sheetData>"),
                false);
    }

    /** The same archive with another first sheet. */
    private byte[] zip(byte[] workbook, UnaryOperator<String> sheet, boolean stored) throws IOException {
        Path file = Files.write(directory.resolve("workbook.xlsx"), workbook);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipFile from = new ZipFile(file.toFile());
                ZipOutputStream to = new ZipOutputStream(out)) {
            to.setLevel(stored ? 0 : 6);
            for (ZipEntry part : Collections.list(from.entries())) {
                byte[] content = from.getInputStream(part).readAllBytes();
                to.putNextEntry(new ZipEntry(part.getName()));
                to.write(
                        part.getName().equals(SHEET)
                                ? sheet.apply(new String(content, UTF_8)).getBytes(UTF_8)
                                : content);
            }
        }
        return out.toByteArray();
    }

    private static byte[] archive(String... names) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write("a1\n".getBytes(UTF_8));
            }
        }
        return out.toByteArray();
    }
}
