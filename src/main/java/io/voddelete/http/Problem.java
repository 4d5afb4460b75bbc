package io.voddelete.http;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a request was refused, as RFC 9457 problem details ({@code application/problem+json}).
 *
 * @param type always {@code about:blank}: the status identifies the kind of problem
 * @param title the name of the status
 * @param detail what is wrong, and what happened to the request; foreign text in it is escaped
 * @param reason for programs; may be null
 * @param remedy what to do; may be null
 * @param more additional members
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
            Map.entry(410, "Gone"),
            Map.entry(413, "Content Too Large"),
            Map.entry(414, "URI Too Long"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(431, "Request Header Fields Too Large"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(503, "Service Unavailable"));

    /** A problem with a status and a detail only. */
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

    /** Adds members. */
    public Problem with(Map<String, Object> members) {
        return new Problem(type, title, status, detail, reason, remedy, members);
    }

    /** The response with this problem as its body. */
    public Reply reply() {
        return Reply.of(status, "application/problem+json", this);
    }
}
