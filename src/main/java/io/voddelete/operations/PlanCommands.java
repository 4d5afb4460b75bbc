package io.voddelete.operations;

import io.voddelete.asset.AssetId;
import io.voddelete.http.AccessPolicy;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.Problem;
import io.voddelete.http.RequestHead;
import io.voddelete.plan.PlanOnly;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plans lists on request. Accepts nothing, and makes no call but those that ask about the ids. */
public final class PlanCommands {
    /**
     * The list of a request.
     *
     * @param ids each once
     * @param rejected the number of lines that are no ids
     */
    public record Asked(List<AssetId> ids, long rejected) {}

    /** Reads the list of a request. */
    @FunctionalInterface
    public interface ReadList {
        /** @throws HttpProblemException if it cannot be read */
        Asked read(RequestHead head, byte @Nullable [] body);
    }

    private final PlanOnly plans;
    private final ReadList lists;
    private final AccessPolicy door;
    private final ErrorMapping answering;
    private final Runnable requireRunning;

    /**
     * @param lists reads the list of a request
     * @param requireRunning throws unless commands can be taken now
     */
    public PlanCommands(
            PlanOnly plans, ReadList lists, AccessPolicy door, ErrorMapping answering, Runnable requireRunning) {
        this.plans = plans;
        this.lists = lists;
        this.door = door;
        this.answering = answering;
        this.requireRunning = requireRunning;
    }

    /** Returns the plan of the list in the body. */
    public Object make(Map<String, Object> headers, byte[] body) {
        return answering.answer(headers, door::mayStop, (head, caller) -> {
            requireRunning.run();
            boolean text = PlanForm.wantsText(head);
            Asked list = lists.read(head, body);
            if (list.ids().isEmpty()) {
                throw new HttpProblemException(
                        Problem.of(400, "the list has no asset id", "no-asset-id", "send at least one"));
            }
            PlanOnly.Made made = plans.of("a request", list.ids().size(), list.ids()::forEach, list.rejected());
            return PlanForm.reply(text, text ? made.text() : made.json());
        });
    }
}
