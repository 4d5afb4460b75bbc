package io.voddelete.simulator;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How many calls of one kind are admitted. In its written form {@code delete=100,others=20,window=sliding,tells=both}.
 *
 * @param perMinute of all users of the tenant; 0 for any number
 * @param others how many of them other users take
 * @param sliding true looks at the last 60 seconds, false at the current minute of the clock
 * @param tells what a 429 says of it
 * @param seconds how many seconds count as a minute; fewer make a test quick
 */
record Limit(int perMinute, int others, boolean sliding, Tells tells, int seconds) {
    /** What a 429 says of the limit. */
    enum Tells {
        /** {@code limit:N,time:1 minute} in its message. */
        LIMIT(true, false),
        /** How many seconds to wait, in the header {@code Retry-After}. */
        RETRY_AFTER(false, true),
        BOTH(true, true),
        NOTHING(false, false);

        final boolean limit;
        final boolean retryAfter;

        Tells(boolean limit, boolean retryAfter) {
            this.limit = limit;
            this.retryAfter = retryAfter;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final int MINUTE = 60;
    private static final Pattern PERIOD = Pattern.compile("[1-9]\\d{0,3}s");
    private static final Pattern CALLS = Pattern.compile("\\d{1,9}");
    private static final Pattern WINDOW = Pattern.compile("fixed|sliding");
    private static final Pattern TELLS = Pattern.compile("limit|retry-after|both|nothing");

    /** So many calls in a minute of the clock, and the message tells it. */
    static Limit of(int perMinute) {
        return new Limit(perMinute, 0, false, Tells.LIMIT, MINUTE);
    }

    Limit {
        if (perMinute < 0 || others < 0) {
            throw new IllegalArgumentException("it is negative");
        }
    }

    Limit withPerMinute(int calls) {
        return new Limit(calls, others, sliding, tells, seconds);
    }

    Limit withTells(Tells newTells) {
        return new Limit(perMinute, others, sliding, newTells, seconds);
    }

    /** The period as a 429 names it. */
    String time() {
        return seconds == MINUTE ? "1 minute" : seconds + " second";
    }

    /** How many calls are admitted in fact. */
    int admitted() {
        return Math.max(0, perMinute - others);
    }

    /**
     * The limits, with those in the text in the place of the old ones.
     *
     * @throws IllegalArgumentException for what is not legal; the message names the limit, the fault and what is legal
     */
    static Map<CallKind, Limit> change(Map<CallKind, Limit> limits, String text) {
        Map<CallKind, Limit> changed = new EnumMap<>(limits);
        for (RuleText each : RuleText.read(text)) {
            CallKind kind = switch (each.word()) {
                case "delete" -> CallKind.DELETE;
                case "info" -> CallKind.INFO;
                default -> throw each.illegal("there is no limit '" + each.word() + "'", "delete or info");
            };
            changed.put(kind, read(each));
        }
        return changed;
    }

    private static Limit read(RuleText text) {
        if (!CALLS.matcher(text.value()).matches()) {
            throw text.illegal("it is no number of calls", "a whole number from 0 (any number of calls)");
        }
        text.allow(Set.of("others", "window", "tells", "per"));
        String others = text.option("others", "0", CALLS, "a whole number from 0");
        String window = text.option("window", "fixed", WINDOW, "fixed or sliding");
        String tells = text.option("tells", "limit", TELLS, "limit, retry-after, both or nothing");
        String period = text.option("per", MINUTE + "s", PERIOD, "seconds from 1s to 9999s");
        return new Limit(
                Integer.parseInt(text.value()),
                Integer.parseInt(others),
                window.equals("sliding"),
                Tells.valueOf(tells.toUpperCase(Locale.ROOT).replace('-', '_')),
                Integer.parseInt(period.replace("s", "")));
    }

    /** The written form. */
    String text(CallKind kind) {
        return kind.name().toLowerCase(Locale.ROOT) + '=' + perMinute + ",others=" + others + ",window="
                + (sliding ? "sliding" : "fixed") + ",tells=" + tells.word()
                + (seconds == MINUTE ? "" : ",per=" + seconds + 's');
    }
}
