package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may know whom, and what no source may hold. */
class ArchitectureTest {
    private static final String BASE = "io.voddelete.";
    private static final Path MAIN = Path.of("src/main/java/io/voddelete");
    private static final String SLEEP = "Thread" + ".sleep";
    private static final Pattern MARK = Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b");

    static List<Path> mainSources() {
        return files(MAIN);
    }

    /** What a package imports apart from its own classes and the JDK. */
    @ParameterizedTest
    @CsvSource({
        "asset, com.fasterxml.jackson.annotation com.fasterxml.jackson.databind",
        "vod, io.voddelete.asset com.fasterxml.jackson",
        "store, io.voddelete.asset io.voddelete.vod org.sqlite",
        "pipeline, io.voddelete.asset io.voddelete.vod io.voddelete.store org.slf4j",
        "intake, io.voddelete.asset io.voddelete.pipeline org.slf4j",
        "simulator, com.sun.net.httpserver"
    })
    void aPackageKnowsTheseOnly(String name, String known) {
        List<String> allowed =
                Arrays.stream(known.split(" ")).map(prefix -> prefix + ".").toList();
        for (Path source : files(MAIN.resolve(name))) {
            assertThat(imports(source))
                    .as(source.toString())
                    .allMatch(type -> isJdk(type)
                            || type.startsWith(BASE + name + ".")
                            || allowed.stream().anyMatch(type::startsWith));
        }
    }

    @Test
    void onlyTheStoreSpeaksToADatabase() {
        assertThat(mainSources().stream().filter(source -> !source.startsWith(MAIN.resolve("store"))))
                .allSatisfy(source -> assertThat(imports(source))
                        .noneMatch(type -> type.matches("(java|javax)\\.sql\\..*|org\\.sqlite\\..*")));
    }

    @Test
    void onlyTheRootPackageKnowsCamelAndTheHttpClient() {
        assertThat(mainSources().stream().filter(source -> !source.getParent().equals(MAIN)))
                .allSatisfy(source -> assertThat(text(source)).doesNotContain("org.apache.camel", "org.apache.hc"));
    }

    @Test
    void everyPackageHasItsRule() {
        try (Stream<Path> packages = Files.list(MAIN)) {
            assertThat(packages.filter(Files::isDirectory)
                            .map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder("asset", "vod", "store", "pipeline", "intake", "simulator");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("mainSources")
    void aClassFitsIntoTheHead(Path source) {
        long lines = text(source)
                .replaceAll("(?s)/\\*\\*.*?\\*/", "")
                .lines()
                .filter(line -> !line.isBlank())
                .count();
        assertThat(lines).isLessThanOrEqualTo(250);
    }

    @Test
    void nothingSleepsAndOnlyDemoAndSimulatorPrint() {
        assertThat(mainSources()).allSatisfy(source -> assertThat(text(source)).doesNotContain(SLEEP));
        assertThat(mainSources().stream()
                        .filter(source ->
                                !source.endsWith("Demo.java") && !source.startsWith(MAIN.resolve("simulator"))))
                .allSatisfy(source -> assertThat(text(source)).doesNotContain("System.out"));
        assertThat(files(Path.of("src/test/java")))
                .allSatisfy(source -> assertThat(text(source)).doesNotContain(SLEEP));
    }

    @Test
    void nothingIsLeftToDo() {
        Stream<Path> all = Stream.of("src", "routes", "config", "README.md")
                .map(Path::of)
                .filter(Files::exists)
                .flatMap(each -> files(each).stream());
        assertThat(all).isNotEmpty().allSatisfy(file -> assertThat(text(file)).doesNotContainPattern(MARK));
    }

    private static boolean isJdk(String type) {
        return type.startsWith("java.") || type.startsWith("javax.");
    }

    private static List<String> imports(Path source) {
        return text(source)
                .lines()
                .filter(line -> line.startsWith("import "))
                .map(line -> line.replaceFirst("import (static )?", ""))
                .toList();
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is no UTF-8 text", e);
        }
    }
}
