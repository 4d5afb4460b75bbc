package io.voddelete.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.asset.Notice;
import io.voddelete.support.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"a1\",\"b2\"]",
                " [ \"a1\" ,\n\t\"b2\" ] \r\n",
                "{\"asset_ids\":[\"a1\",\"b2\"]}",
                "{\"\\u0061sset_ids\":[\"\\u00611\",\"b2\"]}\n",
                "[{\"asset_id\":\"a1\"},{\"title\":{\"asset_id\":[\"c3\"]},\"asset_id\":\"b2\",\"x\":[1,{}]}]"
            })
    void theArrayIsReadInItsOrder(String json) throws IOException {
        assertThat(read(json)).containsExactly("1 a1", "2 b2", "2 lines");
    }

    @Test
    void anEmptyArrayHasNothing() throws IOException {
        assertThat(read("[]")).containsExactly("0 lines");
        assertThat(read("{\"asset_ids\":[]}")).containsExactly("0 lines");
    }

    @Test
    void whatIsNoStringIsRejectedAndTheOthersAreRead() throws IOException {
        assertThat(read("[1, -2.5e9, null, true, [\"b2\",[{\"asset_id\":\"b2\"}]], \"a1\"]"))
                .containsExactly(
                        "1 1 not-a-string",
                        "2 -2.5e9 not-a-string",
                        "3 null not-a-string",
                        "4 true not-a-string",
                        "5 [...] not-a-string",
                        "6 a1",
                        "6 lines");
    }

    @Test
    void anObjectNeedsOneAssetIdThatIsAString() throws IOException {
        assertThat(read("""
                        [{}, {"id":"b2"}, {"asset_id":" "}, {"asset_id":"b2","asset_id":"b2"}, {"asset_id":1},
                         {"asset_id":["b2"]}, {"asset_id":{"asset_id":"b2"}}, {"asset_id":null,"asset_id":"b2"},
                         {"Asset_Id":"b2"}, {"asset_id":"a1"}, {"asset_id":"b2","媒资ID":"c3"}]"""))
                .containsExactly(
                        "1 {...} no-asset-id",
                        "2 {...} no-asset-id",
                        "3 {...} no-asset-id",
                        "4 {...} two-asset-ids",
                        "5 1 not-a-string",
                        "6 [...] not-a-string",
                        "7 {...} not-a-string",
                        "8 {...} two-asset-ids",
                        "9 b2",
                        "10 a1",
                        "11 {...} two-asset-ids",
                        "11 lines");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
                    {"asset_info_array":[{"asset_id":"a1","status":"DELETED","base_info":{"asset_id":"c3"}},{"asset_id":"b2"}],"is_truncated":0,"total":2}
                    {"total":2,"is_truncated":0,"asset_info_array":[{"asset_id":"a1"},{"asset_id":"b2"}]}
                    {"total":2,"assets":[{"asset_id":"a1","covers":[{}],"total":7},{"asset_id":"b2"}]}
                    {"assets":[{"asset_id":"a1"},{"asset_id":"b2"}],"total":0}
                    {"assets":[{"asset_id":"a1"},{"asset_id":"b2"}],"is_truncated":false,"total":null}
                    {"assets":[{"asset_id":"a1"},{"asset_id":"b2"}]}
                    """)
    void anAnswerOfVodThatHoldsAllIsRead(String json) throws IOException {
        assertThat(read(json)).containsExactly("1 a1", "2 b2", "2 lines");
        assertThat(notices(json)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
                    {"assets":[{"asset_id":"a1"},{"asset_id":"b2"}],"total":2300}              | 2 of 2300 | asset/list
                    {"total":3,"assets":[{"asset_id":"a1"},{"asset_id":"b2"}]}                 | 2 of 3    | asset/list
                    {"total":5,"is_truncated":0,"asset_info_array":[{"asset_id":"a1"},{}]}     | 2 of 5    | asset/info
                    {"is_truncated":1,"asset_info_array":[{"asset_id":"a1"}],"total":9}        | 1 of 9    | asset/info
                    {"is_truncated":1,"asset_info_array":[{"asset_id":"a1"}]}                  | 1 assets  | asset/info
                    {"asset_info_array":[{"asset_id":"a1"}],"total":1,"is_truncated":true}     | 1 assets  | asset/info
                    """)
    void anAnswerOfVodThatIsOnePageOfMoreIsReadAndSaysSo(String json, String held, String call) throws IOException {
        assertThat(read(json)).contains("1 a1");
        assertThat(notices(json)).singleElement().satisfies(notice -> {
            assertThat(notice.code()).isEqualTo("partial-list");
            assertThat(notice.text()).contains(held, call);
            assertThat(notice.warns()).isTrue();
        });
    }

    @Test
    void inAnAnswerOfVodOnlyAnObjectHasAnAssetId() throws IOException {
        assertThat(read("{\"assets\":[\"a1\",{\"title\":\"b2\"},null,{\"asset_id\":\"c3\"}]}"))
                .containsExactly("1 a1 no-asset-id", "2 {...} no-asset-id", "3 null not-a-string", "4 c3", "4 lines");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
                    {"assets":[],"delete_type":["origin"]}           | the member "delete_type" is unknown
                    {"request_id":"x","assets":[]}                   | the member "request_id" is unknown
                    {"delete_result_array":[{"asset_id":"a1"}]}      | the member "delete_result_array" is unknown
                    {"asset_ids":["a1"],"total":1}                   | the member "total" does not belong
                    {"total":1,"asset_ids":["a1"]}                   | the member "asset_ids" does not belong
                    {"assets":[],"asset_info_array":[]}              | the member "asset_info_array" does not belong
                    {"assets":[],"asset_ids":[]}                     | the member "asset_ids" does not belong
                    {"assets":[],"assets":[]}                        | the member "assets" occurs twice
                    {"total":1,"assets":[],"total":2}                | the member "total" occurs twice
                    {"total":1}                                      | the member "asset_ids" is missing
                    {"assets":{"asset_id":"a1"}}                     | "assets" is not an array
                    {"assets":[],"total":"2"}                        | the value of "total"
                    {"assets":[],"total":-1}                         | the value of "total"
                    {"assets":[],"total":1.5}                        | the value of "total"
                    {"assets":[],"total":99999999999999999999}       | the value of "total"
                    {"assets":[],"is_truncated":2}                   | the value of "is_truncated"
                    {"assets":[],"is_truncated":"0"}                 | the value of "is_truncated"
                    {"assets":[],"is_truncated":[0]}                 | the value of "is_truncated"
                    """)
    void whatIsOnlyNearlyAnAnswerOfVodIsRefused(String json, String what) {
        refused(json).hasMessageContaining(what);
    }

    @Test
    void anAnswerOfAssetInfoSavedToAFileIsRead() throws IOException {
        ListRules ids =
                new ListRules(new AssetIdPattern(Pattern.compile("[0-9a-f]{32}")), IdColumns.parse(IdColumns.DEFAULT));
        Path saved = Path.of("src/test/resources/cases/14a-answer-of-asset-info.json");
        for (String name : List.of("a.json", "a.txt", "a.csv", "a.jsonl", "a")) {
            assertThat(Entries.read(Format.open(Files.newInputStream(saved), name, ids, 10_000)))
                    .containsExactly(
                            "1 73225571009a054239a1e8e2eb08fd8d",
                            "2 079e94b22ea7916246d00edee3560f01",
                            "3 83af3af88cf0c61ebc0949dee9f63ac8",
                            "3 lines");
        }
    }

    @ParameterizedTest
    @FieldSource("io.voddelete.reader.Entries#HOSTILE")
    void hostileTextIsRejectedAsAWhole(String hostile) throws IOException {
        String quoted = new ObjectMapper().writeValueAsString(hostile);
        assertThat(read("[\"a1\"," + quoted + ",{\"asset_id\":" + quoted + "}]"))
                .containsExactly(
                        "1 a1",
                        "2 " + Text.visible(hostile) + " not-an-asset-id",
                        "3 " + Text.visible(hostile) + " not-an-asset-id",
                        "3 lines");
    }

    @Test
    void aStringIsReadWithoutTheBlanksAtItsEnds() throws IOException {
        assertThat(read("[\" a1\", \"A1\", \"\", \"a1\\n\", \"\\ud800\"]"))
                .containsExactly(
                        "1 a1",
                        "2 A1 upper-case",
                        "3  not-an-asset-id",
                        "4 a1",
                        "5 \\ud800 not-an-asset-id",
                        "5 lines");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{`asset_ids`:[`a1`],`delete_type`:[`origin`]} | column 21: the member `delete_type` is unknown",
                "{`dry_run`:true,`asset_ids`:[`a1`]}           | column 2: the member `dry_run` is unknown",
                "{`asset_id`:`a1`}                             | column 2: the member `asset_id` is unknown",
                "{`asset_ids`:[`a1`],`asset_ids`:[`b2`]}       | column 21: the member `asset_ids` occurs twice",
                "{}                                            | column 2: the member `asset_ids` is missing",
                "{`asset_ids`:`a1`}                            | column 14: `asset_ids` is not an array",
                "{`asset_ids`:null}                            | column 14: `asset_ids` is not an array",
                "{`asset_ids`:{`a1`:`b2`}}                     | column 14: `asset_ids` is not an array",
                "[`a1`][`b2`]                                  | column 7: there is text after the list",
                "[`a1`] `b2`                                   | column 8: there is text after the list",
                "{`asset_ids`:[`a1`]}{}                        | column 21: there is text after the list",
                " `a1` `b2`                                    | column 1: it is neither an array nor an object",
                "1                                             | column 1: it is neither an array nor an object",
                "null                                          | column 1: it is neither an array nor an object"
            })
    void anotherShapeIsRefused(String shape, String what) {
        refused(shape.replace('`', '"')).hasMessageEndingWith(": line 1, " + what.replace('`', '"'));
    }

    @Test
    void nothingAtAllIsRefused() {
        refused("").hasMessageContaining("empty");
        refused(" \n").hasMessageContaining("empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "[\"a1\"",
                "[\"a1\",",
                "[\"a1\",]",
                "[,\"a1\"]",
                "[\"a1\" \"b2\"]",
                "[\"a1\"]]",
                "[\"a1\"],",
                "['a1']",
                "[a1]",
                "[\"a1]",
                "[\"a1\\x\"]",
                "[\"a\n1\"]",
                "[\"a1\0\"]",
                "[01]",
                "[NaN]",
                "[// x\n\"a1\"]",
                "# x\n[]",
                "[]#",
                "[]\0",
                "{\"asset_ids\":[\"a1\"]",
                "{\"asset_ids\":[\"a1\"],}",
                "{asset_ids:[]}",
                "{\"asset_ids\" []}",
                "\uFEFF[]",
                "[{\"asset_id\":\"a1\"]",
                "[{\"asset_id\"}]",
                "[{\"x\":[}]",
                "[\"\\ud8\"]"
            })
    void brokenSyntaxIsRefused(String json) {
        refused(json).hasMessageMatching(".+: line \\d+, column \\d+: .+");
    }

    @Test
    void thePlaceOfAnErrorIsNamedAndForeignTextIsEscaped() {
        refused("[\"a1\",\r\n  \"b2\", \u202Eevil\u0007]")
                .hasMessageContaining(": line 2, column 9: ")
                .hasMessageContaining("\\u202e")
                .message()
                .doesNotContain("\u202E", "\u0007", "\n");
        refused("{\"x\u202E\\u0000\\n" + "y".repeat(1000) + "\":1}")
                .hasMessageContaining("the member \"x\\u202e\\u0000\\u000ayyy")
                .message()
                .hasSizeLessThan(300);
        refused("[\"a1\", " + "x".repeat(100_000) + "]").message().hasSizeLessThan(300);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":[", "{\"asset_ids\":[", "[{\"asset_id\":["})
    void nestingOf10000IsRefused(String open) {
        refused(open.repeat(10_000));
        refused("[" + open.repeat(10_000));
        refused("[{\"x\":" + open.repeat(10_000));
    }

    @Test
    void nestingOf100IsReadAndDeeperIsRefused() throws IOException {
        assertThat(read("[".repeat(100) + "]".repeat(100))).containsExactly("1 [...] not-a-string", "1 lines");
        refused("[".repeat(101) + "]".repeat(101)).hasMessageContaining("depth");
    }

    @Test
    void aStringOf64KibibytesIsRejectedAndALongerOneIsRefused() throws IOException {
        assertThat(read("[\"" + "x".repeat(65_536) + "\"]"))
                .containsExactly("1 " + "x".repeat(200) + " not-an-asset-id", "1 lines");
        refused("[\"" + "x".repeat(65_537) + "\"]");
    }

    @Test
    void whatIs10MebibytesLongIsRefused() {
        for (String begin : List.of("[\"", "[{\"", "[{\"asset_id\":\"", "{\"", "[1", "[", "[tru", "")) {
            refused(new Repeated(begin, '1', 10 << 20, "")).message().hasSizeLessThan(400);
        }
        refused(new Repeated("", ' ', 10 << 20, "")).hasMessageContaining("empty");
    }

    @Test
    void manyDifferentMembersTakeNoMemoryThatStays() throws IOException {
        StringBuilder json = new StringBuilder("[{");
        for (int i = 0; i < 100_000; i++) {
            json.append("\"m").append(i).append("\":0,");
        }
        assertThat(read(json.append("\"asset_id\":\"a1\"}]").toString())).containsExactly("1 a1", "1 lines");
    }

    private static AbstractThrowableAssert<?, ?> refused(String json) {
        return refused(Entries.stream(json));
    }

    private static AbstractThrowableAssert<?, ?> refused(InputStream in) {
        return assertThatThrownBy(() -> Entries.read(new JsonReader(in, Entries.SHORT)))
                .isInstanceOf(UnreadableException.class)
                .hasFieldOrPropertyWithValue("reason", "bad-json");
    }

    private static List<Notice> notices(String json) throws IOException {
        JsonReader reader = new JsonReader(Entries.stream(json), Entries.SHORT);
        Entries.read(reader);
        return reader.notices();
    }

    private static List<String> read(String json) throws IOException {
        return Entries.read(new JsonReader(Entries.stream(json), Entries.SHORT));
    }
}
