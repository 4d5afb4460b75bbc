package io.voddelete.simulator;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A rate limit for one kind of call. Text format: {@code delete=100,others=20,window=sliding,tells=both}.
 *
 * @param perMinute limit for all users of the tenant; 0 for no limit
 * @param others part of it used by other users
 * @param sliding true for the last 60 seconds, false for the current minute of the clock
 * @param tells what a 429 reveals about it
 * @param seconds length of a "minute"; less than 60 makes tests fast
 */
record Limit(int perMinute, int others, boolean sliding, Tells tells, int seconds) {
    /** What a 429 reveals about the limit. */
    enum Tells {
        /** {@code limit:N,time:1 minute} in the message. */
        LIMIT(true, false),
        /** The seconds to wait, in the header {@code Retry-After}. */
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

    /** Creates a limit per minute of the clock that the message reveals. */
    static Limit of(int perMinute) {
        return new Limit(perMinute, 0, false, Tells.LIMIT, MINUTE);
    }

    Limit {
        if (perMinute < 0 || others < 0) {
            throw new IllegalArgumentException("the limit is negative");
        }
    }

    Limit withPerMinute(int calls) {
        return new Limit(calls, others, sliding, tells, seconds);
    }

    Limit withTells(Tells newTells) {
        return new Limit(perMinute, others, sliding, newTells, seconds);
    }

    /** Returns the period as named in a 429. */
    String time() {
        return seconds == MINUTE ? "1 minute" : seconds + " second";
    }

    /** Returns how many of our calls are admitted. */
    int admitted() {
        return Math.max(0, perMinute - others);
    }

    /**
     * Returns the limits changed by the text.
     *
     * @throws IllegalArgumentException if invalid; the message says what is allowed
     */
    static Map<CallKind, Limit> change(Map<CallKind, Limit> limits, String text) {
        Map<CallKind, Limit> changed = new EnumMap<>(limits);
        for (RuleText each : RuleText.read(text)) {
            CallKind kind = switch (each.word()) {
                case "delete" -> CallKind.DELETE;
                case "info" -> CallKind.INFO;
                default -> throw each.illegal("unknown limit '" + each.word() + "'", "delete or info");
            };
            changed.put(kind, read(each));
        }
        return changed;
    }

    private static Limit read(RuleText text) {
        if (!CALLS.matcher(text.value()).matches()) {
            throw text.illegal("not a number of calls", "an integer from 0 (0 for no limit)");
        }
        text.allow(Set.of("others", "window", "tells", "per"));
        String others = text.option("others", "0", CALLS, "an integer from 0");
        String window = text.option("window", "fixed", WINDOW, "fixed or sliding");
        String tells = text.option("tells", "limit", TELLS, "limit, retry-after, both or nothing");
        String period = text.option("per", MINUTE + "s", PERIOD, "1s to 9999s");
        return new Limit(
                Integer.parseInt(text.value()),
                Integer.parseInt(others),
                window.equals("sliding"),
                Tells.valueOf(tells.toUpperCase(Locale.ROOT).replace('-', '_')),
                Integer.parseInt(period.replace("s", "")));
    }

    /** Returns the limit in text format. */
    String text(CallKind kind) {
        return kind.name().toLowerCase(Locale.ROOT) + '=' + perMinute + ",others=" + others + ",window="
                + (sliding ? "sliding" : "fixed") + ",tells=" + tells.word()
                + (seconds == MINUTE ? "" : ",per=" + seconds + 's');
    }
}
