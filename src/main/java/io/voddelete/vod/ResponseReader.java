package io.voddelete.vod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parses what all VOD responses have in common: a JSON object with either a result or an error. */
final class ResponseReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ResponseReader() {}

    /**
     * The result array, or the error.
     *
     * @param array empty if there is an error
     */
    record Read(JsonNode array, @Nullable VodError error) {}

    static Read read(VodResponse answer, String arrayName) {
        if (answer.fault() != null) {
            return failed(VodError.unreadable(0, answer.fault(), answer.mayHaveActed(), answer.retryAfter()));
        }
        Optional<JsonNode> body = parse(answer.body());
        String code = body.map(json -> text(json, "error_code")).orElse(null);
        JsonNode array = body.map(json -> json.get(arrayName)).orElse(null);
        boolean success = answer.status() >= 200 && answer.status() < 300;
        if (code != null || !success) {
            String message = body.map(json -> text(json, "error_msg"))
                    .orElse("the response has no " + (code == null ? "error_code" : "error_msg"));
            VodError error = VodError.of(answer.status(), code, answer.redact(message), answer.retryAfter())
                    .ofRequest(answer.requestId());
            return failed(array == null || array.isEmpty() ? error : error.besideResults());
        }
        if (array == null || !array.isArray()) {
            return failed(VodError.unreadable(answer.status(), "the response has no " + arrayName, true, null)
                    .ofRequest(answer.requestId()));
        }
        return new Read(array, null);
    }

    /** Returns a text member; null if it is missing, empty or not a text. */
    static @Nullable String text(JsonNode json, String name) {
        JsonNode field = json.get(name);
        return field == null || !field.isTextual() || field.textValue().isEmpty() ? null : field.textValue();
    }

    /** Returns the member {@code request_id} of a body; null if there is none. */
    static @Nullable String requestId(byte[] body) {
        return parse(body).map(json -> text(json, "request_id")).orElse(null);
    }

    private static Read failed(VodError error) {
        return new Read(MissingNode.getInstance(), error);
    }

    private static Optional<JsonNode> parse(byte[] body) {
        try {
            return Optional.ofNullable(JSON.readTree(body)).filter(JsonNode::isObject);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
