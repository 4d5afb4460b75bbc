package io.voddelete.vod;

import io.voddelete.support.Text;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import java.time.Duration;
import java.util.Locale;
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
 * @param requestId VOD's id of the request, by which its support finds the call; null if unknown
 */
public record VodError(
        int httpStatus,
        @Nullable String code,
        String message,
        ErrorClass errorClass,
        String reason,
        boolean mayHaveActed,
        @Nullable Duration retryAfter,
        @Nullable CallLimit limit,
        @Nullable String requestId) {
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
                CallLimit.read(message),
                null);
    }

    /** Returns this error for a response that also contains results: it is then not definite. */
    VodError besideResults() {
        return new VodError(httpStatus, code, message, errorClass, reason, true, retryAfter, limit, requestId);
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
                null,
                null);
    }

    /** Returns this error as the answer to the request with this id of VOD; null if unknown. */
    VodError ofRequest(@Nullable String id) {
        return new VodError(httpStatus, code, message, errorClass, reason, mayHaveActed, retryAfter, limit, id);
    }

    /** Returns this error, known to be about the only asset of its call. */
    public VodError aboutAsset() {
        return new VodError(
                httpStatus, code, message, ErrorClass.ASSET, reason, mayHaveActed, retryAfter, limit, requestId);
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

    /** Returns what is equal for errors that only differ in what a response says about them. */
    public String cause() {
        return httpStatus == 0 ? message : code == null ? "HTTP " + httpStatus : Text.visible(code);
    }

    /** Returns a word for what came of a call: {@code ok}, {@code io} if there was no response, or the class of its error. */
    public static String word(@Nullable VodError error) {
        if (error == null) {
            return "ok";
        }
        return error.httpStatus == 0 ? "io" : error.errorClass.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the message cut to the usual length, as stored for each id. */
    String brief() {
        return Text.beginning(message, Text.LONGEST);
    }

    /** Returns VOD's id of the request as the end of an error in a log line; empty if it is unknown. */
    public String request() {
        return requestId == null ? "" : " (request id " + requestId + ")";
    }

    /** Returns the error for a log line: with VOD's id of the request, which differs from call to call. */
    public String inLog() {
        return this + request();
    }

    /** The error without the id of the request, so that the same error of several calls is the same text. */
    @Override
    public String toString() {
        String where = httpStatus == 0 ? "no response" : "HTTP " + httpStatus;
        return where + (code == null ? "" : " " + Text.visible(code)) + ": " + message;
    }
}
