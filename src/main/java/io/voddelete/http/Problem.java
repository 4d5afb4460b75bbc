package io.voddelete.http;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not served, as RFC 9457 has it ({@code application/problem+json}).
 *
 * @param type always {@code about:blank}: the status says what kind it is
 * @param title the name of the status
 * @param detail what is wrong, and what became of the request; foreign text in it is escaped
 * @param reason a machine word; may be null
 * @param remedy what to do; may be null
 * @param more members that problems of this kind have besides
 */
@JsonInclude(Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String reason,
        @Nullable String remedy,
        @JsonAnyGetter Map<String, Object> more) {
    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(406, "Not Acceptable"),
            Map.entry(408, "Request Timeout"),
            Map.entry(409, "Conflict"),
            Map.entry(413, "Content Too Large"),
            Map.entry(414, "URI Too Long"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(431, "Request Header Fields Too Large"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(503, "Service Unavailable"));

    /** A problem that its status and its detail describe. */
    public static Problem of(int status, String detail) {
        return of(status, detail, null, null);
    }

    public static Problem of(int status, String detail, @Nullable String reason, @Nullable String remedy) {
        return new Problem(
                "about:blank",
                TITLES.getOrDefault(status, "Status " + status),
                status,
                detail,
                reason,
                remedy,
                Map.of());
    }

    /** The same with these members besides. */
    Problem with(Map<String, Object> members) {
        return new Problem(type, title, status, detail, reason, remedy, members);
    }

    /** The answer that tells it. */
    public Reply reply() {
        return Reply.of(status, "application/problem+json", this);
    }
}
