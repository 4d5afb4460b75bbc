package io.voddelete.settings;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The address of a source, which may contain a password; messages about it go through {@link #hide}. */
public record SourceAddress(String uri) {
    private static final Pattern SHOWY = Pattern.compile("\\b([A-Za-z][A-Za-z0-9+.-]*:)[^\\s'\"]*[?@][^\\s'\"]*");
    private static final Pattern USER = Pattern.compile("//([^/?@]*)@");
    private static final Pattern VALUE = Pattern.compile("[?&][^=&]*=(RAW\\([^)]*\\)|RAW\\{[^}]*}|[^&]*)");
    private static final int SHORTEST_SECRET = 4;

    /** Removes from a text every address that has options or a user, and the option values of this address. */
    public String hide(String text) {
        String hidden = SHOWY.matcher(text).replaceAll("$1…");
        for (String secret : secrets()) {
            hidden = hidden.replace(secret, "…");
        }
        return hidden;
    }

    /** The address, with its user and option values removed. */
    public String shown() {
        String nameless = uri.replaceFirst("^([A-Za-z][A-Za-z0-9+.-]*:(?://)?)[^?]*@", "$1…@");
        return VALUE.matcher(nameless)
                .replaceAll(option ->
                        Matcher.quoteReplacement(option.group().substring(0, option.start(1) - option.start()) + "…"));
    }

    /** The address without its user and its options, for people. */
    public String place() {
        return shown().replaceFirst("[?].*", "");
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
