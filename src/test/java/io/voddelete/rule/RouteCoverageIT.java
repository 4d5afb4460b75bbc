package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.RouteFile;
import io.voddelete.kit.RouteFile.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Every route and every step is taken by some test of its route file, as Camel counted while the unit tests ran. */
class RouteCoverageIT {
    private static final Path COVERAGE = Path.of("target", "camel-route-coverage");
    private static final Path TESTS = Path.of("src", "test", "java", "io", "voddelete", "route");

    @Test
    void everyNodeIsVisited() throws Exception {
        Set<String> visited = new TreeSet<>();
        try (Stream<Path> files = Files.list(COVERAGE)) {
            for (Path file : files.toList()) {
                visited.addAll(visited(file));
            }
        }
        Set<String> all = RouteFile.all().stream()
                .flatMap(file -> file.nodes().stream())
                .filter(RouteCoverageIT::isCounted)
                .map(Node::id)
                .collect(Collectors.toCollection(TreeSet::new));
        // these are counted where the tests run, see EveryErrorStepIsTaken
        RouteFile.all().forEach(file -> all.removeAll(file.stepsOfErrorBranches()));
        all.removeAll(visited);
        assertThat(all).as("nodes that no test of a route file has visited").isEmpty();
    }

    /** A count that a former test left behind would hide that a node is no longer visited. */
    @Test
    void everyCountIsOfATestThatExists() throws Exception {
        try (Stream<Path> files = Files.list(COVERAGE)) {
            assertThat(files.map(file -> file.getFileName().toString().replaceFirst("\\.xml$", "")))
                    .isNotEmpty()
                    .allSatisfy(count -> {
                        String[] names = count.split("-");
                        assertThat(TESTS.resolve(names[0] + ".java")).content().contains("void " + names[1] + "()");
                    });
        }
    }

    /** Camel counts no branches, but the steps in them. */
    private static boolean isCounted(Node node) {
        return node.isStep() || Set.of("route", "from").contains(node.kind());
    }

    private static Set<String> visited(Path file) throws Exception {
        Document xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        NodeList elements = xml.getElementsByTagName("*");
        Set<String> visited = new TreeSet<>();
        for (int i = 0; i < elements.getLength(); i++) {
            Element element = (Element) elements.item(i);
            if (element.hasAttribute("exchangesTotal") && Long.parseLong(element.getAttribute("exchangesTotal")) > 0) {
                visited.add(element.getAttribute("id"));
            }
        }
        return visited;
    }
}
