package io.voddelete.rule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
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
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may know whom, and what no source may hold. */
class ArchitectureTest {
    private static final String BASE = "io.voddelete";
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

    private static final Map<String, String> KNOWN = Map.ofEntries(
            entry("", "camel settings store org.apache.camel"),
            entry("audit", "support com.fasterxml.jackson org.slf4j"),
            entry("jfr", "jdk.jfr"),
            entry("message", ""),
            entry("metrics", "store support io.micrometer"),
            entry("trace", "io.opentelemetry org.slf4j"),
            entry("support", "com.fasterxml.jackson org.slf4j"),
            entry("http", "support com.fasterxml.jackson jakarta.servlet org.slf4j"),
            entry("asset", "support com.fasterxml.jackson"),
            entry("reader", "asset support com.fasterxml.jackson org.apache.commons.csv org.dhatim.fastexcel.reader"),
            entry("vod", "asset support com.fasterxml.jackson"),
            entry("protect", "asset reader support vod com.fasterxml.jackson org.slf4j"),
            entry("store", "asset audit jfr reader vod support java.sql javax.sql"),
            entry("store.sqlite", "audit store support java.sql javax.sql org.sqlite"),
            entry("store.postgresql", "audit store support java.sql javax.sql org.postgresql"),
            entry("settings", "asset http reader support vod org.quartz.CronExpression org.slf4j"),
            entry(
                    "intake",
                    "asset http message outcome reader store support trace com.fasterxml.jackson org.quartz.CronExpression org.slf4j"),
            entry("release", "store support org.slf4j"),
            entry("sender", "asset jfr protect store support vod org.slf4j"),
            entry("plan", "asset reader store support vod com.fasterxml.jackson org.slf4j"),
            entry(
                    "outcome",
                    "asset reader store support trace vod com.fasterxml.jackson org.apache.commons.csv org.slf4j"),
            entry(
                    "operations",
                    "asset audit http outcome plan protect sender store support vod com.fasterxml.jackson org.slf4j org.snakeyaml"),
            entry(
                    "camel",
                    "asset audit http intake jfr message metrics operations outcome plan protect reader release sender settings store store.postgresql store.sqlite support trace vod"
                            + " io.micrometer io.opentelemetry javax.sql org.apache.camel org.apache.hc org.slf4j"),
            entry(
                    "standalone",
                    "camel http settings support com.fasterxml.jackson org.apache.camel io.micrometer io.vertx io.netty ch.qos.logback org.slf4j org.snakeyaml"),
            entry("spring", "camel settings org.springframework"),
            entry("simulator", "com.sun.net.httpserver"),
            entry("demo", "camel settings simulator standalone store support"));

    /** Packed apart: the main jar holds neither, and no package of it knows them. */
    private static final Set<String> BESIDE = Set.of("simulator", "demo");

    static Set<String> packages() {
        return KNOWN.keySet();
    }

    /** What a package knows apart from its own classes and the JDK: the complete list. */
    @ParameterizedTest
    @MethodSource("packages")
    void aPackageKnowsTheseOnly(String name) {
        String own = packageOf(name);
        Set<String> known = Arrays.stream(KNOWN.get(name).split(" "))
                .map(ArchitectureTest::asPackage)
                .collect(Collectors.toSet());
        noClasses()
                .that()
                .resideInAPackage(own)
                .should()
                .dependOnClassesThat(new DescribedPredicate<>("are others than " + known) {
                    @Override
                    public boolean test(JavaClass other) {
                        JavaClass type = other.getBaseComponentType();
                        return !type.getPackageName().equals(own)
                                && (!isJdk(type) || isDatabase(type))
                                && (type.getPackageName().startsWith(BASE)
                                        ? !known.contains(type.getPackageName())
                                        : known.stream().noneMatch(type.getName()::startsWith));
                    }
                })
                .check(MAIN_CLASSES);
    }

    private static String packageOf(String name) {
        return name.isEmpty() ? BASE : BASE + "." + name;
    }

    private static String asPackage(String word) {
        return KNOWN.containsKey(word) ? packageOf(word) : word;
    }

    /** Who plans cannot delete, not even by way of others. */
    @Test
    void plansNeverReachTheSender() {
        noClasses()
                .that()
                .resideInAPackage(BASE + ".plan")
                .should()
                .transitivelyDependOnClassesThat()
                .resideInAPackage(BASE + ".sender")
                .check(MAIN_CLASSES);
    }

    /** What nobody makes current in a thread cannot be left behind there. */
    @Test
    void noSpanIsMadeCurrent() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.opentelemetry.context.Scope")
                .check(MAIN_CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(MAIN_CLASSES);
    }

    @Test
    void everyPackageHasItsRuleAndSaysItsPromise() {
        assertThat(MAIN_CLASSES.stream().map(JavaClass::getPackageName).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        KNOWN.keySet().stream().map(ArchitectureTest::packageOf).toList());
        assertThat(KNOWN.keySet().stream().filter(name -> !BESIDE.contains(name)))
                .allSatisfy(name -> assertThat(
                                text(MAIN.resolve(name.replace('.', '/')).resolve("package-info.java")))
                        .startsWith("/**")
                        .as("NullAway checks it")
                        .contains("@NullMarked"));
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

    /** They are those of a host too. The driver of SQLite can be told where to unpack in no other way; it is undone at once. */
    @Test
    void nobodySetsSystemProperties() {
        assertThat(files(MAIN))
                .filteredOn(source -> !source.endsWith("NativeLibrary.java"))
                .allSatisfy(source -> assertThat(text(source))
                        .doesNotContain("System.setProperty")
                        .doesNotContain("System.setProperties"));
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
                .filter(file -> !file.toString().matches(".*\\.(gz|png)"));
        assertThat(all).isNotEmpty().allSatisfy(file -> assertThat(text(file)).doesNotContainPattern(MARK));
    }

    /** What says that something may be null is as good as a word of the language. */
    private static boolean isJdk(JavaClass type) {
        return type.isPrimitive()
                || type.getName().matches("(javax?|com\\.sun\\.management|org\\.jspecify\\.annotations)\\..*");
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
