package io.voddelete.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTTP response. The body must not be modified. */
record SimulatedResponse(int status, Map<String, String> headers, byte[] body) {
    static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    private static final String REQUEST_ID = "X-Request-Id";
    private static final Pattern ERROR_CODE = Pattern.compile("\"error_code\"\\s*:\\s*\"([^\"]*)\"");
    private static final Map<Integer, String> REASONS = Map.of(
            500, "Internal Server Error",
            502, "Bad Gateway",
            503, "Service Unavailable",
            504, "Gateway Timeout");

    static SimulatedResponse json(int status, String json) {
        return new SimulatedResponse(status, JSON, utf8(json));
    }

    /** Creates an error in the format of the VOD API, with a random request id. */
    static SimulatedResponse error(int status, String code, String message) {
        String requestId = newRequestId();
        return json(status, errorJson(code, message, requestId)).withHeader(REQUEST_ID, requestId);
    }

    /** Returns this response with a random request id, which the gateway adds to every answer of the service. */
    SimulatedResponse withRequestId() {
        return withHeader(REQUEST_ID, newRequestId());
    }

    private static String newRequestId() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    static String errorJson(String code, String message, String requestId) {
        return "{\"error_code\":" + Json.quote(code) + ",\"error_msg\":" + Json.quote(message) + ",\"request_id\":"
                + Json.quote(requestId) + '}';
    }

    /** Creates the error page of a proxy. */
    static SimulatedResponse html(int status) {
        String title = (status + " " + REASONS.getOrDefault(status, "")).trim();
        String page = "<html>\n<head><title>" + title + "</title></head>\n<body>\n<center><h1>" + title
                + "</h1></center>\n</body>\n</html>\n";
        return new SimulatedResponse(status, Map.of("Content-Type", "text/html"), utf8(page));
    }

    SimulatedResponse withHeader(String name, String value) {
        Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        more.putAll(headers);
        more.put(name, value);
        return new SimulatedResponse(status, more, body);
    }

    /** Returns the error code in the body; empty if there is none. */
    String errorCode() {
        if (status == 200) {
            return "";
        }
        Matcher code = ERROR_CODE.matcher(new String(body, StandardCharsets.UTF_8));
        return code.find() ? code.group(1) : "";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
