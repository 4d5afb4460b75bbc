package io.voddelete.reader;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.support.Text;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesReaderTest {
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void eachLineHasAStringOrAnObject(String end) throws IOException {
        assertThat(read(String.join(
                        end,
                        "\"a1\"",
                        "",
                        " {\"asset_id\":\"b2\"} ",
                        "# why",
                        "\t",
                        "{\"x\":[{}],\"asset_id\":\"c3\"}")))
                .containsExactly("1 a1", "3 b2", "6 c3", "6 lines");
    }

    @Test
    void aBrokenLineIsRejectedAndTheOthersAreRead() throws IOException {
        assertThat(read("""
                        a1
                        "a1
                        "a1" "b2"
                        {"asset_id":"a1"
                        {"asset_id":"a1"},
                        ["a1"]
                        12
                        null
                        {"asset_id":12}
                        {"asset_id":"b2","asset_id":"b2"}
                        {"asset_ids":["a1"]}
                        {"asset_id":""}
                        ""
                        "A1"
                        "a1"
                        """))
                .containsExactly(
                        "1 a1 not-json",
                        "2 \"a1 not-json",
                        "3 \"a1\" \"b2\" not-json",
                        "4 {\"asset_id\":\"a1\" not-json",
                        "5 {\"asset_id\":\"a1\"}, not-json",
                        "6 [\"a1\"] not-a-string",
                        "7 12 not-a-string",
                        "8 null not-a-string",
                        "9 {\"asset_id\":12} not-a-string",
                        "10 {\"asset_id\":\"b2\",\"asset_id\":\"b2\"} two-asset-ids",
                        "11 {\"asset_ids\":[\"a1\"]} no-asset-id",
                        "12 {\"asset_id\":\"\"} no-asset-id",
                        "13  not-an-asset-id",
                        "14 A1 upper-case",
                        "15 a1",
                        "15 lines");
    }

    @ParameterizedTest
    @FieldSource("io.voddelete.reader.Entries#HOSTILE")
    void hostileTextIsRejectedAsAWhole(String hostile) throws IOException {
        String quoted = new ObjectMapper().writeValueAsString(hostile);
        assertThat(read("\"a1\"\n" + quoted + "\n{\"asset_id\":" + quoted + "}\n\"b2\""))
                .containsExactly(
                        "1 a1",
                        "2 " + Text.visible(hostile) + " not-an-asset-id",
                        "3 " + Text.visible(hostile) + " not-an-asset-id",
                        "4 b2",
                        "4 lines");
    }

    @ParameterizedTest
    @FieldSource("io.voddelete.reader.Entries#HOSTILE")
    void hostileLinesAreRejectedOneByOne(String hostile) throws IOException {
        String line = hostile.replaceAll("[\r\n]", "");
        assertThat(read(line + "\n\"b2\"")).containsExactly("1 " + Text.visible(line) + " not-json", "2 b2", "2 lines");
    }

    @Test
    void deepNestingRejectsItsLineOnly() throws IOException {
        assertThat(read("[".repeat(10_000) + "\n{\"asset_id\":" + "{\"x\":".repeat(9_000) + "\n\"a1\""))
                .containsExactly(
                        "1 " + "[".repeat(200) + " not-json",
                        "2 " + ("{\"asset_id\":" + "{\"x\":".repeat(40)).substring(0, 200) + " not-json",
                        "3 a1",
                        "3 lines");
    }

    @Test
    void aLineOf64KibibytesIsReadAndALongerOneIsTooLong() throws IOException {
        String object = "{\"asset_id\":\"a1\",\"title\":\"\"}";
        String most = object.replace("\"\"}", "\"" + "x".repeat(65_536 - object.length()) + "\"}");
        assertThat(read(most + "\n\"b2\"")).containsExactly("1 a1", "2 b2", "2 lines");
        assertThat(read(most + " \n\"b2\""))
                .containsExactly("1 " + most.substring(0, 200) + " too-long", "2 b2", "2 lines");
    }

    @Test
    void aLineOf10MebibytesIsRejectedOnce() throws IOException {
        assertThat(Entries.read(new JsonLinesReader(new Repeated("", '"', 10 << 20, "\n\"a1\""), Entries.SHORT)))
                .containsExactly("1 " + "\"".repeat(200) + " too-long", "2 a1", "2 lines");
        assertThat(Entries.read(new JsonLinesReader(new Repeated("", ' ', 10 << 20, "\"a1\""), Entries.SHORT)))
                .containsExactly("1  too-long", "1 lines");
    }

    private static List<String> read(String text) throws IOException {
        return Entries.read(new JsonLinesReader(Entries.stream(text), Entries.SHORT));
    }
}
