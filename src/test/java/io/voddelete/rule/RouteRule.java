package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.RouteFile;
import io.voddelete.kit.RouteFile.Node;
import io.voddelete.settings.Setting;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The house rules of route files, one each. */
enum RouteRule {
    A_FILE_HAS_AT_MOST_100_LINES(files -> assertThat(files)
            .allSatisfy(file ->
                    assertThat(file.text().lines().count()).as(file.toString()).isLessThanOrEqualTo(100))),

    A_FILE_HAS_A_ROUTE_AND_A_ROUTE_AT_MOST_10_STEPS(files -> assertThat(files)
            .allSatisfy(file -> assertThat(file.routes())
                    .as(file.toString())
                    .isNotEmpty()
                    .allSatisfy(route -> assertThat(route.inside().stream().filter(Node::isStep))
                            .as(route.toString())
                            .hasSizeLessThanOrEqualTo(10)))),

    STEPS_ARE_NESTED_IN_AT_MOST_3_LEVELS(files -> assertThat(routes(files))
            .allSatisfy(route ->
                    assertThat(depth(route.fields())).as(route.toString()).isBetween(1, 3))),

    KEYS_STAND_IN_THE_ORDER_IN_WHICH_KAOTO_SAVES_THEM(files -> assertThat(maps(files))
            .allSatisfy(map -> assertThat(keys(map))
                    .as("keys of %s", map.get("id"))
                    .isSortedAccordingTo(
                            Comparator.comparingInt(RouteRule::place).thenComparing(String.CASE_INSENSITIVE_ORDER)))),

    COMMENTS_ARE_NOTES_AND_DESCRIPTIONS_SINCE_KAOTO_DROPS_OTHERS(files -> assertThat(files)
            .allSatisfy(file -> assertThat(file.text().lines().dropWhile(line -> line.startsWith("#")))
                    .as(file.toString())
                    .noneMatch(line -> line.matches("(.*\\s)?#(?!\\w+[\":]).*")))),

    EVERYTHING_WITH_STEPS_IS_A_NODE_THAT_THESE_RULES_KNOW(files -> assertThat(
                    maps(files).filter(map -> map.containsKey("steps")))
            .allSatisfy(map -> assertThat(nodes(files).map(Node::fields))
                    .as("unknown node %s", map.get("id"))
                    .anyMatch(fields -> fields == map))),

    EVERY_NODE_HAS_AN_ID_IN_KEBAB_CASE_WITH_OUR_PREFIX(files -> assertThat(nodes(files))
            .allSatisfy(node ->
                    assertThat(node.id()).as(node.toString()).isNotNull().matches("vod(-[a-z]+)+"))),

    /** The context, its registry and its endpoints are those of a host too. */
    WHATEVER_ELSE_HAS_A_NAME_HAS_OUR_PREFIX(files -> assertThat(nodes(files).filter(RouteRule::isNamed))
            .isNotEmpty()
            .allSatisfy(node -> assertThat(name(node)).as(node.toString()).startsWith("vod-"))),

    EVERY_BEAN_HAS_OUR_PREFIX(files -> assertThat(maps(files).flatMap(RouteRule::beans))
            .isNotEmpty()
            .allMatch(name -> name.matches("vod[A-Z]\\w*"))),

    /** It tells our routes from those of a host. */
    EVERY_ROUTE_IS_OF_OUR_GROUP(files -> assertThat(routes(files))
            .allSatisfy(route -> assertThat((Object) route.fields().get("group"))
                    .as(route.toString())
                    .isEqualTo("vod-delete-routes"))),

    NO_TWO_NODES_SHARE_AN_ID(files -> assertThat(nodes(files).map(Node::id)).doesNotHaveDuplicates()),

    ROUTES_AND_STEPS_ARE_NAMED_BY_WHAT_THEY_DO_TO_WHAT(files -> assertThat(deeds(files))
            .allSatisfy(id -> assertThat(verb(id))
                    .as("verb of '%s', before its object", id)
                    .isNotEqualTo(id.replaceFirst("^vod-", ""))
                    .isIn(verbs()))),

    EVERY_ROUTE_AND_CONFIGURATION_SAYS_WHAT_IT_DOES(files -> assertThat(
                    nodes(files).filter(node -> node.kind().startsWith("route")))
            .allSatisfy(node -> assertThat((String) node.fields().get("description"))
                    .as(node.toString())
                    .isNotBlank())),

    A_ROUTE_IS_CALLED_BY_ITS_OWN_NAME(files -> assertThat(routes(files).filter(route -> isInternal(from(route))))
            .allSatisfy(
                    route -> assertThat(name(from(route))).as(route.toString()).isEqualTo(route.id()))),

    WHAT_IS_CALLED_IS_A_ROUTE_AND_A_ROUTE_THAT_IS_ONLY_CALLED_IS_CALLED(files -> assertThat(nodes(files)
                    .filter(node -> isInternal(node) && node.isStep())
                    .map(RouteRule::name))
            .hasSameElementsAs(routes(files)
                    .map(RouteRule::from)
                    .filter(RouteRule::isInternal)
                    .map(RouteRule::name)
                    .filter(name -> !calledByCode().contains(name) && !isOpenToHosts(name))
                    .toList())),

    /**
     * Where the called route deals with a fault, Camel's default does not show it to the caller's own error clause. A route
     * configuration cannot say this once for all: the error handler that a host has set for its whole context wins over it.
     */
    A_ROUTE_THAT_IS_CALLED_LEAVES_ITS_FAULTS_TO_THE_CALLER(files -> assertThat(routes(files)
                    .filter(route -> "direct".equals(from(route).fields().get("uri"))))
            .isNotEmpty()
            .allSatisfy(route -> assertThat((Object) route.fields().get("errorHandler"))
                    .as(route.toString())
                    .isEqualTo(Map.of("noErrorHandler", Map.of())))),

    /** Otherwise, one that a host sets for its whole context would repeat our steps, for ever if it likes. */
    A_ROUTE_THAT_TAKES_WORK_HAS_AN_ERROR_HANDLER_OF_ITS_OWN(files -> assertThat(routes(files)
                    .filter(route -> !"direct".equals(from(route).fields().get("uri")))
                    .filter(route -> !route.file().path().toString().contains("operations")))
            .isNotEmpty()
            .allSatisfy(route -> assertThat((Object) route.fields().get("errorHandler"))
                    .as(route.toString())
                    .isEqualTo(Map.of("defaultErrorHandler", Map.of())))),

    /** Camel converts what a host sends to what a bean takes, a text to a file of that path. */
    AN_INTERNAL_ROUTE_REFUSES_MESSAGES_THAT_ARE_NOT_OURS_FIRST(files -> assertThat(
                    routes(files).filter(route -> isInternal(from(route)) && !isOpenToHosts(route.id())))
            .isNotEmpty()
            .allSatisfy(route -> assertThat((Object) firstStep(route).fields().get("ref"))
                    .as(route.toString())
                    .isEqualTo("vodOwnMessagesOnly"))),

    BOTH_ENDS_OF_A_QUEUE_AGREE_ON_ITS_SIZE_AND_NOBODY_OVERFILLS_IT(files -> assertThat(
                    nodes(files).filter(node -> "seda".equals(node.fields().get("uri"))))
            .isNotEmpty()
            .allSatisfy(node -> {
                Map<?, ?> parameters = (Map<?, ?>) node.fields().get("parameters");
                assertThat((Object) parameters.get("size")).as(node.toString()).isEqualTo("{{vod.call.concurrency}}");
                assertThat((Object) parameters.get(node.isStep() ? "blockWhenFull" : "concurrentConsumers"))
                        .as(node.toString())
                        .isEqualTo(node.isStep() ? true : "{{vod.call.concurrency}}");
            })),

    /** An asynchronous endpoint or interceptor frees the thread; without this it reads again what is still out. */
    WHAT_BEGINS_BY_ITSELF_WAITS_FOR_THE_EXCHANGE_IT_BEGAN(files -> assertThat(routes(files)
                    .map(RouteRule::from)
                    .filter(from -> Set.of("file", "scheduler", "timer")
                            .contains(String.valueOf(from.fields().get("uri")))))
            .isNotEmpty()
            .allSatisfy(from -> assertThat((Object) ((Map<?, ?>) from.fields().get("parameters")).get("synchronous"))
                    .as(from.toString())
                    .isEqualTo(true))),

    /** A reader sees where it waits, and what it reads then is a step of its own. */
    A_LOOP_FIRST_WAITS_FOR_WORK(files -> assertThat(routes(files)
                    .filter(route -> "scheduler".equals(from(route).fields().get("uri"))))
            .isNotEmpty()
            .allSatisfy(route ->
                    assertThat(firstStep(route).id()).as(route.toString()).startsWith("vod-wait-for-"))),

    EXPRESSIONS_ARE_IN_A_LANGUAGE_THAT_SELECTS(files -> assertThat(maps(files)
                    .flatMap(map -> map.entrySet().stream())
                    .filter(entry -> entry.getKey().toString().matches("(.*[eE]xpression|.*Predicate|retryWhile)"))
                    .filter(entry -> entry.getValue() instanceof Map))
            .isNotEmpty()
            .allSatisfy(expression ->
                    assertThat(keys((Map<?, ?>) expression.getValue())).isSubsetOf("constant", "method", "simple"))),

    SIMPLE_EXPRESSIONS_ONLY_SELECT(files -> assertThat(maps(files)
                    .map(map -> map.get("simple"))
                    .filter(Map.class::isInstance)
                    .map(simple -> ((Map<?, ?>) simple).get("expression").toString()))
            .isNotEmpty()
            .allMatch(text -> text.matches("\\$\\{(body|header|variable|exception)(\\.[\\w-]+)*}"))),

    THERE_ARE_NO_SCRIPTS_AND_NO_ADDRESSES_THAT_ARE_COMPUTED(
            files -> assertThat(nodes(files).map(Node::kind)).doesNotContain("script", "toD", "enrich", "pollEnrich")),

    /** Our classes have other names one day, and the changed copy of a file is not changed with them. */
    NO_CLASS_OF_OURS_IS_NAMED(
            files -> assertThat(files.stream().map(RouteFile::text)).noneMatch(text -> text.contains("io.voddelete"))),

    OPTIONS_STAND_IN_PARAMETERS_NOT_IN_THE_URI(files -> assertThat(
                    nodes(files).map(node -> node.fields().get("uri")).filter(uri -> uri != null))
            .allMatch(uri -> uri.toString().matches("[a-z]+(-[a-z]+)*|\\{\\{[a-z.-]+}}"))),

    EVERY_TRY_HAS_A_CATCH_OR_A_FINALLY(files -> assertThat(
                    nodes(files).filter(node -> node.kind().equals("doTry")))
            .allSatisfy(
                    node -> assertThat(keys(node.fields())).as(node.toString()).containsAnyOf("doCatch", "doFinally"))),

    EVERY_PLACEHOLDER_IS_A_SETTING_AND_NO_SECRET(files -> assertThat(files.stream()
                    .flatMap(file -> Pattern.compile("\\{\\{(.*?)}}")
                            .matcher(file.text())
                            .results())
                    .map((MatchResult found) -> found.group(1)))
            .isNotEmpty()
            .isSubsetOf(Arrays.stream(Setting.values())
                    .filter(setting -> !setting.isSecret())
                    .map(Setting::key)
                    .toList()));

    private static final List<String> FIRST_KEYS = List.of("id", "description", "uri", "parameters", "steps");

    private final Consumer<List<RouteFile>> check;

    RouteRule(Consumer<List<RouteFile>> check) {
        this.check = check;
    }

    /** @throws AssertionError if the files, taken together, break the rule */
    void check(List<RouteFile> files) {
        check.accept(files);
    }

    /** What the id of a route or a step may begin with. */
    static Set<String> verbs() {
        return Set.of(
                ("accept aggregate answer ask begin call check choose claim close collect delete drop fill mark move note open pause poll queue read refuse release reply report resume retry seal send set settle sign split take try wait watch write")
                        .split(" "));
    }

    /** The routes that a class calls: one call for many that wait for it, or for a message that goes on without its headers. */
    private static Set<String> calledByCode() {
        return Set.of("vod-ask-for-token", "vod-ask-for-plan", "vod-take-in-message");
    }

    /** The one route that takes messages of a host; its first step looks at the object itself too. */
    private static boolean isOpenToHosts(String route) {
        return "vod-delete".equals(route);
    }

    /** The ids of everything that does something; what the one for hosts does, its whole name says. */
    static Stream<String> deeds(List<RouteFile> files) {
        return nodes(files)
                .filter(node -> node.isStep() || Set.of("route", "from").contains(node.kind()))
                .map(Node::id)
                .filter(id -> !isOpenToHosts(id));
    }

    /** The first word of an id, after our prefix. */
    static String verb(String id) {
        return id.replaceFirst("^vod-", "").replaceFirst("-.*", "");
    }

    private static Stream<Node> nodes(List<RouteFile> files) {
        return files.stream().flatMap(file -> file.nodes().stream());
    }

    private static Stream<Node> routes(List<RouteFile> files) {
        return files.stream().flatMap(file -> file.routes().stream());
    }

    private static Node from(Node route) {
        return route.inside().get(0);
    }

    private static Node firstStep(Node route) {
        return route.inside().stream().filter(Node::isStep).findFirst().orElseThrow();
    }

    private static boolean isInternal(Node node) {
        return Set.of("direct", "seda").contains(String.valueOf(node.fields().get("uri")));
    }

    private static boolean isNamed(Node node) {
        return Set.of("direct", "scheduler", "seda", "timer")
                .contains(String.valueOf(node.fields().get("uri")));
    }

    private static String name(Node node) {
        Map<?, ?> parameters = (Map<?, ?>) node.fields().get("parameters");
        return (String) parameters.get("timer".equals(node.fields().get("uri")) ? "timerName" : "name");
    }

    /** The names of beans that one map has as values. */
    private static Stream<String> beans(Map<?, ?> map) {
        return map.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof String)
                .map(entry -> entry.getKey().equals("ref") ? "#" + entry.getValue() : (String) entry.getValue())
                .filter(value -> value.startsWith("#"))
                .map(value -> value.replaceFirst("^#(bean:)?", ""));
    }

    private static int depth(Object yaml) {
        int deepest = inner(yaml).mapToInt(RouteRule::depth).max().orElse(0);
        return deepest + (yaml instanceof Map<?, ?> map && map.containsKey("steps") ? 1 : 0);
    }

    private static List<String> keys(Map<?, ?> map) {
        return map.keySet().stream().map(Object::toString).toList();
    }

    private static int place(String key) {
        return FIRST_KEYS.contains(key) ? FIRST_KEYS.indexOf(key) : FIRST_KEYS.size();
    }

    /** All maps of all files, the inner ones among them. */
    private static Stream<Map<?, ?>> maps(List<RouteFile> files) {
        return files.stream().flatMap(file -> maps(file.entries()));
    }

    private static Stream<Map<?, ?>> maps(Object yaml) {
        Stream<Map<?, ?>> inside = inner(yaml).flatMap(RouteRule::maps);
        return yaml instanceof Map<?, ?> map ? Stream.concat(Stream.of(map), inside) : inside;
    }

    private static Stream<?> inner(Object yaml) {
        if (yaml instanceof Map<?, ?> map) {
            return map.values().stream();
        }
        return yaml instanceof List<?> list ? list.stream() : Stream.of();
    }
}
