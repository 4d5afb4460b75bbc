package io.voddelete.kit;

import io.voddelete.kit.RouteFile.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names under which a host could have something too, as the route files have them. */
public final class OwnNames {
    private static final String PREFIX = "vod";

    private OwnNames() {}

    /** The beans that steps, options and addresses refer to. */
    public static Set<String> beans() {
        Set<String> names = new TreeSet<>();
        texts().forEach(text -> {
            if (text.getKey().equals("ref") || text.getKey().endsWith("Ref")) {
                names.add(text.getValue());
            } else if (text.getValue().startsWith("#")) {
                names.add(text.getValue().replaceFirst("^#(bean:)?", ""));
            }
        });
        nodes().map(node -> String.valueOf(node.fields().get("uri")))
                .filter(uri -> uri.startsWith(PREFIX))
                .forEach(names::add);
        return names;
    }

    /** The ids of routes. */
    public static Set<String> routes() {
        return ids(node -> node.kind().equals("route"));
    }

    /** The ids of route configurations. */
    public static Set<String> configurations() {
        return ids(node -> node.kind().equals("routeConfiguration"));
    }

    /** The ids of steps. */
    public static Set<String> steps() {
        return ids(Node::isStep);
    }

    /** The internal endpoints and timers of each scheme, without options. */
    public static Set<String> endpoints() {
        return nodes().filter(node -> Set.of("direct", "seda", "scheduler", "timer")
                        .contains(String.valueOf(node.fields().get("uri"))))
                .map(node -> {
                    Map<?, ?> parameters = (Map<?, ?>) node.fields().get("parameters");
                    Object name = parameters.get(node.fields().get("uri").equals("timer") ? "timerName" : "name");
                    return node.fields().get("uri") + ":" + name;
                })
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** As a host would name the same thing, {@code inbox} for {@code vodInbox}. */
    public static String withoutPrefix(String name) {
        String rest = name.replaceFirst("(^|:)" + PREFIX + "-?", "$1");
        return rest.contains(":") ? rest : Character.toLowerCase(rest.charAt(0)) + rest.substring(1);
    }

    private static Set<String> ids(java.util.function.Predicate<Node> which) {
        return nodes().filter(which).map(Node::id).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Node> nodes() {
        return RouteFile.all().stream().flatMap(file -> file.nodes().stream());
    }

    private static List<Map.Entry<String, String>> texts() {
        List<Map.Entry<String, String>> found = new ArrayList<>();
        RouteFile.all().forEach(file -> add(file.entries(), "", found));
        return found;
    }

    private static void add(Object yaml, String key, List<Map.Entry<String, String>> found) {
        if (yaml instanceof Map<?, ?> map) {
            map.forEach((inner, value) -> add(value, inner.toString(), found));
        } else if (yaml instanceof List<?> list) {
            list.forEach(value -> add(value, key, found));
        } else if (yaml instanceof String text) {
            found.add(Map.entry(key, text));
        }
    }
}
