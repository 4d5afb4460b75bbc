package io.voddelete.operations;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.Problem;
import io.voddelete.support.Text;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of a command: a JSON object, or nothing.
 *
 * @param planSha256 null if there is none
 * @param reason null if there is none; untrusted
 */
record OrderBody(@Nullable String planSha256, @Nullable String reason) {
    static final int LONGEST_REASON = 200;

    private static final int LONGEST = 16 * 1024;

    /**
     * Reads the body of an approval.
     *
     * @throws HttpProblemException with 400 if the body is anything else
     */
    static OrderBody ofApproval(byte @Nullable [] body) {
        return read(body);
    }

    /**
     * Reads the body of a command that names no plan.
     *
     * @throws HttpProblemException with 400 if it names one, or is anything else
     */
    static OrderBody ofCommand(byte @Nullable [] body) {
        OrderBody read = read(body);
        if (read.planSha256 != null) {
            throw invalid("the member plan_sha256 belongs to approvals only");
        }
        return read;
    }

    private static OrderBody read(byte @Nullable [] body) {
        if (body == null || body.length == 0) {
            return new OrderBody(null, null);
        }
        JsonNode json = JsonBody.object(body, LONGEST, OrderBody::invalid);
        String planSha256 = null;
        String reason = null;
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            if (!member.getValue().isTextual()) {
                throw invalid("the member " + Text.visible(member.getKey()) + " is not a text");
            }
            switch (member.getKey()) {
                case "plan_sha256" -> planSha256 = member.getValue().textValue();
                case "reason" -> reason = reason(member.getValue().textValue());
                default -> throw invalid("the member " + Text.visible(member.getKey()) + " is unknown");
            }
        }
        return new OrderBody(planSha256, reason);
    }

    private static @Nullable String reason(String text) {
        String reason = Text.strip(text);
        if (reason.length() > LONGEST_REASON) {
            throw invalid("the reason is longer than " + LONGEST_REASON + " characters");
        }
        return reason.isEmpty() ? null : reason;
    }

    private static HttpProblemException invalid(String why) {
        return new HttpProblemException(Problem.of(
                400,
                "invalid body: " + why + "; nothing was changed",
                "invalid-body",
                "send a JSON object with plan_sha256 (to approve) and reason, or no body"));
    }
}
