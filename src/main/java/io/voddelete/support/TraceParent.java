package io.voddelete.support;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the {@code traceparent} of W3C Trace Context, which whoever sends a request may set to anything. */
public final class TraceParent {
    /** A later version may have more behind another hyphen. */
    private static final Pattern FORM =
            Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    private TraceParent() {}

    /**
     * Returns it in the form of version 00, which has 55 characters; empty if it is not valid.
     *
     * @param value untrusted
     */
    public static Optional<String> valid(@Nullable String value) {
        Matcher form = FORM.matcher(value == null ? "" : value.strip());
        boolean isValid = form.matches()
                && !form.group(1).equals("ff")
                && (form.group(5) == null || !form.group(1).equals("00"))
                && !form.group(2).matches("0+")
                && !form.group(3).matches("0+");
        return isValid
                ? Optional.of("00-" + form.group(2) + "-" + form.group(3) + "-" + form.group(4))
                : Optional.empty();
    }
}
