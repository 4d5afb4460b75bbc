package io.voddelete.vod;

import io.voddelete.support.Text;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call that failed as a whole.
 *
 * @param httpStatus 0 if there was no answer
 * @param code VOD's or the gateway's error code, or null
 * @param message its text or the fault, escaped and cut
 * @param reason the machine word of a FAILED outcome that rests on this error
 * @param mayHaveActed whether the call may have deleted something all the same
 * @param retryAfter how long VOD asked to wait, or null
 * @param limit how many calls the text says that are admitted, or null
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
    /** A fault that names a certificate, or a proxy and a host, is longer than other texts. */
    private static final int LONGEST_FAULT = 500;

    /** The gateway quotes the signed headers when signatures differ, a session token among them. */
    private static final Pattern QUOTED_TOKEN = Pattern.compile("(?i)(x-security-token:)[^|\\s]+");

    /** An error of VOD, or of what stands before it. */
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

    /** The same error in an answer that holds results too: it does not tell the whole truth. */
    VodError besideResults() {
        return new VodError(httpStatus, code, message, errorClass, reason, true, retryAfter, limit);
    }

    /** No answer, or one that cannot be read. */
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

    /** The same error, known to be about the only asset of its call. */
    public VodError aboutAsset() {
        return new VodError(httpStatus, code, message, ErrorClass.ASSET, reason, mayHaveActed, retryAfter, limit);
    }

    /** Whether one asset of the call is at fault: VOD understood and accepted the call itself. */
    public boolean isAboutAssets() {
        return switch (errorClass) {
            case GONE, BUSY, ASSET -> true;
            default -> false;
        };
    }

    /** Whether VOD did not understand the call, as a whole or one of its ids. */
    public boolean isAboutRequest() {
        return errorClass == ErrorClass.REQUEST || errorClass == ErrorClass.UNKNOWN;
    }

    /** The message at the length of other texts, as it is kept for each id. */
    String brief() {
        if (message.length() <= Text.LONGEST) {
            return message;
        }
        boolean half = Character.isHighSurrogate(message.charAt(Text.LONGEST - 1));
        return message.substring(0, half ? Text.LONGEST - 1 : Text.LONGEST);
    }

    @Override
    public String toString() {
        String where = httpStatus == 0 ? "no answer" : "HTTP " + httpStatus;
        return where + (code == null ? "" : " " + Text.visible(code)) + ": " + message;
    }
}
