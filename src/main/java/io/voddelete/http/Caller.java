package io.voddelete.http;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP caller and its rights. Submissions, outcomes and logs record the name.
 *
 * @param name see {@link #isName}; null for a caller without a credential
 * @param sees a prefix: the caller sees all submissions whose source begins with it, besides its own; empty for all, null for
 *     only its own
 * @param idsPerDay the maximum number of ids accepted from the caller per day (UTC); {@link Long#MAX_VALUE} for no limit
 */
public record Caller(
        @Nullable String name, Set<Right> rights, @Nullable String sees, long idsPerDay) {
    /** The name for a webhook secret or token without a name. */
    public static final String WEBHOOK = "webhook";

    /** The name for a token for queries and commands without a name. */
    public static final String OPERATOR = "operator";

    /** A caller that was not asked for a credential. */
    public static final Caller UNKNOWN = new Caller(null, Set.of(Right.READ), "", Long.MAX_VALUE);

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

    public Caller {
        rights = Set.copyOf(rights);
    }

    /** Whether a text is a valid name: 1 to 32 characters of a-z, 0-9 and -, so that it can be part of a variable name. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Whether the caller may see everything, totals included. */
    public boolean seesAll() {
        return sees != null && sees.isEmpty();
    }

    /** Whether the caller has a configured name, so that there may be other callers. */
    public boolean isNamed() {
        return name != null && !name.equals(WEBHOOK);
    }

    boolean may(Right right) {
        return rights.contains(right);
    }

    /** The name as part of a log line; empty for a caller without a name. */
    public String inLog() {
        return name == null ? "" : ", caller " + name;
    }
}
