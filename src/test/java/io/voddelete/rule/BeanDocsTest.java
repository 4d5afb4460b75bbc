package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.OwnNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A reader of a route file finds the class behind each {@code ref}: by its name, or in the table of the reference. */
class BeanDocsTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`vod[A-Z][^|]*) \\| `(\\w+)` \\|");

    @Test
    void theTableHasTheBeansWhoseClassHasAnotherName() throws IOException {
        Set<String> ours = classes();
        Set<String> others = OwnNames.beans().stream()
                .filter(bean -> bean.matches("vod[A-Z]\\w*"))
                .filter(bean -> !ours.contains(bean.replaceFirst("vod", "")))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(table().keySet()).as("beans without a class of their name").isEqualTo(others);
    }

    @Test
    void theClassesOfTheTableAreBoundInTheCamelPackage() throws IOException {
        String wiring = text(Path.of("src/main/java/io/voddelete/camel"));

        assertThat(table()).allSatisfy((bean, type) -> assertThat(wiring).contains("\"" + bean + "\"", type));
    }

    private static Map<String, String> table() {
        Map<String, String> table = new TreeMap<>();
        Matcher row = ROW.matcher(DocPages.text(DocPages.reference("internals.md")));
        while (row.find()) {
            Arrays.stream(row.group(1).split(","))
                    .forEach(bean -> table.put(bean.strip().replace("`", ""), row.group(2)));
        }
        return table;
    }

    private static Set<String> classes() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.replace(".java", ""))
                    .collect(Collectors.toSet());
        }
    }

    private static String text(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(DocPages::text).collect(Collectors.joining());
        }
    }
}
