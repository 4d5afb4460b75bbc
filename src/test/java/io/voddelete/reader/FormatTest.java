package io.voddelete.reader;

import static io.voddelete.reader.Entries.gzip;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatTest {
    private static final long ANY = Long.MAX_VALUE;

    @ParameterizedTest
    @CsvSource({
        "ids.txt, TXT",
        "ids.csv, CSV",
        "ids.json, JSON",
        "ids.jsonl, JSONL",
        "ids.ndjson, JSONL",
        "IDS.CSV, CSV",
        "ids.Json.GZ, JSON",
        "ids.csv.txt, TXT",
        "ids.csv.gz.txt, TXT",
        "ids.txt.gz, TXT",
        "a.csv/ids,",
        "ids.dat,",
        "ids.gz,",
        "csv,",
        "ids.,",
        "'',"
    })
    void theEndOfTheNameTellsTheFormat(String name, Format format) {
        assertThat(Format.named(name)).isEqualTo(format);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '^',
            delimiter = '|',
            value = {
                "ids.txt   | a1Nb2",
                "ids.csv   | asset_idNa1Nb2",
                "ids.json  | [`a1`,`b2`]",
                "ids.json  | {`asset_ids`:[`a1`,`b2`]}",
                "ids.jsonl | `a1`N{`asset_id`:`b2`}",
                "ids       | x;asset idN1;a1N2;b2",
                "ids.txt   | [`a1`,`b2`]",
                "ids.csv   | {`asset_id`:`a1`}N{`asset_id`:`b2`}"
            })
    void everyFormatIsReadPlainAndPackedWithAndWithoutAMark(String name, String content) throws IOException {
        String text = content.replace('`', '"').replace('N', '\n');
        for (byte[] bytes : List.of(text.getBytes(UTF_8), ("\uFEFF" + text).getBytes(UTF_8))) {
            for (String end : List.of("", ".gz")) {
                assertThat(read(bytes, name + end))
                        .extracting(line -> line.split(" ")[1])
                        .startsWith("a1", "b2")
                        .hasSize(3);
                assertThat(read(gzip(bytes), name + end)).isEqualTo(read(bytes, name + end));
            }
        }
    }

    @Test
    void aHintStandsForAName() throws IOException {
        assertThat(read("\"a1\"\nb2", Format.JSONL)).containsExactly("1 a1", "2 b2 not-json", "2 lines");
        assertThat(read("\"a1\"\nb2", (Format) null)).containsExactly("1 a1", "2 b2", "2 lines");
    }

    @Test
    void aByteOrderMarkIsNoPartOfAnId() throws IOException {
        assertThat(read("\uFEFF\uFEFFa1\n\uFEFFb2\n\uFEFF", "ids.txt")).containsExactly("1 a1", "2 b2", "3 lines");
        assertThat(read("\uFEFF#" + "x".repeat(5000) + "\na1", "ids.txt")).containsExactly("2 a1", "2 lines");
        assertThat(read("\uFEFF", "ids.txt")).containsExactly("0 lines");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ids.txt", "ids.csv", "ids.json", "ids.jsonl", "ids"})
    void theInputIsReadToItsVeryEndAndClosed(String name) throws IOException {
        String content = name.endsWith(".json") ? "[\"a1\"]" + " ".repeat(200_000) : "\"a1\"\n" + "\n".repeat(200_000);
        for (byte[] bytes : List.of(content.getBytes(UTF_8), gzip(content.getBytes(UTF_8)))) {
            Watched in = new Watched(new ByteArrayInputStream(bytes));
            assertThat(Entries.read(Format.open(in, name, Entries.SHORT, ANY))).contains("1 a1");
            assertThat(in.ended).isTrue();
            assertThat(in.closed).isTrue();
        }
    }

    @Test
    void theInputIsClosedWhenItCannotBeOpened() {
        Watched in = new Watched(new ByteArrayInputStream(new byte[] {(byte) 0xFF}));
        assertThatThrownBy(() -> Format.open(in, "ids.txt", Entries.SHORT, ANY))
                .isInstanceOf(UnreadableException.class);
        assertThat(in.closed).isTrue();
    }

    @Test
    void aFaultOfTheInputStaysWhatItIs() {
        for (String content : List.of("a1\n", "asset_id,x\na1,1\n", "[\"a1\",", "{\"asset_id\":\"a1\"}\n")) {
            InputStream failing = new SequenceInputStream(
                    new ByteArrayInputStream(
                            content.repeat(content.startsWith("[") ? 1 : 30_000).getBytes(UTF_8)),
                    new FilterInputStream(InputStream.nullInputStream()) {
                        @Override
                        public int read(byte[] buffer, int offset, int length) throws IOException {
                            throw new IOException("the disk is gone");
                        }
                    });
            assertThatThrownBy(() -> Entries.read(Format.open(failing, "ids", Entries.SHORT, ANY)))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("the disk is gone");
        }
    }

    @Test
    void oneBadByteRefusesTheWholeFile() {
        byte[] bytes = ("a1\n".repeat(100_000) + "caf\u00E9\n").getBytes(ISO_8859_1);
        refused(bytes, "ids.txt", "not-utf-8")
                .hasMessageContainingAll("UTF-8", "line 100001 (byte 300003)")
                .hasFieldOrPropertyWithValue("remedy", "save it as UTF-8");
        refused(gzip(bytes), "ids.txt", "not-utf-8").hasMessageContaining("byte 300003");
        refused("\uFEFFa1\n\u00C3".replace("\uFEFF", "\u00EF\u00BB\u00BF").getBytes(ISO_8859_1), "ids.txt", "not-utf-8")
                .hasMessageContaining("line 2 (byte 6)");
    }

    static Stream<Charset> utf16() {
        return Stream.of(UTF_16, UTF_16BE, UTF_16LE);
    }

    @ParameterizedTest
    @MethodSource("utf16")
    void utf16IsRefusedAndNamed(Charset charset) {
        for (String name : List.of("ids.txt", "ids.csv", "ids.json", "ids.jsonl", "ids")) {
            for (String text : List.of("a1\nb2\n", "[\"a1\"]", "asset_id\na1")) {
                byte[] bytes = text.getBytes(charset);
                for (byte[] content : List.of(bytes, gzip(bytes))) {
                    refused(content, name, "not-utf-8")
                            .hasMessageContaining("looks like UTF-16")
                            .hasFieldOrPropertyWithValue("remedy", "save it as UTF-8");
                }
            }
        }
        refused(("\uFEFFa1\n").getBytes(UTF_16LE), "ids.txt", "not-utf-8").hasMessageContaining("looks like UTF-16");
    }

    @Test
    void nulIsRefusedWithItsPlace() throws IOException {
        for (String name : List.of("ids.txt", "ids.csv", "ids.json", "ids.jsonl", "ids")) {
            byte[] content = "\"a1\"\n\"b2\0\"\n".getBytes(UTF_8);
            refused(content, name, "not-text").hasMessageContaining("line 2 (byte 8)");
            refused(Entries.gzip(content), name, "not-text").hasMessageContaining("line 2 (byte 8)");
        }
    }

    @Test
    void theHoleOfAHalfWrittenFileIsNamed() throws IOException {
        refused(("a1\nb2\n" + "\0".repeat(4096)).getBytes(UTF_8), "ids.txt", "not-text")
                .hasMessageContaining("hole")
                .hasMessageContaining("line 3 (byte 6)");
        refused(("\0".repeat(70_000) + "a1\n").getBytes(UTF_8), "ids.csv", "not-text")
                .hasMessageContaining("hole");
        refused(("a1\n".repeat(30_000) + "\0".repeat(50)).getBytes(UTF_8), "ids.txt", "not-text")
                .hasMessageContaining("line 30001 (byte 90000)");
    }

    @Test
    void aTarArchiveIsNamedAlsoPackedAndAlsoAnOldOne() throws IOException {
        byte[] packed = Files.readAllBytes(Path.of("src/test/resources/cases/03b-list.tar.gz"));
        for (String name : List.of("03b-list.tar.gz", "ids.txt.gz", "ids.csv")) {
            refused(packed, name, "not-a-list").hasMessageContaining("tar archive");
        }
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
        refused(plain, "ids.tar", "not-a-list").hasMessageContaining("tar archive");
        byte[] old = plain.clone();
        Arrays.fill(old, 257, 512, (byte) 0);
        byte[] sum = "        ".getBytes(UTF_8);
        System.arraycopy(sum, 0, old, 148, 8);
        int all = 0;
        for (int i = 0; i < 512; i++) {
            all += old[i] & 0xFF;
        }
        System.arraycopy(String.format(Locale.ROOT, "%06o\0 ", all).getBytes(UTF_8), 0, old, 148, 8);
        refused(old, "ids.txt", "not-a-list").hasMessageContaining("tar archive");
        old[0]++;
        refused(old, "ids.txt", "not-text");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "255044462D312E37          | PDF",
                "7B5C727466315C616E7369    | RTF",
                "FD377A585A00              | xz",
                "28B52FFD                  | zstd",
                "425A6839314159265359      | bzip2",
                "377ABCAF271C              | 7z",
                "526172211A0700            | RAR",
                "0A3C21444F43545950452068746D6C3E | HTML",
                "3C48544D4C3E              | HTML",
                "3C7461626C653E            | HTML",
                "3C3F786D6C2076            | XML"
            })
    void anotherKindOfFileIsNamed(String start, String what) throws IOException {
        byte[] content = HexFormat.of().parseHex(start + "0A61310A");
        for (String name : List.of("ids.txt", "ids.csv", "ids.json", "ids.jsonl", "ids")) {
            refused(content, name, "not-a-list").hasMessageContaining(what);
            refused(Entries.gzip(content), name, "not-a-list").hasMessageContaining(what);
        }
    }

    @Test
    void moreBytesThanTheBoundAreRefusedPlainAndUnpacked() throws IOException {
        byte[] bytes = "a1\nb2\n".repeat(1000).getBytes(UTF_8);
        assertThat(Entries.read(Format.open(new ByteArrayInputStream(bytes), "ids", Entries.SHORT, bytes.length)))
                .endsWith("2000 lines");
        for (byte[] content : List.of(bytes, gzip(bytes))) {
            assertThatThrownBy(() -> Entries.read(
                            Format.open(new ByteArrayInputStream(content), "ids", Entries.SHORT, bytes.length - 1)))
                    .hasMessageContaining("larger than 5999 bytes")
                    .hasFieldOrPropertyWithValue("reason", "too-large")
                    .hasFieldOrPropertyWithValue("remedy", "split it into smaller lists");
        }
        assertThatThrownBy(() -> Entries.read(
                        Format.open(new Repeated("a1\n", '\n', ANY / 2, ""), "ids.txt", Entries.SHORT, 1 << 20)))
                .hasFieldOrPropertyWithValue("reason", "too-large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ids.txt", "ids.csv", "ids.json", "ids.jsonl", "ids"})
    void aBombIsRefusedInEveryFormat(String name) {
        for (char content : new char[] {' ', '['}) {
            assertThatThrownBy(() -> Entries.read(
                            Format.open(GunzipStreamTest.bomb(content, 10L << 30), name, Entries.SHORT, ANY)))
                    .isInstanceOf(UnreadableException.class)
                    .extracting(e -> ((UnreadableException) e).reason())
                    .isIn("too-large", content == '[' ? "bad-json" : "bad-csv");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a1  list.csv",
                "a1 *list.csv",
                "a1  x, y; z.csv",
                "a1  list.csv\nb2  b.csv",
                "MD5 (list.csv) = a1",
                "MD5(list.csv)= a1"
            })
    void whatAChecksumToolPrintsHoldsNoIdUnderAnyName(String printed) throws IOException {
        for (String name : List.of("check.txt", "check.csv", "check.jsonl", "check.json", "check")) {
            try {
                assertThat(read(printed.getBytes(UTF_8), name)).noneMatch(entry -> entry.matches("\\d+ [ab]\\d"));
            } catch (UnreadableException e) {
                assertThat(e.reason()).isEqualTo("no-id-column"); // a separator in the name of the file
            }
        }
    }

    @Test
    void whatCertutilPrintsIsRefusedUnderAnyName() {
        byte[] printed =
                "MD5-Hash von list.csv:\r\na1\r\nCertUtil: -hashfile-Befehl wurde erfolgreich ausgef\u00fchrt.\r\n"
                        .getBytes(UTF_8);
        for (String name : List.of("check.txt", "check.csv", "check.jsonl", "check.json", "check")) {
            refused(printed, name, "no-asset-ids").hasMessageContaining("CertUtil");
        }
    }

    @Test
    void aBrokenPackedFileIsRefused() {
        byte[] packed = gzip("a1\nb2\n".getBytes(UTF_8));
        refused(Arrays.copyOf(packed, packed.length - 3), "ids.txt.gz", "bad-gzip");
        refused(GunzipStreamTest.join(packed, "c3\n".getBytes(UTF_8)), "ids.txt.gz", "bad-gzip");
    }

    @Test
    void aPackedNameWithPlainContentIsReadAsWhatItIs() throws IOException {
        assertThat(read("a1\n", "ids.txt.gz")).containsExactly("1 a1", "1 lines");
    }

    @Test
    void whatIsPackedTwiceIsRefused() {
        refused(gzip(gzip("a1\n".getBytes(UTF_8))), "ids.txt.gz", "not-utf-8");
    }

    private static AbstractThrowableAssert<?, ?> refused(byte[] content, String name, String reason) {
        return assertThatThrownBy(() -> read(content, name))
                .isInstanceOf(UnreadableException.class)
                .hasFieldOrPropertyWithValue("reason", reason);
    }

    private static List<String> read(String content, String name) throws IOException {
        return read(content.getBytes(UTF_8), name);
    }

    private static List<String> read(byte[] content, String name) throws IOException {
        return Entries.read(Format.open(new ByteArrayInputStream(content), name, Entries.SHORT, ANY));
    }

    private static List<String> read(String content, Format hint) throws IOException {
        return Entries.read(Format.open(Entries.stream(content), hint, Entries.SHORT, ANY));
    }

    private static final class Watched extends FilterInputStream {
        private boolean ended;
        private boolean closed;

        Watched(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int some = super.read(buffer, offset, length);
            ended |= some < 0;
            return some;
        }

        @Override
        public void close() throws IOException {
            closed = true;
            super.close();
        }
    }
}
