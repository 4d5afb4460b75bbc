package io.voddelete.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the format, nothing that says what to delete is passed over. */
class ForbiddenColumnTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "ids.csv   | asset_id,delete_type~a1,origin~                                | column in line 1 'delete_type'",
                "ids.csv   | # why~~title;Asset ID;Delete Type~x;a1;origin~                 | column in line 3 'Delete Type'",
                "ids.csv   | id,dryRun~a1,true~                                             | column in line 1 'dryRun'",
                "ids.txt   | project_id,asset_id~p2,a1~                                     | column in line 1 'project_id'",
                "ids.json  | ['a1',{'asset_id':'b2','delete_type':'origin'}]                | member in element 2 'delete_type'",
                "ids.json  | {'asset_ids':[{'dry_run':true,'asset_id':'a1'}]}               | member in element 1 'dry_run'",
                "ids.json  | [{'projectId':'p2'}]                                           | member in element 1 'projectId'",
                "ids.jsonl | 'a1'~~{'asset_id':'b2','delete_type':['origin']}~              | member in line 3 'delete_type'",
                "ids.jsonl | {'asset_id':'a1','x':1,'Dry-Run':false}~                       | member in line 1 'Dry-Run'"
            })
    void theListIsRefusedAndToldWhereItStands(String name, String content, String where) {
        assertThatThrownBy(() -> read(name, content)).isInstanceOfSatisfying(UnreadableException.class, e -> {
            assertThat(e.reason()).isEqualTo("unknown-option");
            assertThat(e).hasMessageContaining("the " + where);
            boolean table = where.startsWith("column");
            assertThat(e.getMessage().contains("columns found: ")).isEqualTo(table);
            assertThat(e.remedy()).isNotBlank();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"title", "date", "type", "deleted_at", "transaction", "project", "status"})
    void whatElseAnExportHoldsIsPassedOver(String name) throws IOException {
        assertThat(read("ids.csv", "asset_id," + name + "~a1,delete_type~")).containsExactly("a1");
        assertThat(read("ids.json", "[{'asset_id':'a1','" + name + "':'delete_type'}]"))
                .containsExactly("a1");
        assertThat(read("ids.jsonl", "{'" + name + "':'dry_run','asset_id':'a1'}~"))
                .containsExactly("a1");
    }

    @Test
    void aValueBesideAnIdThatSparesItIsRefusedInEveryFormat() {
        assertThatThrownBy(() -> read("ids.csv", "asset_id,state~a1,delete~b2,Keep~"))
                .hasMessageContaining("the cell in line 3 'Keep' may mean");
        assertThatThrownBy(() -> read("ids.json", "[{'asset_id':'a1','x':'go'},{'x':'Do not delete','asset_id':'b2'}]"))
                .hasMessageContaining("element 2 with the value 'Do not delete'");
        assertThatThrownBy(() -> read("ids.jsonl", "{'asset_id':'a1','x':'KEEP'}~"))
                .hasFieldOrPropertyWithValue("reason", "unknown-option");
        List<Map<String, String>> rows = List.of(Map.of("asset_id", "a1", "note", "on hold"));
        assertThatThrownBy(() -> Entries.read(new RowReader(rows.iterator(), Entries.SHORT)))
                .hasMessageContaining("value in row 1 'on hold'");
    }

    @Test
    void aMemberOfAMemberIsNoOption() throws IOException {
        assertThat(read("ids.jsonl", "{'asset_id':'a1','meta':{'project_id':'p2'}}~"))
                .containsExactly("a1");
    }

    /** @param content with ' for a double quote and ~ for a line feed */
    private static List<String> read(String name, String content) throws IOException {
        byte[] bytes = content.replace('\'', '"').replace('~', '\n').getBytes(StandardCharsets.UTF_8);
        ListRules pattern =
                new ListRules(new AssetIdPattern(Pattern.compile("[a-z][0-9]")), IdColumns.parse(IdColumns.DEFAULT));
        List<String> found = new ArrayList<>();
        try (AssetIdReader reader = Format.open(new ByteArrayInputStream(bytes), name, pattern, 1_000)) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                found.add(entry instanceof Entry.Found id ? id.assetId().value() : entry.toString());
            }
        }
        return found;
    }
}
