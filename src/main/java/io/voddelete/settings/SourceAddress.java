package io.voddelete.settings;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The address of a source, which may hold a password; messages about it go through {@link #hide}. */
public record SourceAddress(String uri) {
    private static final Pattern SHOWY = Pattern.compile("\\b([A-Za-z][A-Za-z0-9+.-]*:)[^\\s'\"]*[?@][^\\s'\"]*");
    private static final Pattern USER = Pattern.compile("//([^/?@]*)@");
    private static final Pattern VALUE = Pattern.compile("[?&][^=&]*=(RAW\\([^)]*\\)|RAW\\{[^}]*}|[^&]*)");
    private static final int SHORTEST_SECRET = 4;

    /** The text without addresses that have options or a user, and without the values of the options of this one. */
    public String hide(String text) {
        String hidden = SHOWY.matcher(text).replaceAll("$1…");
        for (String secret : secrets()) {
            hidden = hidden.replace(secret, "…");
        }
        return hidden;
    }

    /** The address itself, without a user and without the values of its options. */
    public String shown() {
        String nameless = uri.replaceFirst("^([A-Za-z][A-Za-z0-9+.-]*:(?://)?)[^?]*@", "$1…@");
        return VALUE.matcher(nameless)
                .replaceAll(option ->
                        Matcher.quoteReplacement(option.group().substring(0, option.start(1) - option.start()) + "…"));
    }

    private Set<String> secrets() {
        Set<String> secrets = new LinkedHashSet<>();
        Matcher user = USER.matcher(uri);
        if (user.find()) {
            add(user.group(1), secrets);
            add(user.group(1).replaceFirst("^[^:]*:", ""), secrets);
        }
        VALUE.matcher(uri).results().forEach(value -> {
            add(value.group(1), secrets);
            add(value.group(1).replaceFirst("^RAW[({](.*)[)}]$", "$1"), secrets);
        });
        return secrets;
    }

    private static void add(String text, Set<String> secrets) {
        if (text.length() >= SHORTEST_SECRET) {
            secrets.add(text);
            try {
                secrets.add(URLDecoder.decode(text, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                secrets.add(text); // not encoded
            }
        }
    }
}
