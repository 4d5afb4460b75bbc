package io.voddelete.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A secret or token with the name of its caller. Written as {@code name:secret}; without a name, a default name applies. A
 * name may have several secrets, for example during a rotation.
 */
public record NamedSecret(String name, String secret) {
    /** The minimum length of a token. */
    public static final int SHORTEST_TOKEN = 32;

    private static final String TOKEN = "[A-Za-z0-9._~+/-]+=*";

    /**
     * Parses a list separated by commas or line breaks. Blanks around an entry and blank lines are ignored.
     *
     * @param usualName the name for entries without one
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
     * Whether a text is a list of secrets, each with or without a name.
     *
     * @param isSecret whether a text is a valid secret
     */
    public static boolean isList(String list, Predicate<String> isSecret) {
        List<NamedSecret> secrets = parse(list, Caller.OPERATOR);
        return !secrets.isEmpty()
                && secrets.stream().allMatch(one -> Caller.isName(one.name) && isSecret.test(one.secret));
    }

    /** Whether a text is a valid token (RFC 6750): long, without colons and commas, and with enough different characters. */
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
