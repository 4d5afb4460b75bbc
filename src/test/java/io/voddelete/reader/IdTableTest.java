package io.voddelete.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows are written as {@code a1|x}, and the ids are two letters or digits of a hexadecimal number. */
class IdTableTest {
    @Test
    void theColumnThatIsNamedIsReadWhereverItStands() throws UnreadableException {
        assertThat(read("y|asset_id|x", "b2|a1|", "b3|a2|y")).containsExactly("2 a1", "3 a2", "column 2 'asset_id'");
    }

    @Test
    void theNameMayBeOneOfTheSetting() throws UnreadableException {
        IdColumns columns = IdColumns.parse("Asset ID to delete, 视频编号");
        assertThat(read(Entries.SHORT.pattern(), columns, "x|asset_id_TO-delete", "b1|a1"))
                .containsExactly("2 a1", "column 2 'asset_id_TO-delete'");
        assertThat(read(Entries.SHORT.pattern(), columns, "x|视频 编号", "b1|a1")).contains("2 a1");
        refused("no-id-column", () -> read(Entries.SHORT.pattern(), columns, "x|asset_id", "b1|a1"));
    }

    @Test
    void titlesAboveTheHeaderAreNoEntries() throws UnreadableException {
        assertThat(read("Expired assets", "as of|2026", "||", "x|Asset ID", "b1|a1"))
                .containsExactly("5 a1", "column 2 'Asset ID'");
    }

    @Test
    void anIdAboveTheHeaderIsNoTitle() {
        refused("no-id-column", "a1", "x|asset_id", "b1|a2");
        refused("no-id-column", "x|a1", "x|asset_id", "b1|a2");
        refused("no-id-column", "x|see A1!", "x|asset_id", "b1|a2");
    }

    @Test
    void aTableWithoutAHeaderHasOneColumnOnly() throws UnreadableException {
        assertThat(read("|a1", "|", "|x", "|a2")).containsExactly("1 a1", "3 x not-an-asset-id", "4 a2", "column 2");
        refused("no-id-column", "a1|x");
        refused("no-id-column", "x|y", "a1|b1");
        refused("no-id-column", "a1", "a2", "|x");
        refused("no-id-column", "a1", "a2", "a3|b3");
        refused("no-id-column", "Title|", "|a1");
    }

    @Test
    void whatIsNoIdIsTitleOfNothingWithoutAHeader() throws UnreadableException {
        assertThat(read("id", "a1")).containsExactly("1 id not-an-asset-id", "2 a1");
        assertThat(read("x", "y")).containsExactly("1 x not-an-asset-id", "2 y not-an-asset-id");
        assertThat(read()).isEmpty();
        refused("no-id-column", "x|y", "z|");
    }

    @Test
    void titlesAreBounded() throws UnreadableException {
        String[] titles = new String[1001];
        Arrays.fill(titles, "x");
        assertThat(read(titles)).hasSize(1001);
        refused("no-id-column", with(titles, "y|asset_id", "b1|a1"));
        assertThat(read(with(Arrays.copyOf(titles, 1000), "y|asset_id", "b1|a1")))
                .containsExactly("1002 a1", "column 2 'asset_id'");
    }

    @Test
    void twoColumnsThatNameTheIdsAreRefused() {
        refused("two-id-columns", "asset_id|x|AssetID", "a1|x|a1");
        refused("two-id-columns", "asset_id|媒资ID", "a1|a1");
    }

    @Test
    void theSameHeaderMayComeAgain() throws UnreadableException {
        assertThat(read("x|asset_id", "b1|a1", "X|Asset-ID|", "b2|a2"))
                .containsExactly("2 a1", "4 a2", "column 2 'asset_id'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"asset_id|x", "x|y|asset_id", "y|asset_id", "asset_id", "|asset_id", "asset_id|x|asset_id"})
    void anotherHeaderIsRefused(String second) {
        refused("header-differs", "x|asset_id", "b1|a1", second);
    }

    @Test
    void aHeaderWithoutATellingNameIsRefusedWhereItMovesAColumn() {
        refused("header-differs", "asset_id|replaced_by", "a1|b1", "replaced_by|video");
        refused("header-differs", "title|asset_id", "x|a1", "title|video");
        refused("header-differs", "x|title|asset_id", "||a1", "title|y|video");
    }

    @Test
    void aTitleThatIsCalledAsTheColumnIsNoHeader() throws UnreadableException {
        assertThat(read("asset_id|title", "a1|Asset ID", "a2|x"))
                .containsExactly("2 a1", "3 a2", "column 1 'asset_id'");
    }

    @Test
    void aLaterHeaderThatBringsAColumnThatDecidesIsRefused() {
        refused("unknown-option", "asset_id|title", "a1|x", "asset_id|keep", "a2|yes");
    }

    @Test
    void aRecordWithMoreCellsThanTheHeaderMayBeMoved() throws UnreadableException {
        assertThat(read("title|replaced_by|asset_id", "x|y|b1|a1", "x|b1|a2"))
                .containsExactly("2 x,y,b1,a1 too-many-cells", "3 a2", "column 3 'asset_id'");
        assertThat(read("asset_id|title", "a1|x|y")).containsExactly("2 a1", "column 1 'asset_id'");
    }

    @Test
    void recordsOfBlanksAreNothing() throws UnreadableException {
        assertThat(read("asset_id|x", "|", " |\u00A0", "\u200B", "a1|", "|||", "|x"))
                .containsExactly("5 a1", "7 ,x no-asset-id", "column 1 'asset_id'");
    }

    @Test
    void whereWordsAreIdsTooAHeaderIsStillOne() throws UnreadableException {
        AssetIdPattern words = new AssetIdPattern(Pattern.compile("[A-Za-z0-9_-]+"));
        IdColumns columns = IdColumns.parse(IdColumns.DEFAULT);
        assertThat(read(words, columns, "title|asset_id", "x|one", "title|asset_id", "y|two"))
                .containsExactly("2 one", "4 two", "column 2 'asset_id'");
        refused("header-differs", () -> read(words, columns, "title|asset_id", "x|one", "asset_id|title"));
        refused("no-id-column", () -> read(words, columns, "title|video", "x|one"));
    }

    @ParameterizedTest
    @CsvSource({"keep", "Keep (master)", "On hold", "dry_run", "Action", "Do not delete"})
    void anOnlyColumnOfAssetsToSpareIsRefused(String name) {
        refused("unknown-option", name, "a1");
        refused("unknown-option", name, "title|asset_id", "x|a1");
    }

    @Test
    void whatAnOnlyColumnIsForMayBeItsName() throws UnreadableException {
        assertThat(read("Delete", "a1")).containsExactly("1 Delete not-an-asset-id", "2 a1");
        refused("unknown-option", "title|Delete", "name|asset_id", "x|a1");
        refused("unknown-option", "title|Delete?", "name|asset_id", "x|a1");
    }

    @Test
    void aTitleBetweenTheRowsThatSparesTheIdsBelowIsRefused() throws UnreadableException {
        for (String title : List.of("Do not delete:|", "|Kept", "Assets to keep")) {
            refused("unknown-option", "x|asset_id", "y|a1", title, "z|a2");
            refused("unknown-option", "x|asset_id", "y|a1", title, "x|asset_id", "z|a2");
        }
        refused("unknown-option", "asset_id|x", "a1|y", "Keep these|", "a2|z");
        refused("unknown-option", "a1", "Do not delete", "a2");
        assertThat(read("a1", "Please keep this list")).contains("1 a1");
        assertThat(read("x|asset_id", "y|a1", "keep|see|", "z|a2")).contains("2 a1", "4 a2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"keep", "KEEP!", "Don't delete", "do_not_delete", "On hold", "Ｋｅｅｐ", "保留"})
    void aCellBesideAnIdThatSparesItIsRefused(String cell) throws UnreadableException {
        refused("unknown-option", "status|asset_id", "x|a1", cell + "|a2");
        assertThat(read("status|asset_id", "x|a1", cell + "|x")).contains("2 a1");
        assertThat(read("title|asset_id", "x|a1", cell + " calm and carry on|a2"))
                .contains("3 a2");
    }

    @Test
    void aNameThatOnlyContainsThatOfTheIdsIsAnotherHeader() throws UnreadableException {
        refused("header-differs", "asset_id|x", "a1|y", "replacement_asset_id|", "a2|");
        refused("header-differs", "asset_id|x", "a1|y", "asset_id;x", "a2;y");
    }

    @Test
    void anIdInACellWithoutAColumnIsNotPassedOver() throws UnreadableException {
        assertThat(read("asset_id", "a1", "a2|a3")).contains("2 a1", "3 a2,a3 too-many-cells");
        assertThat(read("asset_id|x", "a1|y|z")).contains("2 a1");
    }

    /** As {@code x,y|b2|} where the cell of the id is blank and the comma stands in the title. */
    @Test
    void blanksBeyondTheHeaderMayBeTheIdThatWasMoved() throws UnreadableException {
        assertThat(read("title|replaced_by|asset_id", "x|b1|a1", "x|y|b2|"))
                .contains("2 a1", "3 x,y,b2, too-many-cells");
    }

    @Test
    void anIdAboveTheHeaderIsNamed() {
        assertThatThrownBy(() -> read("a1", "asset_id|x", "a2|y"))
                .hasFieldOrPropertyWithValue("reason", "no-id-column")
                .hasMessageContaining("line 2")
                .hasMessageContaining("an id above it");
    }

    private interface Reading {
        void read() throws UnreadableException;
    }

    private static void refused(String reason, Reading reading) {
        assertThatThrownBy(reading::read)
                .isInstanceOf(UnreadableException.class)
                .hasFieldOrPropertyWithValue("reason", reason);
    }

    private static void refused(String reason, String... rows) {
        refused(reason, () -> read(rows));
    }

    private static String[] with(String[] rows, String... more) {
        String[] all = Arrays.copyOf(rows, rows.length + more.length);
        System.arraycopy(more, 0, all, rows.length, more.length);
        return all;
    }

    private static List<String> read(String... rows) throws UnreadableException {
        return read(Entries.SHORT.pattern(), Entries.SHORT.columns(), rows);
    }

    private static List<String> read(AssetIdPattern pattern, IdColumns columns, String... rows)
            throws UnreadableException {
        IdTable table = new IdTable(new ListRules(pattern, columns));
        List<String> read = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            Entry entry = table.take(i + 1, List.of(rows[i].split("\\|", -1)));
            drain(table, read);
            add(entry, read);
        }
        table.end();
        drain(table, read);
        if (table.column() != null) {
            read.add(table.column());
        }
        return read;
    }

    private static void drain(IdTable table, List<String> read) {
        for (Entry entry = table.poll(); entry != null; entry = table.poll()) {
            add(entry, read);
        }
    }

    private static void add(Entry entry, List<String> read) {
        if (entry instanceof Entry.Found found) {
            read.add(found.line() + " " + found.assetId());
        } else if (entry instanceof Entry.Rejected line) {
            read.add(line.line() + " " + line.text() + " " + line.reason());
        }
    }
}
