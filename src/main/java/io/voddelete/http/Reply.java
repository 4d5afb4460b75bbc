package io.voddelete.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.support.PrintableJson;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The whole answer to one HTTP request. {@code ReplyProcessor} makes it the message; nothing else of the message goes out.
 *
 * @param headers all of them, {@code Content-Type} among them; those that every answer has are added
 * @param body empty for none
 */
public record Reply(int status, Map<String, String> headers, byte[] body) {
    private static final ObjectMapper JSON = PrintableJson.mapper();

    /** Adds the headers of every answer. */
    public Reply {
        headers = AnswerHeaders.with(headers);
    }

    /** An answer in JSON. */
    public static Reply json(int status, Object value) {
        return of(status, "application/json", value);
    }

    /** Gives the headers of every answer to one that is not ours. */
    public static void guard(BiConsumer<String, String> headers) {
        AnswerHeaders.with(Map.of()).forEach(headers);
    }

    /** An answer that is a file with a name of ours. */
    public static Reply file(String name, String mediaType, byte[] content) {
        return new Reply(
                200,
                Map.of("Content-Type", mediaType, AnswerHeaders.DISPOSITION, AnswerHeaders.download(name)),
                content);
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
