package io.voddelete.simulator;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parsed body of a token request; missing members are null. */
record TokenRequest(
        @Nullable String domain,
        @Nullable String user,
        @Nullable String password,
        @Nullable String projectId) {
    private static final String TEXT = "\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*+)\"";
    private static final Pattern DOMAIN = Pattern.compile("\"domain\"\\s*:\\s*\\{\\s*\"name\"" + TEXT + "\\s*}");
    private static final Pattern USER = Pattern.compile("\"user\"\\s*:\\s*\\{[^{}]*\"name\"" + TEXT);
    private static final Pattern PASSWORD = Pattern.compile("\"password\"" + TEXT);
    private static final Pattern PROJECT =
            Pattern.compile("\"scope\"\\s*:\\s*\\{\\s*\"project\"\\s*:\\s*\\{\\s*\"id\"" + TEXT);
    private static final Pattern ESCAPE = Pattern.compile("\\\\(u([0-9a-fA-F]{4})|.)");

    static TokenRequest read(String json) {
        String withoutDomain = DOMAIN.matcher(json).replaceFirst("\"domain\":0");
        return new TokenRequest(
                find(DOMAIN, json), find(USER, withoutDomain), find(PASSWORD, json), find(PROJECT, json));
    }

    private static @Nullable String find(Pattern pattern, String json) {
        Matcher found = pattern.matcher(json);
        return found.find() ? unescape(found.group(1)) : null;
    }

    private static String unescape(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(escape -> Matcher.quoteReplacement(Optional.ofNullable(escape.group(2))
                        .map(hex -> Character.toString(Integer.parseInt(hex, 16)))
                        .orElseGet(escape.group(1)::toString)));
    }

    @Override
    public String toString() {
        return "TokenRequest[" + domain + ", " + user + ", " + projectId + "]";
    }
}
