package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.http.AccessPolicy;
import io.voddelete.http.Reply;
import io.voddelete.store.Nodes;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers queries about the sender: whether it sends, how fast, and what VOD made of it. Changes nothing. */
public final class SenderQueries {
    /**
     * The sender.
     *
     * @param sender whether ids are sent and, if not, why
     * @param clockOffsetSeconds how far VOD's clock is ahead of the local one; negative if behind, 0 if they agree as far as is known
     * @param credentialsExpireAt null if that is not known
     * @param asOf when another node, which sends, said so; null if this one knows it itself, or none has said it
     * @param nodes all that use the store, by name; null if only one process can
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record View(
            SenderView sender,
            CallsView deleteCalls,
            CallsView infoCalls,
            long clockOffsetSeconds,
            @Nullable String credentialsExpireAt,
            @Nullable String asOf,
            @Nullable List<NodeView> nodes) {}

    private final SenderReports sender;
    private final Nodes nodes;
    private final AccessPolicy door;
    private final ErrorMapping answering;

    public SenderQueries(SenderReports sender, Nodes nodes, AccessPolicy door, ErrorMapping answering) {
        this.sender = sender;
        this.nodes = nodes;
        this.door = door;
        this.answering = answering;
    }

    /** Whether ids are sent, the rates, the calls of the last minute and the last one that VOD accepted. */
    public Object sender(Map<String, Object> headers) {
        return answering.answer(headers, door::mayAsk, (head, caller) -> {
            StatusQueries.requireAll(caller, "the state of the sender");
            SenderReports.Dated now = sender.current();
            SenderReport report = now.report();
            return Reply.json(
                    200,
                    new View(
                            report.sender(),
                            report.deleteCalls(),
                            report.infoCalls(),
                            report.clockOffsetSeconds(),
                            report.credentialsExpireAt(),
                            now.at().orElse(null),
                            nodes.id().map(own -> all()).orElse(null)));
        });
    }

    private List<NodeView> all() {
        return nodes.all().stream().map(NodeView::of).toList();
    }
}
