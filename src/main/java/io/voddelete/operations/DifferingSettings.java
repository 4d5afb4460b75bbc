package io.voddelete.operations;

import io.voddelete.store.Nodes;
import io.voddelete.support.Text;
import java.util.List;

/**
 * Settings of a node that differ from those of the node that sends.
 *
 * @param node its name
 * @param settings their keys
 */
record DifferingSettings(String node, List<String> settings) {
    /** Those of all nodes that run; empty if there are none. */
    static List<DifferingSettings> of(Nodes nodes) {
        return nodes.id().isEmpty()
                ? List.of()
                : nodes.all().stream()
                        .filter(node -> !node.differing().isEmpty())
                        .map(node -> new DifferingSettings(Text.visible(node.name()), node.differing()))
                        .toList();
    }
}
