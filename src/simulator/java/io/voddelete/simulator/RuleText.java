package io.voddelete.simulator;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A rule in text format: {@code word[=value][,key=value]...}. Rules are separated by line breaks or semicolons; {@code #} starts
 * a comment.
 *
 * @param value empty if there is none
 * @param options in the order written
 */
record RuleText(String word, String value, Map<String, String> options) {
    private static final Pattern TIME = Pattern.compile("(-?)(\\d{1,9})(ms|s|m|h)");

    static List<RuleText> read(String text) {
        return text.lines()
                .map(line -> line.replaceFirst("#.*", ""))
                .flatMap(line -> Arrays.stream(line.split(";")))
                .map(String::trim)
                .filter(rule -> !rule.isEmpty())
                .map(RuleText::readOne)
                .toList();
    }

    private static RuleText readOne(String rule) {
        String[] parts = rule.split("\\s*,\\s*", -1);
        Map<String, String> options = new LinkedHashMap<>();
        for (String part : Arrays.asList(parts).subList(1, parts.length)) {
            if (options.put(before(part), after(part)) != null) {
                throw new IllegalArgumentException(rule + ": duplicate option '" + before(part) + "'");
            }
        }
        return new RuleText(before(parts[0]), after(parts[0]), options);
    }

    private static String before(String part) {
        int equals = part.indexOf('=');
        return (equals < 0 ? part : part.substring(0, equals)).trim();
    }

    private static String after(String part) {
        int equals = part.indexOf('=');
        return equals < 0 ? "" : part.substring(equals + 1).trim();
    }

    /** Throws IllegalArgumentException for any other option. */
    void allow(Set<String> keys) {
        for (String key : options.keySet()) {
            if (!keys.contains(key)) {
                throw illegal(
                        "unknown option '" + key + "'",
                        String.join(", ", keys.stream().sorted().toList()));
            }
        }
    }

    /** Returns the option or its default; throws IllegalArgumentException if invalid. */
    String option(String key, String otherwise, Pattern pattern, String legal) {
        return option(key, pattern, legal).orElse(otherwise);
    }

    /** Returns the option, if given; throws IllegalArgumentException if invalid. */
    Optional<String> option(String key, Pattern pattern, String legal) {
        String given = options.get(key);
        if (given != null && !pattern.matcher(given).matches()) {
            throw illegal("invalid value of " + key, legal);
        }
        return Optional.ofNullable(given);
    }

    IllegalArgumentException illegal(String fault, String legal) {
        return new IllegalArgumentException(this + ": " + fault + ". Allowed: " + legal);
    }

    static boolean isTime(String text) {
        return TIME.matcher(text).matches() && !text.startsWith("-");
    }

    /** Parses a duration; negative if it begins with a minus. */
    static Duration time(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a duration");
        }
        long number = Long.parseLong(time.group(1) + time.group(2));
        return switch (time.group(3)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    @Override
    public String toString() {
        String more = options.entrySet().stream()
                .map(option -> "," + option.getKey() + "=" + option.getValue())
                .collect(Collectors.joining());
        return word + (value.isEmpty() ? "" : "=" + value) + more;
    }
}
