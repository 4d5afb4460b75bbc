package io.voddelete.http;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who calls over HTTP, and what he may. Submissions, outcomes and logs keep the name.
 *
 * @param name as {@link #isName} has it; null for who shows no credential
 * @param sees the submissions whose source begins with it, besides those that he sent; empty for all, null for none
 * @param idsPerDay the most ids that he may have accepted in a day (UTC); {@link Long#MAX_VALUE} for no limit
 */
public record Caller(
        @Nullable String name, Set<Right> rights, @Nullable String sees, long idsPerDay) {
    /** The name of who signs, or shows a token of the webhook, that has no name. */
    public static final String WEBHOOK = "webhook";

    /** The name of who shows a token for questions and orders that has no name. */
    public static final String OPERATOR = "operator";

    /** Who is taken at his word: nobody has asked him for a credential. */
    public static final Caller UNKNOWN = new Caller(null, Set.of(Right.READ), "", Long.MAX_VALUE);

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

    public Caller {
        rights = Set.copyOf(rights);
    }

    /** Whether a text may be the name of a caller: 1 to 32 of a-z, 0-9 and -, so that it is one as a part of a variable too. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Whether he may ask about everything, and be told what is of all. */
    public boolean seesAll() {
        return sees != null && sees.isEmpty();
    }

    /** Whether he has a name of his own, so that there may be others beside him. */
    public boolean isNamed() {
        return name != null && !name.equals(WEBHOOK);
    }

    boolean may(Right right) {
        return rights.contains(right);
    }

    /** The name as a part of a line of the log; empty for who has none. */
    public String inLog() {
        return name == null ? "" : ", caller " + name;
    }
}
