package io.voddelete.vod;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rate limit that the gateway names in an error.
 *
 * @param calls admitted calls per window; at least 1
 * @param window at least one second
 */
record CallLimit(int calls, Duration window) {
    /** Undocumented; observed at another service behind the same gateway: {@code …over ratelimit,limit:5,time:1 minute}. */
    private static final Pattern TEXT =
            Pattern.compile("\\blimit:(\\d{1,9}),time:(\\d{1,9}) ?(second|minute|hour|day)s?\\b");

    /** Parses the limit from the message of an error; null if it names none or one that makes no sense. */
    static @Nullable CallLimit read(String message) {
        Matcher text = TEXT.matcher(message);
        if (!text.find()) {
            return null;
        }
        int calls = Integer.parseInt(text.group(1));
        int time = Integer.parseInt(text.group(2));
        ChronoUnit unit = ChronoUnit.valueOf(text.group(3).toUpperCase(Locale.ROOT) + "S");
        return calls == 0 || time == 0
                ? null
                : new CallLimit(calls, unit.getDuration().multipliedBy(time));
    }

    double perMinute() {
        return calls * 60.0 / window.toSeconds();
    }
}
