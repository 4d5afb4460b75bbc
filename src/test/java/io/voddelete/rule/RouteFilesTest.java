package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.Setting;
import io.voddelete.kit.RouteFile;
import io.voddelete.kit.RouteFile.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The house rules of route files. */
class RouteFilesTest {
    private static final List<String> FIRST_KEYS = List.of("id", "description", "uri", "parameters", "steps");
    private static final Set<String> VERBS = Set.of(
            ("accept aggregate ask back begin call choose claim close delete drop fill find give keep look mark move note open queue read refuse report seal send settle sign split take try wait watch write")
                    .split(" "));
    private static final Set<String> LANGUAGES = Set.of("constant", "method", "simple");
    private static final Pattern SELECTION = Pattern.compile("\\$\\{(body|header|variable|exception)(\\.[\\w-]+)*}");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]+)}}");

    static List<RouteFile> files() {
        return RouteFile.all();
    }

    private static Stream<Node> nodes() {
        return RouteFile.all().stream().flatMap(file -> file.nodes().stream());
    }

    private static Set<String> routeIds() {
        return RouteFile.all().stream()
                .flatMap(file -> file.routes().stream())
                .map(Node::id)
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("files")
    void camelReadsTheFile(RouteFile file) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(PluginHelper.getResourceLoader(context).resolveResource("file:" + file.path()));

            assertThat(context.getRouteDefinitions())
                    .extracting(RouteDefinition::getRouteId)
                    .containsExactlyElementsOf(
                            file.routes().stream().map(Node::id).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileIsShortAndSoAreItsRoutes(RouteFile file) {
        assertThat(file.text().lines().count()).isLessThanOrEqualTo(100);
        assertThat(file.routes())
                .isNotEmpty()
                .allSatisfy(route -> assertThat(route.inside().stream().filter(Node::isStep))
                        .as(route.toString())
                        .hasSizeLessThanOrEqualTo(10));
    }

    @ParameterizedTest
    @MethodSource("files")
    void keysStandInTheOrderInWhichKaotoSavesThem(RouteFile file) {
        assertInOrder(file, file.entries());
    }

    @ParameterizedTest
    @MethodSource("files")
    void commentsAreNotesAndDescriptionsSinceKaotoDropsOthers(RouteFile file) {
        assertThat(file.text().lines().dropWhile(line -> line.startsWith("#")))
                .noneMatch(line -> line.matches("(.*\\s)?#(?!\\w+[\":]).*"));
    }

    @Test
    void everyNodeHasAnIdOfItsOwnInKebabCase() {
        assertThat(nodes())
                .allSatisfy(node ->
                        assertThat(node.id()).as(node.toString()).isNotNull().matches("[a-z]+(-[a-z]+)*"));
        assertThat(nodes().map(Node::id)).doesNotHaveDuplicates();
    }

    @Test
    void routesAndStepsAreNamedByWhatTheyDo() {
        assertThat(nodes().filter(node -> node.isStep() || node.kind().matches("route|from")))
                .allSatisfy(node ->
                        assertThat(VERBS).as(node.toString()).contains(node.id().replaceFirst("-.*", "")));
        assertThat(nodes().filter(node -> node.isStep() || node.kind().matches("route|from"))
                        .map(node -> node.id().replaceFirst("-.*", "")))
                .as("verbs that nothing uses")
                .containsAll(VERBS);
    }

    @Test
    void stepsAreNestedInAtMostThreeLevels() {
        assertThat(RouteFile.all().stream().flatMap(file -> file.routes().stream()))
                .allSatisfy(route ->
                        assertThat(depth(route.fields())).as(route.toString()).isBetween(1, 3));
    }

    private static int depth(Object yaml) {
        if (yaml instanceof List<?> list) {
            return list.stream().mapToInt(RouteFilesTest::depth).max().orElse(0);
        }
        if (yaml instanceof Map<?, ?> map) {
            int inner =
                    map.values().stream().mapToInt(RouteFilesTest::depth).max().orElse(0);
            return inner + (map.containsKey("steps") ? 1 : 0);
        }
        return 0;
    }

    @Test
    void everyRouteAndErrorClauseSaysWhatItDoes() {
        assertThat(nodes().filter(node -> node.kind().startsWith("route")))
                .allSatisfy(node -> assertThat((String) node.fields().get("description"))
                        .as(node.toString())
                        .isNotBlank());
    }

    @Test
    void aRouteIsCalledByItsOwnNameAndEveryNameThatIsCalledIsARoute() {
        Set<String> ids = routeIds();
        assertThat(nodes().filter(RouteFilesTest::isInternal))
                .allSatisfy(node -> assertThat(ids).as(node.toString()).contains(name(node)));
        for (RouteFile file : RouteFile.all()) {
            for (Node route : file.routes()) {
                Node from = route.inside().get(0);
                assertThat(isInternal(from) ? name(from) : route.id())
                        .as(from.toString())
                        .isEqualTo(route.id());
            }
        }
    }

    @Test
    void everyRouteThatIsOnlyCalledIsCalled() {
        Set<String> called = nodes().filter(node -> isInternal(node) && node.isStep())
                .map(RouteFilesTest::name)
                .collect(Collectors.toSet());
        Set<String> callable = nodes().filter(
                        node -> isInternal(node) && node.kind().equals("from"))
                .map(RouteFilesTest::name)
                .collect(Collectors.toSet());
        assertThat(called).isEqualTo(callable);
    }

    /** Where the called route deals with a fault, Camel's default does not show it to the caller's own error clause. */
    @Test
    void aRouteThatIsCalledLeavesItsFaultsToTheCaller() {
        assertThat(RouteFile.all().stream()
                        .flatMap(file -> file.routes().stream())
                        .filter(route ->
                                "direct".equals(route.inside().get(0).fields().get("uri"))))
                .isNotEmpty()
                .allSatisfy(route -> assertThat((Object) route.fields().get("errorHandler"))
                        .as(route.toString())
                        .isEqualTo(Map.of("noErrorHandler", Map.of())));
    }

    @Test
    void bothEndsOfAQueueAgreeOnItsSizeAndNobodyOverfillsIt() {
        assertThat(nodes().filter(node -> "seda".equals(node.fields().get("uri"))))
                .isNotEmpty()
                .allSatisfy(node -> {
                    Map<?, ?> parameters = (Map<?, ?>) node.fields().get("parameters");
                    assertThat((Object) parameters.get("size")).isEqualTo("{{vod.call.concurrency}}");
                    assertThat((Object) parameters.get(node.isStep() ? "blockWhenFull" : "concurrentConsumers"))
                            .isEqualTo(node.isStep() ? true : "{{vod.call.concurrency}}");
                });
    }

    @Test
    void expressionsOnlySelectAndThereAreNoScripts() {
        assertThat(nodes().map(node -> node.fields().get("expression")).filter(Map.class::isInstance))
                .isNotEmpty()
                .allSatisfy(expression ->
                        assertThat(((Map<?, ?>) expression).keySet()).allMatch(LANGUAGES::contains));
        assertThat(simple(RouteFile.all().stream().map(RouteFile::entries).toList()))
                .isNotEmpty()
                .allMatch(text -> SELECTION.matcher(text).matches());
        assertThat(nodes().map(Node::kind)).doesNotContain("script", "toD", "enrich", "pollEnrich");
    }

    @Test
    void optionsStandInParametersNotInTheUri() {
        assertThat(nodes().map(node -> node.fields().get("uri")).filter(uri -> uri != null))
                .allMatch(uri -> uri.toString().matches("[a-z]+|\\{\\{[a-z.-]+}}"));
    }

    @Test
    void everyTryHasACatchOrAFinally() {
        assertThat(nodes().filter(node -> node.kind().equals("doTry")))
                .allSatisfy(node -> assertThat(node.fields().keySet().stream().map(Object::toString))
                        .as(node.toString())
                        .containsAnyOf("doCatch", "doFinally"));
    }

    @Test
    void everyPlaceholderIsASetting() {
        Set<String> keys = Arrays.stream(Setting.values()).map(Setting::key).collect(Collectors.toSet());
        Set<String> used = new TreeSet<>();
        for (RouteFile file : RouteFile.all()) {
            for (Matcher matcher = PLACEHOLDER.matcher(file.text()); matcher.find(); ) {
                used.add(matcher.group(1));
            }
        }
        assertThat(used).isNotEmpty().isSubsetOf(keys);
    }

    @Test
    void everySettingIsUsedByARouteOrByTheCode() throws IOException {
        StringBuilder texts = new StringBuilder();
        RouteFile.all().forEach(file -> texts.append(file.text()));
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/io/voddelete"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                texts.append(Files.readString(source));
            }
        }
        assertThat(Setting.values())
                .allSatisfy(setting -> assertThat(texts.toString())
                        .as(setting.key())
                        .containsAnyOf("Setting." + setting.name(), "{{" + setting.key() + "}}"));
    }

    private static boolean isInternal(Node node) {
        return Set.of("direct", "seda").contains(String.valueOf(node.fields().get("uri")));
    }

    private static String name(Node node) {
        return (String) ((Map<?, ?>) node.fields().get("parameters")).get("name");
    }

    private static void assertInOrder(RouteFile file, Object yaml) {
        if (yaml instanceof List<?> list) {
            list.forEach(entry -> assertInOrder(file, entry));
        } else if (yaml instanceof Map<?, ?> map) {
            List<String> keys = map.keySet().stream().map(Object::toString).toList();
            List<String> sorted = new ArrayList<>(keys);
            sorted.sort(Comparator.comparingInt(RouteFilesTest::place).thenComparing(String.CASE_INSENSITIVE_ORDER));
            assertThat(keys).as("%s: keys of %s", file, map.get("id")).isEqualTo(sorted);
            map.values().forEach(value -> assertInOrder(file, value));
        }
    }

    private static int place(String key) {
        return FIRST_KEYS.contains(key) ? FIRST_KEYS.indexOf(key) : FIRST_KEYS.size();
    }

    /** The text of every expression in the simple language. */
    private static List<String> simple(Object yaml) {
        List<String> texts = new ArrayList<>();
        if (yaml instanceof List<?> list) {
            list.forEach(entry -> texts.addAll(simple(entry)));
        } else if (yaml instanceof Map<?, ?> map) {
            if (map.get("simple") instanceof Map<?, ?> simple) {
                texts.add((String) simple.get("expression"));
            }
            map.values().forEach(value -> texts.addAll(simple(value)));
        }
        return texts;
    }
}
