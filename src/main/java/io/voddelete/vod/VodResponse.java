package io.voddelete.vod;

import io.voddelete.support.Text;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The raw response to one call.
 *
 * @param status the HTTP status; 0 if there was no response
 * @param body the body; empty if there was none
 * @param retryAfter how long VOD asked to wait; null if it did not
 * @param fault why there is no complete response; null if there is one
 * @param mayHaveActed whether the call may have reached VOD in spite of the fault
 * @param requestIdHeader VOD's id of the request, from the header of the response; null if it has none
 * @param pass credentials of the call, redacted in every text of the response; may be null
 */
public record VodResponse(
        int status,
        byte[] body,
        @Nullable Duration retryAfter,
        @Nullable String fault,
        boolean mayHaveActed,
        @Nullable String requestIdHeader,
        @Nullable CallCredentials pass) {
    private static final int LONGEST_ID = 64;

    public VodResponse {
        Objects.requireNonNull(body, "body");
    }

    /** Creates a complete response. */
    public static VodResponse of(int status, byte[] body, @Nullable Duration retryAfter) {
        return new VodResponse(status, body, retryAfter, null, true, null, null);
    }

    /** Returns this response with the credentials of its call; null if unknown. */
    public VodResponse to(@Nullable CallCredentials shown) {
        return new VodResponse(status, body, retryAfter, fault, mayHaveActed, requestIdHeader, shown);
    }

    /** Returns this response with the header that names its request; null if it has none. */
    public VodResponse ofRequest(@Nullable String idInHeader) {
        return new VodResponse(status, body, retryAfter, fault, mayHaveActed, idInHeader, pass);
    }

    /**
     * Returns VOD's id of the request, by which its support finds the call: of the header or else, for an error, of the body.
     * Escaped and cut at {@value #LONGEST_ID} characters; null if there is none.
     */
    public @Nullable String requestId() {
        String id =
                requestIdHeader == null || requestIdHeader.isBlank() ? ResponseReader.requestId(body) : requestIdHeader;
        return id == null ? null : Text.visible(redact(id.strip()), LONGEST_ID);
    }

    /** Creates a missing or incomplete response. */
    public static VodResponse none(String fault, boolean mayHaveActed) {
        return new VodResponse(0, new byte[0], null, Objects.requireNonNull(fault, "fault"), mayHaveActed, null, null);
    }

    /** Redacts a text of the response, since the gateway quotes what we sent. */
    String redact(String text) {
        return pass == null ? text : pass.redact(text);
    }
}
