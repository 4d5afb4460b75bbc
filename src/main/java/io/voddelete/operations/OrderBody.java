package io.voddelete.operations;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.Problem;
import io.voddelete.support.Text;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The body of a command: a JSON object whose members are texts, or nothing. */
final class OrderBody {
    static final int LONGEST_REASON = 200;

    private static final int LONGEST = 16 * 1024;
    private static final String REASON = "reason";
    private static final String PLAN = "plan_sha256";
    private static final String FAILED_FOR = "failed_for";
    private static final String ERROR_CODE = "error_code";
    private static final String SUBMISSION = "submission_id";

    private final Map<String, String> members = new TreeMap<>();

    private OrderBody() {}

    /**
     * Reads the body of an approval.
     *
     * @throws HttpProblemException with 400 if the body is anything else
     */
    static OrderBody ofApproval(byte @Nullable [] body) {
        return read(body, PLAN);
    }

    /**
     * Reads the body of a command that has only a reason.
     *
     * @throws HttpProblemException with 400 if the body is anything else
     */
    static OrderBody ofCommand(byte @Nullable [] body) {
        return read(body);
    }

    /**
     * Reads the body of a command to retry failed ids.
     *
     * @throws HttpProblemException with 400 if the body is anything else, or does not say which ones
     */
    static OrderBody ofRetry(byte @Nullable [] body) {
        OrderBody read = read(body, FAILED_FOR, ERROR_CODE, SUBMISSION);
        if (read.failedFor().isEmpty()) {
            throw invalid("the member failed_for is missing", FAILED_FOR, ERROR_CODE, SUBMISSION);
        }
        return read;
    }

    private static OrderBody read(byte @Nullable [] body, String... further) {
        OrderBody read = new OrderBody();
        if (body == null || body.length == 0) {
            return read;
        }
        JsonNode json = JsonBody.object(body, LONGEST, why -> invalid(why, further));
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            String name = member.getKey();
            if (!REASON.equals(name) && !List.of(further).contains(name)) {
                throw invalid("the member " + Text.visible(name) + " is unknown", further);
            }
            if (!member.getValue().isTextual()) {
                throw invalid("the member " + name + " is not a text", further);
            }
            read.members.put(name, member.getValue().textValue());
        }
        String reason = read.reason();
        if (reason != null && reason.length() > LONGEST_REASON) {
            throw invalid("the reason is longer than " + LONGEST_REASON + " characters", further);
        }
        return read;
    }

    /** Why the command is given; null if there is no reason; untrusted. */
    @Nullable
    String reason() {
        String reason = Text.strip(members.getOrDefault(REASON, ""));
        return reason.isEmpty() ? null : reason;
    }

    /** The hash of the plan that is approved; null if there is none; untrusted. */
    @Nullable
    String planSha256() {
        return members.get(PLAN);
    }

    /** Why the ids failed that are retried; empty in other commands; untrusted. */
    String failedFor() {
        return members.getOrDefault(FAILED_FOR, "");
    }

    /** VOD's code with which they failed, empty for those without one; null for all; untrusted. */
    @Nullable
    String errorCode() {
        return members.get(ERROR_CODE);
    }

    /** The submission that has them; null for all submissions; untrusted. */
    @Nullable
    String submissionId() {
        return members.get(SUBMISSION);
    }

    private static HttpProblemException invalid(String why, String... further) {
        String all = further.length == 0 ? REASON : String.join(", ", further) + " and " + REASON;
        return new HttpProblemException(Problem.of(
                400,
                "invalid body: " + why + "; nothing was changed",
                "invalid-body",
                "send a JSON object with the members " + all
                        + (List.of(further).contains(FAILED_FOR) ? "" : ", or no body")));
    }
}
