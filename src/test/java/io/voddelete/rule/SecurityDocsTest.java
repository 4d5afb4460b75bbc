package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that SECURITY.md names are there. */
class SecurityDocsTest {
    private static final Path SECURITY = Path.of(".github", "SECURITY.md");

    @Test
    void everyTestThatProvesAPromiseExists() throws IOException {
        assertThat(testClasses()).containsAll(named("`(\\w+(?:Test|IT))`"));
    }

    private static Set<String> named(String pattern) throws IOException {
        Set<String> named = Pattern.compile(pattern)
                .matcher(Files.readString(SECURITY))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).isNotEmpty();
        return named;
    }

    private static Set<String> testClasses() throws IOException {
        Set<String> classes = new TreeSet<>();
        for (String root : new String[] {"src/test/java", "src/campaign/java"}) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".java"))
                        .forEach(name -> classes.add(name.replace(".java", "")));
            }
        }
        return classes;
    }
}
