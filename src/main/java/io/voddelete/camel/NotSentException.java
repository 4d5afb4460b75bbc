package io.voddelete.camel;

import java.net.ConnectException;

/**
 * A call that ended before its request went out: VOD has certainly not acted. The message is for people; it may hold foreign
 * text, which whoever shows it escapes.
 */
final class NotSentException extends ConnectException {
    private static final long serialVersionUID = 1;
    private static final int LONGEST_PART = 80;

    NotSentException(String message, Throwable cause) {
        super(message);
        initCause(cause);
    }

    /** Foreign text as a part of a message: what comes after it is not to be cut away. */
    static String part(String text) {
        String whole = text == null ? "" : text;
        return whole.length() <= LONGEST_PART ? whole : whole.substring(0, LONGEST_PART) + "…";
    }
}
