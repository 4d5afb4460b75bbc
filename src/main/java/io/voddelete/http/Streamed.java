package io.voddelete.http;

import java.io.InputStream;
import java.util.Map;

/**
 * A response that is too long for memory. It is read while it is sent, and then closed.
 *
 * @param headers all headers, including {@code Content-Type}; those of every response are added
 */
public record Streamed(int status, Map<String, String> headers, InputStream body) {
    /** Adds the headers of every response. */
    public Streamed {
        headers = AnswerHeaders.with(headers);
    }

    /** A file with a fixed name. */
    public static Streamed file(String name, String mediaType, InputStream content) {
        return new Streamed(
                200,
                Map.of("Content-Type", mediaType, AnswerHeaders.DISPOSITION, AnswerHeaders.download(name)),
                content);
    }
}
