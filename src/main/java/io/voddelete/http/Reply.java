package io.voddelete.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.support.PrintableJson;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * A complete HTTP response. {@code ReplyProcessor} turns it into the message; nothing else of the message is sent.
 *
 * @param headers all headers, including {@code Content-Type}; those of every response are added
 * @param body empty for none
 */
public record Reply(int status, Map<String, String> headers, byte[] body) {
    private static final ObjectMapper JSON = PrintableJson.mapper();

    /** Adds the headers of every response. */
    public Reply {
        headers = AnswerHeaders.with(headers);
    }

    /** A JSON response. */
    public static Reply json(int status, Object value) {
        return of(status, "application/json", value);
    }

    /** Adds the headers of every response to a response that is not ours. */
    public static void guard(BiConsumer<String, String> headers) {
        AnswerHeaders.with(Map.of()).forEach(headers);
    }

    /** A file with a fixed name. */
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
                    "cannot write as JSON: " + value.getClass().getSimpleName(), e);
        }
    }

    /**
     * Adds the address of a submission.
     *
     * @param contextPath what the server has before our paths
     */
    public Reply withSubmission(String contextPath, String submissionId) {
        return with("Location", contextPath + "/vod/submissions/" + submissionId);
    }

    /**
     * Returns the answer to a query with its {@link EntityTag}, or 304 without a body if the caller has it already. Any other
     * answer is returned as it is.
     */
    public Reply unlessKnownTo(RequestHead head) {
        if (status != 200 || !head.isQuery()) {
            return this;
        }
        EntityTag tag = EntityTag.weak(body);
        return tag.isKnownTo(head)
                ? new Reply(304, Map.of(EntityTag.HEADER, tag.value()), new byte[0])
                : with(EntityTag.HEADER, tag.value());
    }

    /** Adds a header. */
    public Reply with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Reply(status, more, body);
    }
}
