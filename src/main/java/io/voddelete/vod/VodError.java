package io.voddelete.vod;

import io.voddelete.support.Text;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The failure of a whole call.
 *
 * @param httpStatus 0 if there was no response
 * @param code VOD's or the gateway's error code; may be null
 * @param message the message of the response or the fault, escaped and truncated
 * @param reason the reason code of a FAILED outcome caused by this error
 * @param mayHaveActed whether the call may have deleted something in spite of the error
 * @param retryAfter how long VOD asked to wait; null if it did not
 * @param limit the rate limit that the message names; null if none
 */
public record VodError(
        int httpStatus,
        @Nullable String code,
        String message,
        ErrorClass errorClass,
        String reason,
        boolean mayHaveActed,
        @Nullable Duration retryAfter,
        @Nullable CallLimit limit) {
    /** A fault may name a certificate, or a proxy and a host, so it may be longer than other messages. */
    private static final int LONGEST_FAULT = 500;

    /** On a signature mismatch the gateway quotes the signed headers, including a session token. */
    private static final Pattern QUOTED_TOKEN = Pattern.compile("(?i)(x-security-token:)[^|\\s]+");

    /** Creates an error reported by VOD or its gateway. */
    static VodError of(int httpStatus, @Nullable String code, String message, @Nullable Duration retryAfter) {
        ErrorCodes.Meaning meaning = ErrorCodes.meaning(code, httpStatus);
        return new VodError(
                httpStatus,
                code,
                Text.visible(QUOTED_TOKEN.matcher(message).replaceAll("$1***")),
                meaning.errorClass(),
                meaning.reason(),
                meaning.mayHaveActed(),
                retryAfter,
                CallLimit.read(message));
    }

    /** Returns this error for a response that also contains results: it is then not definite. */
    VodError besideResults() {
        return new VodError(httpStatus, code, message, errorClass, reason, true, retryAfter, limit);
    }

    /** Creates an error for a missing or malformed response. */
    static VodError unreadable(int httpStatus, String fault, boolean mayHaveActed, @Nullable Duration retryAfter) {
        return new VodError(
                httpStatus,
                null,
                Text.visible(fault, LONGEST_FAULT),
                ErrorClass.TRANSIENT,
                "unreadable",
                mayHaveActed,
                retryAfter,
                null);
    }

    /** Returns this error, known to be about the only asset of its call. */
    public VodError aboutAsset() {
        return new VodError(httpStatus, code, message, ErrorClass.ASSET, reason, mayHaveActed, retryAfter, limit);
    }

    /** Returns whether one asset of the call is at fault, and not the call itself. */
    public boolean isAboutAssets() {
        return switch (errorClass) {
            case GONE, BUSY, ASSET -> true;
            default -> false;
        };
    }

    /** Returns whether VOD did not understand the call, as a whole or because of one of its ids. */
    public boolean isAboutRequest() {
        return errorClass == ErrorClass.REQUEST || errorClass == ErrorClass.UNKNOWN;
    }

    /** Returns the message cut to the usual length, as stored for each id. */
    String brief() {
        if (message.length() <= Text.LONGEST) {
            return message;
        }
        boolean half = Character.isHighSurrogate(message.charAt(Text.LONGEST - 1));
        return message.substring(0, half ? Text.LONGEST - 1 : Text.LONGEST);
    }

    @Override
    public String toString() {
        String where = httpStatus == 0 ? "no response" : "HTTP " + httpStatus;
        return where + (code == null ? "" : " " + Text.visible(code)) + ": " + message;
    }
}
