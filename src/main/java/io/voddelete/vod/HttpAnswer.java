package io.voddelete.vod;

import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * What came back from one call, before it is read.
 *
 * @param status the HTTP status, 0 if there was no answer
 * @param body the body, empty if there was none
 * @param retryAfter how long VOD asked to wait, or null
 * @param fault why there was no whole answer, or null
 * @param mayHaveActed whether the call may have reached VOD although there was no whole answer
 * @param redact makes a text of the answer fit to be shown: the gateway quotes what we sent
 */
public record HttpAnswer(
        int status,
        byte[] body,
        Duration retryAfter,
        String fault,
        boolean mayHaveActed,
        UnaryOperator<String> redact) {
    public HttpAnswer {
        Objects.requireNonNull(body, "body");
    }

    /** A whole answer. */
    public static HttpAnswer of(int status, byte[] body, Duration retryAfter) {
        return new HttpAnswer(status, body, retryAfter, null, true, UnaryOperator.identity());
    }

    /** The same, whose texts are shown only as this makes them. */
    public HttpAnswer redactedBy(UnaryOperator<String> change) {
        return new HttpAnswer(status, body, retryAfter, fault, mayHaveActed, change);
    }

    /** No answer, or a broken one. */
    public static HttpAnswer none(String fault, boolean mayHaveActed) {
        return new HttpAnswer(
                0, new byte[0], null, Objects.requireNonNull(fault, "fault"), mayHaveActed, UnaryOperator.identity());
    }
}
