package io.voddelete.settings;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The settings of each HTTP caller, such as {@code vod.callers.<name>.ids-per-day}: key, default, allowed values, description. */
public enum CallerOption {
    RIGHTS(
            "rights",
            "",
            "empty, none, or read and order separated by a comma",
            "(none|(read|order)(\\s*,\\s*(read|order))*)?",
            "What the caller may do besides submitting lists. Empty = read,order for a token of vod.status.token, and read for a"
                    + " webhook credential. Commands always need a token of vod.status.token."),
    SEES(
            "sees",
            "",
            "empty, own, all, or the prefix of a source, such as file:rights-",
            "(own|all|[a-z]+:.*)?",
            "Which submissions the caller may see besides its own: all, none (own), or those whose source has this prefix."
                    + " Empty = all for a token of vod.status.token or vod.approval.token, and own for a webhook credential."),
    IDS_PER_DAY(
            "ids-per-day",
            "off",
            "off, or 1 to 1000000000",
            "off|false|[1-9][0-9]{0,8}|1000000000",
            "Maximum number of ids accepted from the caller per day, from 0:00 to 24:00 UTC; a list that exceeds it is refused as a"
                    + " whole.");

    static final String PREFIX = "vod.callers.";

    private final String suffix;
    private final String fallback;
    private final String legal;
    private final Pattern pattern;
    private final String text;

    CallerOption(String suffix, String fallback, String legal, String pattern, String text) {
        this.suffix = suffix;
        this.fallback = fallback;
        this.legal = legal;
        this.pattern = Pattern.compile(pattern);
        this.text = text;
    }

    /** The key for the caller with this name; the documents use {@code <name>}. */
    public String key(String name) {
        return PREFIX + name + "." + suffix;
    }

    public String fallback() {
        return fallback;
    }

    /** The allowed values, in words. */
    public String legal() {
        return legal;
    }

    /** A description, for people. */
    public String text() {
        return text;
    }

    boolean accepts(String value) {
        return pattern.matcher(value).matches();
    }

    static List<String> keys(String name) {
        return Arrays.stream(values()).map(option -> option.key(name)).toList();
    }
}
