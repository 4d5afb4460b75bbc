package io.voddelete.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Lists as people really had them. */
class CasesTest {
    private static final ListRules RULES =
            new ListRules(new AssetIdPattern(Pattern.compile("[0-9a-f]{32}")), IdColumns.parse(IdColumns.DEFAULT));

    @Test
    void theSeparatorIsDeclaredAndTheIdsAreInTheSecondColumn() throws IOException {
        assertThat(read("01a-sep-line-wrong-column.csv"))
                .containsExactly(
                        "3 e2a214e8bbe9c6751d52490575ffc53d",
                        "4 64d4748ca3c77ebf03aa3897fcf4c6b6",
                        "5 b2609a0bdd2b75508c656018eee38dc1",
                        "id-column column 2 'asset_id'");
    }

    @Test
    void titlesStandAboveTheHeader() throws IOException {
        assertThat(read("01c-report-title-wrong-column.csv"))
                .containsExactly(
                        "5 fc434d6e6054aa24dbc01b3d2ea2038c",
                        "6 a0d0861e4f7e23534227e820e6a60526",
                        "7 8c529b4839c340b3b3c478b638e6d772",
                        "id-column column 2 'asset_id'");
    }

    @Test
    void aColumnThatDecidesStandsBelowATitle() {
        refused("01d-report-title-dry-run.csv", "unknown-option", "column in line 2 'dry_run'");
    }

    @Test
    void aTitleBeginsWithAQuoteInATabFile() throws IOException {
        assertThat(read("04a-quote-in-title.tsv"))
                .containsExactly(
                        "2 e323e5d8fae9081d6d119a47095211f5",
                        "3 b8c1a85a2e882ae29a82e771d85b5a7c",
                        "4 a06dce91b29b04e42f69949f9c39e0e3",
                        "5 85c78a1055bcafa2fb4d541b708a361b",
                        "6 13d6ee8c8302462e410b1cda0adbce99",
                        "id-column column 1 'asset_id'");
    }

    @Test
    void aNoBreakSpaceFollowsEachId() throws IOException {
        assertThat(read("15a-nbsp.csv"))
                .containsExactly(
                        "2 9c3d9d1baaa3ba79f66f233e88eaf87e",
                        "3 30e7939c7d4d247748018d0b8369ddd7",
                        "4 07f4da41f5dd93aa46908d8510e12f02",
                        "id-column column 1 'asset_id'",
                        "trimmed 3");
    }

    @Test
    void aSpreadsheetAddsBlankRows() throws IOException {
        assertThat(read("15b-blank-rows.csv"))
                .containsExactly(
                        "2 d559b81887c4552c6365f7b5e9880d50",
                        "3 efbe5001f84dd4e3548f7f493262efeb",
                        "4 6f58a359eb68bdbdeb0675209f9a1c21",
                        "id-column column 1 'asset_id'");
    }

    private static void refused(String file, String reason, String message) {
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(UnreadableException.class)
                .hasFieldOrPropertyWithValue("reason", reason)
                .hasMessageContaining(message);
    }

    private static List<String> read(String file) throws IOException {
        Path path = Path.of("src/test/resources/cases", file);
        List<String> read = new ArrayList<>();
        try (AssetIdReader reader = Format.open(Files.newInputStream(path), file, RULES, 1 << 20)) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                read.add(entry instanceof Entry.Found found ? found.line() + " " + found.assetId() : entry.toString());
            }
            reader.notices().forEach(notice -> read.add(notice.code() + " " + fact(notice.text())));
        }
        return read;
    }

    /** The column, or else the number, that a notice names. */
    private static String fact(String text) {
        Matcher fact = Pattern.compile("column \\d+ '[^']*'|\\d+").matcher(text);
        assertThat(fact.find()).as(text).isTrue();
        return fact.group();
    }
}
