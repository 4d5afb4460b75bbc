package io.voddelete.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;

/**
 * The whole answer to one HTTP request. {@code ReplyProcessor} makes it the message; nothing else of the message goes out.
 *
 * @param headers all of them, {@code Content-Type} among them
 * @param body empty for none
 */
public record Reply(int status, Map<String, String> headers, byte[] body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An answer in JSON. */
    public static Reply json(int status, Object value) {
        return of(status, "application/json", value);
    }

    static Reply of(int status, String mediaType, Object value) {
        try {
            return new Reply(status, Map.of("Content-Type", mediaType), JSON.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "no JSON can be made of a " + value.getClass().getSimpleName(), e);
        }
    }

    /** The same with one more header. */
    public Reply with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Reply(status, more, body);
    }
}
