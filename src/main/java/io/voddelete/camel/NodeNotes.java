package io.voddelete.camel;

import io.voddelete.store.Nodes;
import io.voddelete.store.Nodes.Node;
import io.voddelete.store.StoreException;
import io.voddelete.support.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node tells of the others, and of who sends. */
final class NodeNotes {
    private static final Logger LOG = LoggerFactory.getLogger(NodeNotes.class);

    private NodeNotes() {}

    /** Does nothing unless there may be other nodes. */
    static void tellSending(Nodes nodes) {
        if (nodes.id().isPresent()) {
            LOG.info("This node sends from now on");
        }
    }

    static void tellHandingOver() {
        LOG.warn(
                "No call of this node was answered for a minute or longer. Another node sends as soon as the calls under way have"
                        + " ended. Check the network between this machine and vod.endpoint (and vod.iam.endpoint)");
    }

    static void tellHandedOver() {
        LOG.info(
                "This node does not send any more. It takes in lists, answers and obeys, and takes over if nobody else sends");
    }

    /** Does nothing unless another node sends. If the database cannot be read just now, that is told too. */
    static void tell(Nodes nodes) {
        if (nodes.isSender()) {
            return;
        }
        LOG.info("Another node sends. This one takes in lists, answers and obeys, and takes over when that one ends");
        try {
            tellDiffering(nodes);
        } catch (StoreException e) {
            LOG.warn(
                    "Whether settings differ from those of the node that sends is not known now: {}. GET /vod/sender tells it"
                            + " when the database is back",
                    e.getMessage());
        }
    }

    private static void tellDiffering(Nodes nodes) {
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
