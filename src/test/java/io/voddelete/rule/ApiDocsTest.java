package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page about HTTP has the operations that the description for programs has. */
class ApiDocsTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(?:GET|POST) .*$");
    private static final Pattern OPERATION = Pattern.compile("`((?:GET|POST) /[^`]+)`");

    @Test
    void theTableNamesEveryOperationAndNoOther() throws Exception {
        Set<String> named = ROW.matcher(DocPages.text(DocPages.reference("http-api.md")))
                .results()
                .flatMap(row -> OPERATION.matcher(row.group()).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named).isEqualTo(OpenApiDocument.shipped().operations());
    }
}
