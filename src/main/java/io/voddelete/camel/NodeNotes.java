package io.voddelete.camel;

import io.voddelete.store.Nodes;
import io.voddelete.store.Nodes.Node;
import io.voddelete.support.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node tells of the others when it has started. */
final class NodeNotes {
    private static final Logger LOG = LoggerFactory.getLogger(NodeNotes.class);

    private NodeNotes() {}

    /** Does nothing unless there may be other nodes. */
    static void tellSending(Nodes nodes) {
        if (nodes.id().isPresent()) {
            LOG.info("This node sends from now on");
        }
    }

    /** Does nothing unless another node sends. */
    static void tell(Nodes nodes) {
        if (nodes.isSender()) {
            return;
        }
        LOG.info("Another node sends. This one takes in lists, answers and obeys, and takes over when that one ends");
        for (Node node : nodes.all()) {
            if (node.isThis() && !node.differing().isEmpty()) {
                LOG.warn(
                        "Settings of node '{}' differ from those of the node that sends: {}. Set them alike: they change what is"
                                + " done when another node takes over",
                        Text.visible(node.name()),
                        String.join(", ", node.differing()));
            }
        }
    }
}
