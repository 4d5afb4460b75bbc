package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.voddelete.kit.RouteFile;
import io.voddelete.settings.Setting;
import java.beans.Introspector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Public is only what a route, an embedder or another package names: what nobody sees is nobody's promise. */
class VisibilityTest {
    private static final String ROOT = "io.voddelete";
    private static final JavaClasses ALL_CLASSES =
            new ClassFileImporter().importPaths("target/classes", "target/test-classes");

    private static final JavaClasses MAIN_CLASSES = ALL_CLASSES.that(new DescribedPredicate<>("are shipped") {
        @Override
        public boolean test(JavaClass type) {
            return type.getSource().orElseThrow().getUri().getPath().contains("/target/classes/");
        }
    });

    /** What routes name, in their files or as the default of a setting, and what our log configuration and service files name. */
    private static final String ROUTES = Stream.of(
                    RouteFile.all().stream().map(RouteFile::text),
                    Arrays.stream(Setting.values()).flatMap(setting -> setting.fallback().stream()),
                    configurations())
            .flatMap(texts -> texts)
            .collect(Collectors.joining("\n"));

    private static final Set<String> BEAN_METHODS = inRoutes("method[:=] *([a-zA-Z]+)");
    private static final Set<String> PROPERTIES = inRoutes("[.]([a-zA-Z]+)(?=[.}])");

    /** What embedders call. */
    private static final Set<String> FOR_EMBEDDERS =
            Set.of(ROOT, ROOT + ".message", ROOT + ".settings", ROOT + ".camel");

    @Test
    void everyPublicTypeIsNamedByAnotherPackageOrARoute() {
        assertThat(MAIN_CLASSES.stream()
                        .filter(type -> type.isTopLevelClass() && isPublic(type.getModifiers()))
                        .filter(type -> !type.getPackageName().equals(ROOT) && !isSimulator(type))
                        .filter(type -> !ROUTES.contains(type.getName())
                                && !type.isAssignableTo(Throwable.class)
                                && !isUsedElsewhere(type)
                                && !isPassedByRoutes(type))
                        .map(JavaClass::getName))
                .as("public for nobody")
                .isEmpty();
    }

    @Test
    void everyPublicMethodIsCalledByAnotherPackageOrARoute() {
        assertThat(publicForNobody(MAIN_CLASSES.stream()
                        .filter(type ->
                                !isSimulator(type) && !type.getPackageName().equals(ROOT))))
                .as("public for nobody")
                .isEmpty();
    }

    @Test
    void aPublicMethodOfNobodyIsFoundAndNoOtherOne() {
        assertThat(publicForNobody(
                        Stream.of(Sample.class, Word.class, Pair.class).map(ALL_CLASSES::get)))
                .containsExactly(Sample.class.getName() + ".used()");
    }

    private static List<String> publicForNobody(Stream<JavaClass> types) {
        return types.filter(type -> !type.isInterface())
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> isPublic(method.getModifiers()))
                .filter(method -> !isGivenByTheLanguage(method) && !isOverride(method))
                .filter(method -> !isCalledElsewhere(method) && !isCalledByARoute(method))
                .map(JavaMethod::getFullName)
                .sorted()
                .toList();
    }

    private static boolean isPublic(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC);
    }

    /** What the compiler writes, and where the JVM begins. */
    private static boolean isGivenByTheLanguage(JavaMethod method) {
        JavaClass owner = method.getOwner();
        boolean noParameters = method.getRawParameterTypes().isEmpty();
        return method.getModifiers().contains(JavaModifier.SYNTHETIC)
                || owner.isEnum() && method.getName().matches("values|valueOf")
                || owner.isRecord()
                        && noParameters
                        && owner.tryGetField(method.getName()).isPresent()
                || owner.tryGetMethod("main", String[].class)
                        .filter(method::equals)
                        .isPresent();
    }

    /** A method of this name that takes as many parameters, which the ones here fit, stands above. */
    private static boolean isOverride(JavaMethod method) {
        List<JavaClass> parameters = method.getRawParameterTypes();
        return Stream.concat(
                        method.getOwner().getAllRawSuperclasses().stream(),
                        method.getOwner().getAllRawInterfaces().stream())
                .flatMap(type -> type.getMethods().stream())
                .filter(above -> above.getName().equals(method.getName()))
                .map(JavaMethod::getRawParameterTypes)
                .anyMatch(above -> above.size() == parameters.size()
                        && IntStream.range(0, above.size())
                                .allMatch(i -> above.get(i).isEquivalentTo(Object.class) // an interface has none above
                                        || parameters
                                                .get(i)
                                                .isAssignableTo(above.get(i).getName())));
    }

    /** Of the module and its settings an embedder may be the caller: a test of another package stands for one. */
    private static boolean isCalledElsewhere(JavaMethod method) {
        String home = method.getOwner().getPackageName();
        return method.getAccessesToSelf().stream()
                .map(JavaAccess::getOriginOwner)
                .filter(user -> FOR_EMBEDDERS.contains(home)
                        || user.getPackageName().equals(ROOT + ".route") // sees what routes hand on
                        || MAIN_CLASSES.contain(user.getName()))
                .anyMatch(user -> !user.getPackageName().equals(home));
    }

    /** As a method of a bean, or as a property of what a message carries. */
    private static boolean isCalledByARoute(JavaMethod method) {
        String home = method.getOwner().getPackageName();
        String property = Introspector.decapitalize(method.getName().replaceFirst("^(get|is)(?=[A-Z])", ""));
        return BEAN_METHODS.contains(method.getName())
                        && home.matches("io\\.voddelete\\.(camel|intake|sender|outcome|operations|plan|release)")
                || PROPERTIES.contains(property) && home.matches("io\\.voddelete\\.(sender|asset|intake|outcome)");
    }

    private static Stream<String> configurations() {
        return Stream.of(
                        "vod-delete-routes/logback.xml",
                        "vod-delete-routes/logback-ecs.xml",
                        "META-INF/services/org.apache.camel.spi.ContextServicePlugin")
                .map(name -> {
                    try {
                        return Files.readString(Path.of("src/main/resources").resolve(name));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private static Set<String> inRoutes(String pattern) {
        return Pattern.compile(pattern)
                .matcher(ROUTES)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    /** Its users are tests. */
    private static boolean isSimulator(JavaClass type) {
        return type.getPackageName().matches("io\\.voddelete\\.(simulator|demo)");
    }

    /** It, or a class inside it. */
    private static boolean isUsedElsewhere(JavaClass type) {
        return MAIN_CLASSES.stream()
                .filter(each -> each.equals(type) || each.getName().startsWith(type.getName() + "$"))
                .flatMap(each -> each.getDirectDependenciesToSelf().stream())
                .anyMatch(use -> !use.getOriginClass().getPackageName().equals(type.getPackageName()));
    }

    /** Camel hands what one public method returns to the next one. */
    private static boolean isPassedByRoutes(JavaClass type) {
        return type.getMethodsWithParameterTypeOfSelf().stream()
                .anyMatch(method -> isPublic(method.getModifiers())
                        && isPublic(method.getOwner().getModifiers()));
    }

    /** Has a method for each reason to be public and one without. */
    public static class Sample implements Comparator<String> {
        public void used() {
            hidden();
        }

        void hidden() {}

        public static void main(String[] args) {
            new Sample().used();
        }

        @Override
        public int compare(String a, String b) {
            return a.compareTo(b);
        }

        @Override
        public String toString() {
            return "";
        }
    }

    /** What the compiler writes for an enum. */
    public enum Word {
        ONE
    }

    /** What the compiler writes for a record, and one accessor by hand. */
    public record Pair(String a, String b) {
        public String b() {
            return b + a;
        }
    }
}
