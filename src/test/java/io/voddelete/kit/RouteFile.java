package io.voddelete.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ResourceLoader;
import org.apache.camel.support.PluginHelper;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** One route file of the repository, parsed to maps and lists in file order. */
public record RouteFile(Path path, String text, List<?> entries) {
    private static final Path ROUTES = Path.of("routes");
    private static final Set<String> BRANCHES = Set.of("from", "when", "otherwise", "doCatch", "doFinally");

    private static final Set<String> ERROR_BRANCHES = Set.of("doCatch", "doFinally", "onException");

    /**
     * An element of the Kaoto canvas: a route, its start, a step, a branch or an error clause.
     *
     * @param kind such as {@code route}, {@code from}, {@code bean} or {@code doCatch}
     */
    public record Node(RouteFile file, String kind, Map<?, ?> fields) {
        public String id() {
            return (String) fields.get("id");
        }

        /** Returns whether it is an entry of {@code steps}. */
        public boolean isStep() {
            return !BRANCHES.contains(kind)
                    && !Set.of("route", "routeConfiguration", "onException").contains(kind);
        }

        /** Returns all nested nodes in file order. */
        public List<Node> inside() {
            List<Node> nodes = new ArrayList<>();
            fields.forEach((key, value) -> {
                if (key.equals("steps") || key.equals("onException")) {
                    for (Object entry : (List<?>) value) {
                        ((Map<?, ?>) entry).forEach((kind, inner) -> add((String) kind, inner, nodes));
                    }
                } else if (BRANCHES.contains(key)) {
                    for (Object branch : value instanceof List<?> branches ? branches : List.of(value)) {
                        add((String) key, branch, nodes);
                    }
                }
            });
            return nodes;
        }

        private void add(String kind, Object inner, List<Node> nodes) {
            Node node = new Node(file, kind, (Map<?, ?>) inner);
            nodes.add(node);
            nodes.addAll(node.inside());
        }

        @Override
        public String toString() {
            return file.path + " " + kind + " " + fields.get("id");
        }
    }

    /** @param name such as {@code pipeline/batch} */
    public static RouteFile named(String name) {
        return read(ROUTES.resolve(name + ".camel.yaml"));
    }

    /** Returns all route files of the repository. */
    public static List<RouteFile> all() {
        try (Stream<Path> files = Files.walk(ROUTES)) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .map(RouteFile::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds the routes of these files, as a host does that loads them itself. */
    public static void load(CamelContext context, List<RouteFile> files) throws Exception {
        ResourceLoader resources = PluginHelper.getResourceLoader(context);
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(files.stream()
                        .map(file -> resources.resolveResource("file:" + file.path))
                        .toList());
    }

    public List<Node> routes() {
        return nodes().stream().filter(node -> node.kind.equals("route")).toList();
    }

    /** Returns all nodes, outer before inner. */
    public List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        for (Object entry : entries) {
            ((Map<?, ?>) entry).forEach((kind, fields) -> {
                Node node = new Node(this, (String) kind, (Map<?, ?>) fields);
                nodes.add(node);
                nodes.addAll(node.inside());
            });
        }
        return nodes;
    }

    /** Returns the ids of steps that run only after an error or in a finally block; Camel's own coverage omits them. */
    public Set<String> stepsOfErrorBranches() {
        return nodes().stream()
                .filter(node -> ERROR_BRANCHES.contains(node.kind))
                .flatMap(node -> node.inside().stream())
                .filter(Node::isStep)
                .map(Node::id)
                .collect(Collectors.toSet());
    }

    /** Parses a text like a route file. */
    public static RouteFile of(String text) {
        return of(Path.of("no-file"), text);
    }

    private static RouteFile of(Path path, String text) {
        Load load = new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build());
        return new RouteFile(path, text, (List<?>) load.loadFromString(text));
    }

    private static RouteFile read(Path path) {
        try {
            return of(path, Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
