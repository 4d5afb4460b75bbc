package io.voddelete.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowReaderTest {
    @Test
    void theIdIsInTheColumnOfItsNameHoweverItIsSpelt() throws IOException {
        assertThat(read(Map.of("ID", 7, "ASSET_ID", "a1"), Map.of("assetId", " b2 ", "name", "x")))
                .containsExactly("1 a1", "2 b2", "2 lines");
    }

    @Test
    void oneColumnOrOneValueIsTheId() throws IOException {
        assertThat(read(Map.of("id", "a1"), "b2", 33)).containsExactly("1 a1", "2 b2", "3 33", "3 lines");
    }

    @Test
    void whatIsNoIdIsRejectedWithItsRow() throws IOException {
        assertThat(read("A1", null, "a1,b2"))
                .containsExactly("1 A1 upper-case", "2  no-asset-id", "3 a1,b2 not-an-asset-id", "3 lines");
    }

    @Test
    void aRowOfSeveralColumnsNeedsAName() {
        assertThatThrownBy(() -> read("a1", Map.of("id", "b2", "name", "x")))
                .isInstanceOf(UnreadableException.class)
                .hasFieldOrPropertyWithValue("reason", "no-id-column")
                .hasMessageContaining("row 2 has 2 columns");
    }

    @Test
    void aColumnThatWouldChangeWhatIsDeletedIsRefused() {
        assertThatThrownBy(() -> read(Map.of("asset_id", "a1", "delete_type", "origin")))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("delete_type");
    }

    private static List<String> read(Object... rows) throws IOException {
        return Entries.read(new RowReader(Arrays.asList(rows).iterator(), Entries.SHORT));
    }
}
