package io.voddelete.vod;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What came back from one call, before it is read.
 *
 * @param status the HTTP status, 0 if there was no answer
 * @param body the body, empty if there was none
 * @param retryAfter how long VOD asked to wait, or null
 * @param fault why there was no whole answer, or null
 * @param mayHaveActed whether the call may have reached VOD although there was no whole answer
 * @param pass what the call showed, whose secrets are taken out of every text of the answer; or null
 */
public record VodResponse(
        int status,
        byte[] body,
        @Nullable Duration retryAfter,
        @Nullable String fault,
        boolean mayHaveActed,
        @Nullable CallCredentials pass) {
    public VodResponse {
        Objects.requireNonNull(body, "body");
    }

    /** A whole answer. */
    public static VodResponse of(int status, byte[] body, @Nullable Duration retryAfter) {
        return new VodResponse(status, body, retryAfter, null, true, null);
    }

    /** The same, of a call that showed this pass. */
    public VodResponse to(CallCredentials shown) {
        return new VodResponse(status, body, retryAfter, fault, mayHaveActed, shown);
    }

    /** No answer, or a broken one. */
    public static VodResponse none(String fault, boolean mayHaveActed) {
        return new VodResponse(0, new byte[0], null, Objects.requireNonNull(fault, "fault"), mayHaveActed, null);
    }

    /** A text of the answer as it may be shown: the gateway quotes what we sent. */
    String redact(String text) {
        return pass == null ? text : pass.redact(text);
    }
}
