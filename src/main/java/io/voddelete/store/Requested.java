package io.voddelete.store;

import io.voddelete.support.Text;
import io.voddelete.support.TraceParent;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for a submission, from where and why, as far as that is known. Texts are escaped and have at most
 * {@value #LONGEST} characters.
 *
 * @param by name of the caller, the owner of the file or the name of the schedule; for a message of a host, whom it names,
 *     otherwise its route
 * @param from address of the peer, the folder of the file, the source of the schedule, or the endpoint of the message
 * @param reason such as the number of a ticket
 * @param traceparent W3C Trace Context of the request, version 00
 */
public record Requested(
        @Nullable String by,
        @Nullable String from,
        @Nullable String reason,
        @Nullable String traceparent) {
    /** Maximum length of a text, in characters. */
    public static final int LONGEST = Text.LONGEST;

    private static final Pattern ESCAPED = Pattern.compile("(?:[^\\\\]|\\\\u[0-9a-f]{4})*+");

    /** Nothing is known. */
    public static final Requested NONE = new Requested(null, null, null, null);

    /** Makes untrusted texts fit, and drops those that are blank and a {@code traceparent} that is not valid. */
    public static Requested of(
            @Nullable String by, @Nullable String from, @Nullable String reason, @Nullable String traceparent) {
        return new Requested(
                fitting(by),
                fitting(from),
                fitting(reason),
                TraceParent.valid(traceparent).orElse(null));
    }

    /**
     * Returns this with a trace of our own, unless the request has one.
     *
     * @param own null if there is none either
     */
    public Requested tracedBy(@Nullable String own) {
        return traceparent != null || own == null ? this : new Requested(by, from, reason, own);
    }

    /**
     * Returns a name as {@link #by} has it.
     *
     * @param name as it is, or as it is shown: with its special characters escaped
     */
    public static String shown(String name) {
        return name.contains("\\") && ESCAPED.matcher(name).matches() ? name : Text.visible(name, LONGEST);
    }

    private static @Nullable String fitting(@Nullable String text) {
        String visible = Text.visible(text == null ? null : Text.strip(text), LONGEST);
        return visible.isEmpty() ? null : visible;
    }
}
