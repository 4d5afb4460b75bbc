package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.http.AccessPolicy;
import io.voddelete.http.Reply;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells callers who they are. Changes nothing; every method returns a complete response. */
public final class CallerQueries {
    /**
     * A caller.
     *
     * @param name null for one without a token
     * @param seesAll whether the caller sees all submissions, totals included
     * @param may the commands that the caller may give, by the last word of their paths
     * @param reasonRequired whether approvals need a reason
     * @param submissionsPath where the caller may send lists, without what a server has before it; null if it may not
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record WhoAmI(
            @Nullable String name,
            boolean seesAll,
            List<String> may,
            boolean reasonRequired,
            @Nullable String submissionsPath) {}

    private static final String SUBMISSIONS = "submissions";

    private final AccessPolicy door;
    private final ErrorMapping answering;
    private final boolean reasonRequired;
    private final String submissionsPath;

    /**
     * @param reasonRequired whether approvals need a reason
     * @param submissionsPath where lists are sent
     */
    public CallerQueries(AccessPolicy door, ErrorMapping answering, boolean reasonRequired, String submissionsPath) {
        this.door = door;
        this.answering = answering;
        this.reasonRequired = reasonRequired;
        this.submissionsPath = submissionsPath;
    }

    /** The name of the caller, and which commands it may give. */
    public Object whoami(Map<String, Object> headers) {
        return answering.answer(headers, door::mayProbe, (head, caller) -> {
            List<String> may = door.commands(head);
            return Reply.json(
                    200,
                    new WhoAmI(
                            caller.name(),
                            caller.seesAll(),
                            may,
                            reasonRequired,
                            may.contains(SUBMISSIONS) ? submissionsPath : null));
        });
    }
}
