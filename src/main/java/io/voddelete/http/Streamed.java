package io.voddelete.http;

import java.io.InputStream;
import java.util.Map;

/**
 * An answer that is too long to be held in memory. It is read, and closed, while it is sent.
 *
 * @param headers all of them, {@code Content-Type} among them; those that every answer has are added
 */
public record Streamed(int status, Map<String, String> headers, InputStream body) {
    /** Adds the headers of every answer. */
    public Streamed {
        headers = AnswerHeaders.with(headers);
    }

    /** An answer that is a file with a name of ours. */
    public static Streamed file(String name, String mediaType, InputStream content) {
        return new Streamed(
                200,
                Map.of("Content-Type", mediaType, AnswerHeaders.DISPOSITION, AnswerHeaders.download(name)),
                content);
    }
}
