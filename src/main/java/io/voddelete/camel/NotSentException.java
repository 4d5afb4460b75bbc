package io.voddelete.camel;

import java.net.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * A call that ended before its request was sent, so VOD has certainly not acted. The message is for people; it may contain
 * foreign text, which must be escaped when it is shown.
 */
final class NotSentException extends ConnectException {
    private static final long serialVersionUID = 1;
    private static final int LONGEST_PART = 80;

    /** @param cause null if there is none */
    NotSentException(String message, @Nullable Throwable cause) {
        super(message);
        initCause(cause);
    }

    /** Foreign text as part of a message, shortened so that what follows is not truncated. */
    static String part(@Nullable String text) {
        String whole = text == null ? "" : text;
        return whole.length() <= LONGEST_PART ? whole : whole.substring(0, LONGEST_PART) + "…";
    }
}
