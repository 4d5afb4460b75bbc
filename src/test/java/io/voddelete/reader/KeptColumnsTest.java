package io.voddelete.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptColumnsTest {
    private static final long ANY = 1_000_000;
    private static final ListRules RULES = new ListRules(
            new AssetIdPattern(Pattern.compile("[0-9a-f]{2}")),
            IdColumns.parse(IdColumns.DEFAULT),
            KeptColumns.parse("ticket, Requested By"));

    @Test
    void aColumnIsFoundHoweverItIsSpeltAndItsValuesComeBackUnderTheNameThatIsSet() throws IOException {
        String list = "TICKET;asset_id;requested_by;other\nCHG-1;a1; alice ;x\n;b2\n"
                + "CHG-3;A3;\"b; \"\"ob\"\"\";y\nCHG-4;;carol\n";

        assertThat(columns("ids.csv", list))
                .containsExactly(
                        Map.of("ticket", "CHG-1", "Requested By", "alice"),
                        Map.of(),
                        Map.of("ticket", "CHG-3", "Requested By", "b; \"ob\""),
                        Map.of("ticket", "CHG-4", "Requested By", "carol"));
    }

    @Test
    void aListWithoutTheColumnsIsReadAsEver() throws IOException {
        assertThat(columns("ids.txt", "a1\nb2\n")).containsExactly(Map.of(), Map.of());
        assertThat(columns("ids.csv", "asset_id,other\na1,x\n")).containsExactly(Map.of());
        assertThat(columns("ids.json", "[\"a1\",{\"asset_id\":\"b2\",\"other\":1}]"))
                .containsExactly(Map.of(), Map.of());
    }

    /** Nobody knows to which column its cells belong. */
    @Test
    void ofARowThatIsRejectedSinceItsCellsMayHaveMovedNothingIsKept() throws IOException {
        List<Entry> entries = entries("ids.csv", "ticket,asset_id\nCHG-1,x,a1\nCHG-2,b2\n");

        assertThat(entries).extracting(Entry::columns).containsExactly(Map.of(), Map.of("ticket", "CHG-2"));
        assertThat(((Entry.Rejected) entries.get(0)).reason()).isEqualTo("too-many-cells");
    }

    @Test
    void membersOfElementsAreKeptIfTheyAreTextNumbersOrFlags() throws IOException {
        String first = "{\"ticket\":7,\"asset_id\":\"a1\",\"requested-by\":\"x\",\"Requested_By\":\"y\"}";
        String rest = "{\"asset_id\":\"b2\",\"ticket\":null},{\"ticket\":[\"x\"],\"asset_id\":\"c3\"},"
                + "\"d4\",{\"ticket\":true},{\"asset_id\":\"e5\",\"ticket\":\" \"}";
        List<Map<String, String>> kept = List.of(
                Map.of("ticket", "7", "Requested By", "x"),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of("ticket", "true"),
                Map.of());

        assertThat(columns("ids.json", "[" + first + "," + rest + "]")).isEqualTo(kept);
        assertThat(columns("ids.jsonl", (first + "," + rest).replaceAll(",(?=\\{|\"d4)|(?<=\"d4\"),", "\n")))
                .isEqualTo(kept);
    }

    @Test
    void columnsOfRowsAreKeptIfTheyHaveAText() throws IOException {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("ASSET_ID", "a1");
        row.put("TICKET", 4711);
        row.put("REQUESTED_BY", LocalDate.of(2026, 11, 24));
        Map<String, Object> other = new LinkedHashMap<>();
        other.put("asset_id", "b2");
        other.put("ticket", new byte[] {1});
        other.put("requested_by", null);

        assertThat(columns(new RowReader(List.of(row, other, "c3").iterator(), RULES)))
                .containsExactly(Map.of("ticket", "4711", "Requested By", "2026-11-24"), Map.of(), Map.of());
    }

    @Test
    void aValueIsForeignTextAndALongOneIsCutWithAMark() throws IOException {
        String long1 = "\uD83C\uDFA5".repeat(200);
        assertThat(columns("ids.csv", "asset_id,ticket\na1,x\u202Ey\nb2," + long1 + "\nc3," + "z".repeat(256) + "\n"))
                .satisfiesExactly(
                        kept -> assertThat(kept).containsEntry("ticket", "x\\u202ey"),
                        kept -> assertThat(kept.get("ticket"))
                                .hasSizeBetween(KeptColumns.LONGEST_VALUE - 1, KeptColumns.LONGEST_VALUE)
                                .endsWith("\uD83C\uDFA5…"),
                        kept -> assertThat(kept).containsEntry("ticket", "z".repeat(256)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ticket", " ticket , Requested-By,媒资标题", "title,asset name"})
    void theseNamesAreFine(String names) {
        assertThat(KeptColumns.isValid(names)).isTrue();
    }

    /** A list with a column that decides is refused, so it could never be kept. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                ",",
                "ticket,",
                "ticket,TICKET",
                "-_",
                "keep",
                "dry run",
                "doNotDelete",
                "a\tb",
                "a\u202Eb",
                "a\uFFFD"
            })
    void theseNamesAreNot(String names) {
        assertThat(KeptColumns.isValid(names)).isFalse();
    }

    @Test
    void thereAreNotManyNamesNorLongOnes() {
        String most =
                IntStream.range(0, KeptColumns.MOST).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
        assertThat(KeptColumns.isValid(most)).isTrue();
        assertThat(KeptColumns.isValid(most + ",one-more")).isFalse();
        assertThat(KeptColumns.isValid("x".repeat(64))).isTrue();
        assertThat(KeptColumns.isValid("x".repeat(65))).isFalse();
    }

    @Test
    void otherColumnsMakeNoOtherSubmission() {
        assertThat(RULES.toString()).isEqualTo(new ListRules(RULES.pattern(), RULES.columns()).toString());
    }

    private static List<Map<String, String>> columns(String name, String list) throws IOException {
        return entries(name, list).stream().map(Entry::columns).toList();
    }

    private static List<Entry> entries(String name, String list) throws IOException {
        return entries(Format.open(Entries.stream(list), name, RULES, ANY));
    }

    private static List<Map<String, String>> columns(AssetIdReader opened) throws IOException {
        return entries(opened).stream().map(Entry::columns).toList();
    }

    private static List<Entry> entries(AssetIdReader opened) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (AssetIdReader reader = opened) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                entries.add(entry);
            }
        }
        return entries;
    }
}
