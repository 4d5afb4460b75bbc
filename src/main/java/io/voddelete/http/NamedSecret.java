package io.voddelete.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A secret or token, and whose it is. Written as {@code name:secret}; one without a name has the one that is usual there. A
 * name may have several, as while one is changed.
 */
public record NamedSecret(String name, String secret) {
    /** The fewest characters of a token. */
    public static final int SHORTEST_TOKEN = 32;

    private static final String TOKEN = "[A-Za-z0-9._~+/-]+=*";

    /**
     * All of a list, which commas or line breaks set apart. Blanks around an entry and blank lines do not count.
     *
     * @param usualName of who has no name
     */
    public static List<NamedSecret> parse(String list, String usualName) {
        List<NamedSecret> secrets = new ArrayList<>();
        list.lines().filter(line -> !line.isBlank()).forEach(line -> {
            for (String entry : line.split(",", -1)) {
                String[] parts = entry.strip().split(":", 2);
                secrets.add(
                        parts.length == 1 ? new NamedSecret(usualName, parts[0]) : new NamedSecret(parts[0], parts[1]));
            }
        });
        return secrets;
    }

    /**
     * Whether a text is a list of secrets, each alone or with a name.
     *
     * @param isSecret whether a text may be a secret of the list
     */
    public static boolean isList(String list, Predicate<String> isSecret) {
        List<NamedSecret> secrets = parse(list, Caller.OPERATOR);
        return !secrets.isEmpty()
                && secrets.stream().allMatch(one -> Caller.isName(one.name) && isSecret.test(one.secret));
    }

    /** Whether a text may be a token, as RFC 6750 has it: long, without colons and commas, and not of a few characters only. */
    public static boolean isToken(String text) {
        return text.length() >= SHORTEST_TOKEN
                && text.matches(TOKEN)
                && text.chars().distinct().count() >= 8;
    }

    @Override
    public String toString() {
        return "NamedSecret[" + name + "]";
    }
}
