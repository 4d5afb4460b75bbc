package io.voddelete.reader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.asset.Notice;
import io.voddelete.support.Text;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextReaderTest {
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void everyLineEndingCountsOnce(String end) throws IOException {
        assertThat(read(String.join(end, "a1", "", "b2", "c3", ""))).containsExactly("1 a1", "3 b2", "4 c3", "4 lines");
    }

    @Test
    void lineEndingsMayBeMixed() throws IOException {
        assertThat(read("a1\r\r\nb2\n\rc3\n\nd4\r\n")).containsExactly("1 a1", "3 b2", "5 c3", "7 d4", "7 lines");
    }

    @Test
    void lastLineNeedsNoEnd() throws IOException {
        assertThat(read("a1\nb2")).containsExactly("1 a1", "2 b2", "2 lines");
    }

    @Test
    void nothingIsReadFromNothing() throws IOException {
        assertThat(read("")).containsExactly("0 lines");
        assertThat(read("\n")).containsExactly("1 lines");
        assertThat(read("\r\n")).containsExactly("1 lines");
    }

    @Test
    void commentsAndBlankLinesAreCountedAndPassedOver() throws IOException {
        assertThat(read("# list\n\n   \n\t\r\n  # more\na1\n")).containsExactly("6 a1", "6 lines");
        assertThat(read("#" + "x".repeat(5000) + "\na1")).containsExactly("2 a1", "2 lines");
    }

    @Test
    void commentsThatHoldAnIdAreTold() throws IOException {
        TextReader reader = new TextReader(Entries.stream("# list\na1\n #b2 later\n#\n"), Entries.SHORT);
        assertThat(Entries.read(reader)).containsExactly("2 a1", "4 lines");
        assertThat(reader.notices()).extracting(Notice::code).containsExactly("commented-out");
    }

    @Test
    void whiteSpaceAtTheEndsIsNoPartOfAnId() throws IOException {
        assertThat(read(" \ta1\u3000 \n")).containsExactly("1 a1", "1 lines");
    }

    @Test
    void byteOrderMarkIsNoPartOfAnId() throws IOException {
        assertThat(read("\uFEFFa1\nb2")).containsExactly("1 a1", "2 b2", "2 lines");
    }

    @ParameterizedTest
    @ValueSource(
            chars = {'\u00A0', '\u2007', '\u202F', '\uFEFF', '\u200B', '\u200E', '\u200F', '\u3000', '\u2060', '\u202A'
            })
    void whatNobodySeesIsTrimmedAroundAnIdAndShownInside(char blank) throws IOException {
        TextReader reader =
                new TextReader(Entries.stream(blank + "a1" + blank + "\na" + blank + "1\n" + blank), Entries.SHORT);
        assertThat(Entries.read(reader))
                .containsExactly(
                        "1 a1", String.format(Locale.ROOT, "2 a\\u%04x1 not-an-asset-id", (int) blank), "3 lines");
        assertThat(reader.notices()).extracting(Notice::code).containsExactly("trimmed");
    }

    @Test
    void anIdThatIsShownFromRightToLeftIsNone() throws IOException {
        assertThat(read("\u202Ea1\n")).containsExactly("1 \\u202ea1 not-an-asset-id", "1 lines");
    }

    @Test
    void tabsAtTheEndsOfAnIdMayNotBeColumnsElsewhere() {
        for (String text : List.of("\ta1\t\nb2\tc3\n", "b2\tc3\n\ta1")) {
            assertThatThrownBy(() -> read(text))
                    .isInstanceOf(UnreadableException.class)
                    .hasFieldOrPropertyWithValue("reason", "no-id-column");
        }
    }

    @Test
    void aTitleThatSparesWhatStandsBelowIsRefused() {
        for (String text :
                List.of("keep\na1\n", "# x\nDo not delete:\na1\n", "On hold\na1", "a1\nDo not delete:\nb2")) {
            assertThatThrownBy(() -> read(text))
                    .isInstanceOf(UnreadableException.class)
                    .hasFieldOrPropertyWithValue("reason", "unknown-option");
        }
    }

    @Test
    void aRemarkBehindAnIdSparesNothingBelow() throws IOException {
        assertThat(read("a1\nb2 keep\nc3\nkeep me posted")).contains("1 a1", "2 b2 keep not-an-asset-id", "3 c3");
    }

    @ParameterizedTest
    @FieldSource("io.voddelete.reader.Entries#HOSTILE")
    void hostileTextIsRejectedAsAWhole(String text) throws IOException {
        String hostile = text.replaceAll("[\r\n]", "");
        assertThat(read("a1\n" + hostile + "\nb2"))
                .containsExactly("1 a1", "2 " + Text.visible(hostile) + " not-an-asset-id", "3 b2", "3 lines");
    }

    @Test
    void nulIsRejectedAndShownEscaped() throws IOException {
        assertThat(read("a1\0\n\0"))
                .containsExactly("1 a1\\u0000 not-an-asset-id", "2 \\u0000 not-an-asset-id", "2 lines");
    }

    @Test
    void upperCaseIsRejectedWithItsOwnReason() throws IOException {
        assertThat(read("A1")).containsExactly("1 A1 upper-case", "1 lines");
    }

    @Test
    void lineOf1024BytesIsJudgedAndALongerOneIsTooLong() throws IOException {
        assertThat(read("x".repeat(1024))).containsExactly("1 " + "x".repeat(200) + " not-an-asset-id", "1 lines");
        assertThat(read("x".repeat(1025))).containsExactly("1 " + "x".repeat(200) + " too-long", "1 lines");
    }

    @Test
    void idBehindALongRunOfBlanksIsRejectedAndNotSwallowed() throws IOException {
        assertThat(read(" ".repeat(2000) + "a1\nb2")).containsExactly("1  too-long", "2 b2", "2 lines");
    }

    @Test
    void lineOf10MebibytesTakesConstantMemoryAndIsRejectedOnce() throws IOException {
        int length = 10 * 1024 * 1024;
        long before = allocated();
        List<String> read = read(new Repeated("", 'f', length, "\na1"));
        assertThat(allocated() - before).as("bytes allocated").isLessThan(2 * 1024 * 1024);
        assertThat(read).containsExactly("1 " + "f".repeat(200) + " too-long", "2 a1", "2 lines");
    }

    @Test
    void inputThatComesByteByByteReadsTheSame() throws IOException {
        byte[] input = "a1\r\n\uFEFFb2\n媒\r\nc3".getBytes(UTF_8);
        InputStream dripping = new ByteArrayInputStream(input) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(1, length));
            }
        };
        assertThat(read(dripping)).isEqualTo(read(new ByteArrayInputStream(input)));
    }

    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }

    private static List<String> read(String text) throws IOException {
        return read(Entries.stream(text));
    }

    private static List<String> read(InputStream in) throws IOException {
        return Entries.read(new TextReader(in, Entries.SHORT));
    }
}
