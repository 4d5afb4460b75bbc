package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.CodeTables;
import io.voddelete.kit.CodeTables.Row;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The reference has every class of errors with the codes of the table. {@code mvn test -Dtest=ErrorCodeDocsTest
 * -Ddocs.write=true} writes the codes anew; what stands beside them is written by hand.
 */
class ErrorCodeDocsTest {
    private static final int CLASS = 1;
    private static final int CODES = 2;
    private static final int CELLS = 5;

    @Test
    void theReferenceNamesEveryClassWithItsCodes() throws IOException {
        new DocPart(DocPages.reference("errors.md"), "error codes").assertIs(ErrorCodeDocsTest::withCodes);
    }

    private static String withCodes(String table) {
        List<String> lines = table.lines().toList();
        List<String> classes = Arrays.stream(ErrorClass.values())
                .map(errorClass -> errorClass.name().toLowerCase(Locale.ROOT))
                .toList();
        List<String[]> rows =
                lines.stream().skip(2).map(line -> line.split("\\|")).toList();
        assertThat(rows)
                .allSatisfy(
                        cells -> assertThat(Arrays.copyOfRange(cells, 1, CELLS)).noneMatch(String::isBlank));
        assertThat(rows).extracting(cells -> cells[CLASS].strip()).isEqualTo(classes);
        return rows.stream()
                .map(cells -> {
                    cells[CODES] = " " + codes(cells[CLASS].strip()) + " ";
                    return String.join("|", cells) + "|\n";
                })
                .collect(Collectors.joining("", lines.get(0) + "\n" + lines.get(1) + "\n", ""));
    }

    /** The codes of a class, each family named once: {@code VOD.10051† 10052†, APIGW.0103}. */
    private static String codes(String errorClass) {
        Map<String, String> families = new LinkedHashMap<>();
        for (Row row : CodeTables.rows()) {
            if (row.errorClass().equals(errorClass)) {
                int dot = row.code().indexOf('.') + 1;
                String number = row.code().substring(dot) + (row.acted().equals("maybe") ? "†" : "");
                families.merge(row.code().substring(0, dot), number, (before, more) -> before + " " + more);
            }
        }
        return families.isEmpty()
                ? "any other"
                : families.entrySet().stream()
                        .map(family -> family.getKey() + family.getValue())
                        .collect(Collectors.joining(", "));
    }
}
