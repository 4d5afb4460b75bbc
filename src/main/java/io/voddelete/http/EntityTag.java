package io.voddelete.http;

import io.voddelete.support.Sha256;
import java.util.Arrays;

/**
 * The version of an answer by its content, so that a caller who has it already is not sent it again.
 *
 * @param value as in the header {@code ETag}
 */
public record EntityTag(String value) {
    /** The header of an answer. */
    public static final String HEADER = "ETag";

    /** Enough of a hash that two answers never share one. */
    private static final int LENGTH = 32;

    /** Returns the beginning of the SHA-256 of a content. */
    public static String hash(byte[] content) {
        return Sha256.hex(content).substring(0, LENGTH);
    }

    /** The tag of an answer whose bytes a proxy may change, for example compress, as long as they mean the same. */
    static EntityTag weak(byte[] content) {
        return new EntityTag("W/\"" + hash(content) + "\"");
    }

    /**
     * Returns whether the request says that its caller has this version, in the header {@code If-None-Match}.
     *
     * @throws HttpProblemException with 400 if that occurs more than once, or as a query parameter
     */
    public boolean isKnownTo(RequestHead head) {
        String known = head.header("If-None-Match").orElse("");
        return Arrays.stream(known.split(","))
                .map(String::strip)
                .anyMatch(each -> each.equals("*") || strong(each).equals(strong(value)));
    }

    /** For this comparison, a weak tag is as good as a strong one. */
    private static String strong(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }
}
