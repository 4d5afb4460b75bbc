package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.store.Nodes;
import io.voddelete.support.Text;
import io.voddelete.support.Times;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process that uses the store.
 *
 * @param sends whether it is the one that sends
 * @param lastSeenAt when it was last seen, to a few seconds; null if it has said that it has ended
 * @param differingSettings keys of settings that differ from those of the node that sends; null if there are none
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record NodeView(
        String name,
        boolean sends,
        String startedAt,
        @Nullable String lastSeenAt,
        @Nullable List<String> differingSettings) {
    static NodeView of(Nodes.Node node) {
        return new NodeView(
                Text.visible(node.name()),
                node.isSender(),
                Times.text(node.startedAt()),
                node.lastSeen().map(Times::text).orElse(null),
                node.differing().isEmpty() ? null : node.differing());
    }
}
