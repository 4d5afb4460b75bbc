package io.voddelete.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.support.Text;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReaderTest {
    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t"})
    void theNamedColumnIsReadWhateverSeparatesIt(String separator) throws IOException {
        String file = "title,asset_id,size\nx,a1,1\ny,b2,2\n".replace(",", separator);
        assertThat(read(file)).containsExactly("2 a1", "3 b2", "3 lines");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "asset_id",
                "ASSET_ID",
                "Asset ID",
                "assetId",
                "asset-id",
                " AssetID ",
                "\"asset_id\"",
                "\"Asset Id\"",
                "\uFEFFasset_id",
                "asset\u00A0id"
            })
    void theNameOfTheColumnMayBeSpeltInManyWays(String name) throws IOException {
        assertThat(read("no," + name + "\nb2,a1\n")).containsExactly("2 a1", "2 lines");
        assertThat(read(name + "\na1\n")).containsExactly("2 a1", "2 lines");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "asset", "asset_ids", "my_asset_id", "assetid2", ""})
    void anotherNameIsNone(String name) throws IOException {
        refused("no-id-column", "c3," + name + "\nb2,a1\n");
        refused("no-id-column", "x," + name + "\nb2,a1\n");
    }

    @Test
    void withoutAHeaderTheOnlyColumnWithTextIsReadFromTheFirstRowOn() throws IOException {
        assertThat(read("a1,\nb2\nc3,,")).containsExactly("1 a1", "2 b2", "3 c3", "3 lines");
        assertThat(read("id,\nb2\n")).containsExactly("1 id not-an-asset-id", "2 b2", "2 lines");
        assertThat(read(",,x y\n,, b2\n,,\n,,c3")).containsExactly("1 x y not-an-asset-id", "2 b2", "4 c3", "4 lines");
    }

    @Test
    void theSeparatorThatSetsTheNameApartWinsOverOneThatComesFirst() throws IOException {
        assertThat(read("title, and more;asset_id\nx, y;a1\n")).containsExactly("2 a1", "2 lines");
        assertThat(read("\"a;b\",asset_id\n\";;\",a1")).containsExactly("2 a1", "2 lines");
        assertThat(read("title, and more\nx;asset_id\ny;a1\n")).containsExactly("3 a1", "3 lines");
    }

    @Test
    void twoSuchColumnsAreRefused() {
        refused("two-id-columns", "asset_id,Asset ID\na1,b2\n").hasMessageContaining("'asset_id', 'Asset ID'");
        refused("two-id-columns", "x,媒资 ID,asset-id\n,a1,a1\n").hasMessageContaining("line 1 ");
    }

    @Test
    void theSeparatorOfTheFirstIdCountsMoreThanThatOfATitle() {
        refused("no-id-column", "Expired; 2026\nx\ty\n\ta1\t\n");
        refused("no-id-column", ";;\nx\ty\n\ta1\t\n");
    }

    @Test
    void aFirstLineMayDeclareAnySeparator() throws IOException {
        assertThat(read("sep=|\nx|asset_id\n;,|a1\nsep=|\nx|asset_id\ny|b2\n"))
                .containsExactly("3 a1", "6 b2", "6 lines");
        assertThat(read("SEP=\t\nx\tasset_id\n\"y\t\"a1\"\n")).containsExactly("3 a1", "3 lines");
        assertThat(read("\nsep=|\na1\n")).containsExactly("2 sep=| not-an-asset-id", "3 a1", "3 lines");
    }

    @Test
    void quotesAreLettersWhereTabsSeparate() throws IOException {
        assertThat(read("\"asset_id\"\ttitle\na1\t\"x\nb2\ty\n\"c3\"\t5\" disc\"\nd4\"\t\"\n"))
                .containsExactly("2 a1", "3 b2", "4 c3", "5 d4\" not-an-asset-id", "5 lines");
    }

    @Test
    void aQuotedCellOverSeveralLinesMayNotHoldAnId() throws IOException {
        refused("ids-in-quotes", "asset_id,title\na1,\"x\nb2,y\nc3,\"\nd4,z\n").hasMessageContaining("line 2 to 4");
        refused("ids-in-quotes", "title,n,asset_id\n\"x\ny\",\"B2\n\",a1\n").hasMessageContaining("line 3 to 4");
        assertThat(read("asset_id,title\na1,\"x\ny\"\nb2,\n")).containsExactly("2 a1", "4 b2", "4 lines");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // the columns below the second header stand in another order
                "title,asset_id,replaced_by\n\",,\ntitle,replaced_by,asset_id\n\",b042,a969\n",
                "title,asset_id,replaced_by\n\",,\r\ntitle,replaced_by,video\r\n\",b042,a969\n",
                "title,asset_id\n\"\nasset_id\n\",a1\n",
                "title,asset_id,replaced_by\n\",,\ntitle;replaced_by,Asset-ID\n\",b042,a969\n",
                "sep=|\ntitle|asset_id\n\"|\nreplaced_by|asset_id\n\"|b042\n",
                // no header above it
                "\"Report\ntitle,asset_id\n\"\nb042\n",
                "title,\"x,asset_id\ny,\",b042\n",
            })
    void aQuotedCellOverSeveralLinesMayNotHoldAHeader(String table) {
        refused("header-in-quotes", table);
    }

    @Test
    void aQuotedCellOverSeveralLinesMayNotHoldATitleThatKeeps() throws IOException {
        refused("unknown-option", "title,asset_id\n\",\nDo not delete:\n\",a1\n")
                .hasMessageContaining("line 2 to 4");
        assertThat(read("title,asset_id\n\"x\nKeep until May\",a1\n")).containsExactly("2 a1", "3 lines");
    }

    @Test
    void aQuotedCellMayNotJoinTwoRows() throws IOException {
        refused("rows-in-quotes", "title,size,asset_id,replaced_by\n\"Film,9,,\nAlien,7\",a1,b2\n");
        refused("rows-in-quotes", "title,asset_id,replaced_by\n\"x,,\ny,\",b2\n");
        assertThat(read("title,asset_id,x\n\"y, or\nz\",a1,\n\"y\nz\",b2\n"))
                .containsExactly("2 a1", "4 b2", "5 lines");
    }

    @Test
    void aTextOverSeveralLinesIsNoHeader() throws IOException {
        assertThat(read("title,n,asset_id\n\"see asset_id, and\ntitle\n, more\",,a1\n"))
                .containsExactly("2 a1", "4 lines");
        assertThat(read("\"x, or\ny\",\"Asset\nID\"\nz,a1\n")).containsExactly("4 a1", "4 lines");
        assertThat(read("x,\"asset_id\n\"\nz,a1\n".repeat(2))).containsExactly("3 a1", "6 a1", "6 lines");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void commentsAndBlankLinesAreCountedAndPassedOver(String end) throws IOException {
        assertThat(read(String.join(
                        end,
                        "# from \"x",
                        "",
                        "n,asset_id",
                        "#1,b2",
                        "  ",
                        "1,a1",
                        "\t# more",
                        "2,c3",
                        "# " + "x".repeat(70_000))))
                .containsExactly("6 a1", "8 c3", "9 lines");
    }

    @Test
    void aFirstColumnThatCountsTheRowsIsNoComment() throws IOException {
        assertThat(read("#,asset_id\n1,a1\n#,b2\n")).containsExactly("2 a1", "3 lines");
        refused("no-id-column", "#,title\n1,a1\n");
    }

    @Test
    void aRowThatIsTakenForACommentIsTold() throws IOException {
        CsvReader reader =
                new CsvReader(Entries.stream("# of 2026\ntitle,asset_id\n#1 hit,a1\n\"#2 hit\",b2\n"), Entries.SHORT);

        assertThat(Entries.read(reader)).containsExactly("4 b2", "4 lines");
        assertThat(reader.notices())
                .filteredOn(notice -> notice.code().equals("commented-out"))
                .singleElement()
                .satisfies(notice -> assertThat(notice.text()).startsWith("1 "));
    }

    @Test
    void quotesHoldSeparatorsLineEndsAndQuotes() throws IOException {
        assertThat(read("title,asset_id\n\"a,b\",\"a1\"\n\"c\nx2,y3\r\n\r\n# d\n\"\", z1\",b2 \n \"x\" , \"c3\"\t\n"))
                .containsExactly("2 a1", "3 b2", "8 c3", "8 lines");
        assertThat(read("\"x\ny\",asset_id\nz,a1")).containsExactly("3 a1", "3 lines");
    }

    @Test
    void aRecordWithoutAnIdIsRejectedOnTheLineWhereItBegins() throws IOException {
        assertThat(read("title,asset_id\nx\ny,\nz,\" \"\n\"v\nw\",\n,a1\n,,\n"))
                .containsExactly(
                        "2 x no-asset-id",
                        "3 y, no-asset-id",
                        "4 z,  no-asset-id",
                        "5 v\\u000aw, no-asset-id",
                        "7 a1",
                        "8 lines");
    }

    @ParameterizedTest
    @FieldSource("io.voddelete.reader.Entries#HOSTILE")
    void hostileTextIsRejectedAsAWhole(String hostile) throws IOException {
        String table = "asset_id,x\na1\n\"" + hostile.replace("\"", "\"\"") + "\",b2\nc3";
        if (hostile.contains("\n")) {
            refused("ids-in-quotes", table).hasMessageContaining("line 3 to 4");
        } else {
            assertThat(read(table))
                    .containsExactly("2 a1", "3 " + Text.visible(hostile) + " not-an-asset-id", "4 c3", "4 lines");
        }
    }

    @Test
    void unquotedTextIsReadExactly() throws IOException {
        assertThat(read(" a1\t\na\"1\n\\a1\n'b2'\na1\uFFFE\nA1\na\u00A01\na1\0\n"))
                .containsExactly(
                        "1 a1",
                        "2 a\"1 not-an-asset-id",
                        "3 \\u005ca1 not-an-asset-id",
                        "4 'b2' not-an-asset-id",
                        "5 a1\\ufffe not-an-asset-id",
                        "6 A1 upper-case",
                        "7 a\\u00a01 not-an-asset-id",
                        "8 a1\\u0000 not-an-asset-id",
                        "8 lines");
    }

    @Test
    void nothingIsReadFromNothing() throws IOException {
        assertThat(read("")).containsExactly("0 lines");
        assertThat(read("\n# nothing\n")).containsExactly("2 lines");
        assertThat(read("title,asset_id\n")).containsExactly("1 lines");
    }

    @Test
    void textBehindAQuoteIsRefused() {
        refused("a1\n\n\"b2\"x\n").hasMessageContainingAll("begins on line 3", "quote");
    }

    @Test
    void aQuoteThatNeverEndsIsRefused() {
        refused("a1\nb2,\"c3\nd4\ne5\n").hasMessageContainingAll("begins on line 2", "quote");
        refused("a1\nb2,\"c3\n" + "d4\n".repeat(30_000))
                .hasMessageContainingAll("begins on line 2", "65536 characters");
    }

    @Test
    void aRecordOf64KibibytesIsReadAndALongerOneIsRefused() throws IOException {
        assertThat(read("asset_id,x\na1," + "y".repeat(65_532) + "\nb2")).containsExactly("2 a1", "3 b2", "3 lines");
        refused("asset_id,x\na1," + "y".repeat(65_533) + "\nb2").hasMessageContaining("begins on line 2");
    }

    @Test
    void aLineOf10MebibytesIsRefused() {
        refused(new Repeated("a1\n", 'f', 10 << 20, "\nb2")).hasMessageContaining("begins on line 2");
        refused(new Repeated("a1\n", ' ', 10 << 20, "b2")).hasMessageContaining("begins on line 2");
        refused(new Repeated("a1\n", ',', 10 << 20, "b2")).hasMessageContaining("begins on line 2");
        refused(new Repeated("\"", '\n', 10 << 20, "b2")).hasMessageContaining("begins on line 1");
    }

    private static AbstractThrowableAssert<?, ?> refused(String text) {
        return refused(Entries.stream(text));
    }

    private static AbstractThrowableAssert<?, ?> refused(String reason, String text) {
        return assertThatThrownBy(() -> read(text))
                .isInstanceOf(UnreadableException.class)
                .hasFieldOrPropertyWithValue("reason", reason);
    }

    private static AbstractThrowableAssert<?, ?> refused(InputStream in) {
        return assertThatThrownBy(() -> Entries.read(new CsvReader(in, Entries.SHORT)))
                .isInstanceOf(UnreadableException.class)
                .hasFieldOrPropertyWithValue("reason", "bad-csv");
    }

    private static List<String> read(String text) throws IOException {
        return Entries.read(new CsvReader(Entries.stream(text), Entries.SHORT));
    }
}
