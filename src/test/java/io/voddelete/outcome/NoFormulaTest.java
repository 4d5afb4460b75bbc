package io.voddelete.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.support.Text;
import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;

class NoFormulaTest {
    private static final List<String> PIECES = List.of(
            "=",
            "+",
            "-",
            "@",
            "＝",
            "＋",
            "－",
            "＠",
            "﹢",
            "\u2212",
            "\u207A",
            ",",
            ";",
            "\t",
            "|",
            "\n",
            "\r",
            "\u2028",
            "\"",
            "'",
            " ",
            "\u00A0",
            "\u3000",
            "\u200B",
            "\u202E",
            "\uFEFF",
            "\u0001",
            "\u115F",
            "a",
            "1",
            "é",
            "cmd|' /C calc'!A0",
            "HYPERLINK(\"http://evil.example\")");
    private static final Pattern UNSEEN = Pattern.compile("^[\\s\\p{Cntrl}\\p{Cf}\\p{Z}\"\u115F]*");

    /** However the table is split, with quotes understood or taken for letters, no cell is computed. */
    @Property(tries = 3_000)
    void noCellBeginsWithASignWhereverTheTableIsSplit(@ForAll("hostile") String raw) throws IOException {
        for (String text : List.of(raw, Text.visible(raw))) {
            String line = "\"1\",\"" + NoFormula.in(text).replace("\"", "\"\"") + "\",\"REJECTED\"\n";
            for (char separator : new char[] {',', ';', '\t', '|'}) {
                assertThat(cells(line, separator)).as(line).noneMatch(NoFormulaTest::isComputed);
                assertThat(line.split(Pattern.quote(String.valueOf(separator))))
                        .as(line)
                        .noneMatch(NoFormulaTest::isComputed);
            }
        }
    }

    @Property(tries = 1_000)
    void onlyApostrophesAreAdded(@ForAll("hostile") String text) {
        assertThat(NoFormula.in(text).replace("'", "")).isEqualTo(text.replace("'", ""));
        assertThat(NoFormula.in(NoFormula.in(text))).isEqualTo(NoFormula.in(text));
    }

    @Example
    void whatIsNoFormulaIsUnchanged() {
        for (String text : List.of(
                "",
                "file:a.txt line 1",
                "a=b",
                "x - y",
                "2026-11-24T10:00:00Z",
                "me@example.org, you",
                "a;b",
                "VOD.1")) {
            assertThat(NoFormula.in(text)).isEqualTo(text);
        }
    }

    @Example
    void aSignIsGuardedAtTheBeginningAndBehindEachSeparator() {
        assertThat(NoFormula.in("=1+1")).isEqualTo("'=1+1");
        assertThat(NoFormula.in("＝1")).isEqualTo("'＝1");
        assertThat(NoFormula.in(" \u200B@x")).isEqualTo(" \u200B'@x");
        assertThat(NoFormula.in("file:a;=1,+2\t-3\n@4")).isEqualTo("file:a;'=1,'+2\t'-3\n'@4");
        assertThat(NoFormula.in("a;\"=1\"")).isEqualTo("a;\"'=1\"");
    }

    @Provide
    Arbitrary<String> hostile() {
        return Arbitraries.of(PIECES).list().ofMaxSize(8).map(pieces -> String.join("", pieces));
    }

    /** As spreadsheets read: what follows a closing quote belongs to the cell, and a quote need not end. */
    private static List<String> cells(String text, char separator) throws IOException {
        CSVFormat format = CSVFormat.Builder.create()
                .setDelimiter(separator)
                .setQuote('"')
                .setTrailingData(true)
                .setLenientEof(true)
                .get();
        List<String> cells = new ArrayList<>();
        try (CSVParser parser = CSVParser.parse(text, format)) {
            parser.forEach(row -> cells.addAll(Arrays.asList(row.values())));
        }
        return cells;
    }

    private static boolean isComputed(String cell) {
        String plain = Normalizer.normalize(UNSEEN.matcher(cell).replaceFirst(""), Normalizer.Form.NFKC);
        return !plain.isEmpty() && "=+-@\u2212".indexOf(plain.charAt(0)) >= 0;
    }
}
