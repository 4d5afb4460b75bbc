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
 * @param besideOthers whether other callers have a credential for the same purpose
 * @param idsPerDay the maximum number of ids accepted from the caller per day (UTC); {@link Long#MAX_VALUE} for no limit
 */
public record Caller(
        @Nullable String name, Set<Right> rights, @Nullable String sees, boolean besideOthers, long idsPerDay) {
    /** The name for a webhook secret or token without a name. */
    public static final String WEBHOOK = "webhook";

    /** The name for a token for queries and commands without a name. */
    public static final String OPERATOR = "operator";

    /** The name for a token for approvals without a name. */
    public static final String APPROVER = "approver";

    /** A caller that was not asked for a credential. */
    public static final Caller UNKNOWN = new Caller(null, Set.of(Right.READ), "", false, Long.MAX_VALUE);

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

    public Caller {
        rights = Set.copyOf(rights);
    }

    /** A caller that is the only one with a credential for its purpose. */
    public Caller(@Nullable String name, Set<Right> rights, @Nullable String sees, long idsPerDay) {
        this(name, rights, sees, false, idsPerDay);
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

    /** The same caller, while there are others. */
    Caller amongOthers() {
        return new Caller(name, rights, sees, true, idsPerDay);
    }

    /** Whether there may be others of whose submissions it must not learn anything, unless it sees them. */
    public boolean isAmongOthers() {
        return isNamed() || name != null && besideOthers;
    }

    boolean may(Right right) {
        return rights.contains(right);
    }

    /** The name as part of a log line; empty for a caller without a name. */
    public String inLog() {
        return name == null ? "" : ", caller " + name;
    }
}
