package io.voddelete.camel;

import java.net.ConnectException;

/**
 * A call that ended before its request was sent, so VOD has certainly not acted. The message is for people; it may contain
 * foreign text, which must be escaped when it is shown.
 */
final class NotSentException extends ConnectException {
    private static final long serialVersionUID = 1;
    private static final int LONGEST_PART = 80;

    NotSentException(String message, Throwable cause) {
        super(message);
        initCause(cause);
    }

    /** Foreign text as part of a message, shortened so that what follows is not truncated. */
    static String part(String text) {
        String whole = text == null ? "" : text;
        return whole.length() <= LONGEST_PART ? whole : whole.substring(0, LONGEST_PART) + "…";
    }
}
