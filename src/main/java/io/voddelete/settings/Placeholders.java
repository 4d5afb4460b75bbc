package io.voddelete.settings;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Placeholders in the value of a setting: {@code {{key}}} stands for the value of another setting. */
final class Placeholders {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]+)}}");

    private Placeholders() {}

    /** Replaces the placeholders of settings that have a value; leaves all others as they are, for they may be Camel's. */
    static String resolve(String text, Function<Setting, Optional<String>> value) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        Setting.of(found.group(1)).flatMap(value).orElse(found.group())));
    }

    /** Returns the settings that the text names in placeholders. */
    static Stream<Setting> settings(String text) {
        return PLACEHOLDER.matcher(text).results().flatMap(found -> Setting.of(found.group(1)).stream());
    }
}
