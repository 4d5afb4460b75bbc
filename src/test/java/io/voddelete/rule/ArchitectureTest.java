package io.voddelete.rule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
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
    private static final JavaClasses MAIN_CLASSES = new ClassFileImporter().importPath("target/classes");
    private static final Path MAIN = Path.of("src/main/java/io/voddelete");
    private static final Path SIMULATOR = Path.of("src/simulator/java/io/voddelete");
    private static final String SLEEP = "Thread" + ".sleep";
    private static final Pattern MARK = Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b");

    /** The line before a type and its annotations, and the type, unless it is private. */
    private static final Pattern TYPE =
            Pattern.compile("(?m)^(.*)\\n(?: *@.*\\n)*+ *(?:(?:public|protected|abstract|final|sealed|static) )*+"
                    + "((?:class|interface|enum|record) \\w+)");

    static List<Path> mainSources() {
        return Stream.of(MAIN, SIMULATOR).flatMap(root -> files(root).stream()).toList();
    }

    /** What a package knows apart from its own classes and the JDK. */
    @ParameterizedTest
    @CsvSource({
        "asset, com.fasterxml.jackson org.apache.commons.csv org.dhatim.fastexcel.reader",
        "vod, io.voddelete.asset com.fasterxml.jackson",
        "store, io.voddelete.asset io.voddelete.vod org.sqlite java.sql javax.sql",
        "pipeline, io.voddelete.asset io.voddelete.vod io.voddelete.store com.fasterxml.jackson org.apache.commons.csv"
                + " org.slf4j",
        "intake, io.voddelete.asset io.voddelete.pipeline io.voddelete.store io.voddelete.web com.fasterxml.jackson"
                + " org.slf4j",
        "status, io.voddelete.asset io.voddelete.vod io.voddelete.pipeline io.voddelete.store io.voddelete.web com.fasterxml.jackson"
                + " org.slf4j",
        "web, io.voddelete.asset com.fasterxml.jackson",
        "simulator, com.sun.net.httpserver"
    })
    void aPackageKnowsTheseOnly(String name, String known) {
        noClasses()
                .that()
                .resideInAPackage(BASE + name)
                .should()
                .dependOnClassesThat(new DescribedPredicate<>("are others than " + known) {
                    @Override
                    public boolean test(JavaClass other) {
                        JavaClass type = other.getBaseComponentType();
                        return !type.getPackageName().equals(BASE + name)
                                && (!isJdk(type) || isDatabase(type))
                                && Arrays.stream(known.split(" ")).noneMatch(type.getName()::startsWith);
                    }
                })
                .check(MAIN_CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(BASE + "(*)").should().beFreeOfCycles().check(MAIN_CLASSES);
    }

    @Test
    void onlyTheStoreKnowsOfDatabases() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "store")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..")
                .check(MAIN_CLASSES);
    }

    /** It is packed without them. */
    @Test
    void theModuleKnowsNeitherSimulatorNorDemo() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "simulator")
                .and()
                .haveNameNotMatching("io[.]voddelete[.]Demo([$].*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BASE + "simulator")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("io[.]voddelete[.]Demo([$].*)?")
                .check(MAIN_CLASSES);
    }

    @Test
    void everyPackageHasItsRule() {
        try (Stream<Path> packages = Stream.concat(Files.list(MAIN), Files.list(SIMULATOR))) {
            assertThat(packages.filter(Files::isDirectory)
                            .map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "asset", "vod", "store", "pipeline", "intake", "status", "web", "simulator");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("mainSources")
    void aClassFitsIntoTheHead(Path source) {
        // the constants of an enum are a table, one row read at a time
        long lines = text(source)
                .replaceAll("(?s)/\\*\\*.*?\\*/", "")
                .replaceFirst("(?s)(\\n(?:public )?enum [^{]*\\{).*?\\n\\n    (?=private|static)", "$1")
                .lines()
                .filter(line -> !line.isBlank())
                .count();
        assertThat(lines).isLessThanOrEqualTo(250);
    }

    @Test
    void nothingSleepsAndOnlyTheMainsPrint() {
        assertThat(mainSources()).allSatisfy(source -> assertThat(text(source)).doesNotContain(SLEEP));
        assertThat(files(MAIN))
                .filteredOn(source -> !source.endsWith("Application.java")) // whose --help and --check print
                .allSatisfy(source -> assertThat(text(source)).doesNotContain("System.out"));
        for (String tests : List.of("src/test/java", "src/campaign/java")) {
            assertThat(files(Path.of(tests)))
                    .allSatisfy(source -> assertThat(text(source)).doesNotContain(SLEEP));
        }
    }

    @ParameterizedTest
    @MethodSource("mainSources")
    void everyTypeButAPrivateOneSaysWhatItIs(Path source) {
        assertThat(typesWithoutJavadoc(text(source))).isEmpty();
    }

    @Test
    void aTypeWithoutJavadocIsFoundWhateverStandsBeforeIt() {
        assertThat(typesWithoutJavadoc("""
                        /** Said. */
                        public final class A {
                            /** Said. */
                            @Deprecated
                            enum B {}

                            private record C() {}

                            // not said
                            @Deprecated
                            static final class D {}

                            public interface E {}
                        }
                        """)).containsExactly("class D", "interface E");
    }

    private static List<String> typesWithoutJavadoc(String source) {
        return TYPE.matcher(source)
                .results()
                .filter(type -> !type.group(1).endsWith("*/"))
                .map(type -> type.group(2))
                .toList();
    }

    @Test
    void nothingIsLeftToDo() {
        Stream<Path> all = Stream.of("src", "routes", "config", "README.md", ".github")
                .map(Path::of)
                .filter(Files::exists)
                .flatMap(each -> files(each).stream())
                .filter(file -> !file.toString().endsWith(".gz"));
        assertThat(all).isNotEmpty().allSatisfy(file -> assertThat(text(file)).doesNotContainPattern(MARK));
    }

    private static boolean isJdk(JavaClass type) {
        return type.isPrimitive() || type.getName().matches("javax?\\..*");
    }

    private static boolean isDatabase(JavaClass type) {
        return type.getName().matches("javax?\\.sql\\..*");
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
