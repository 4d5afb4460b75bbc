package io.voddelete.vod;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many calls the gateway says that it admits in a stretch of time.
 *
 * @param calls from 1
 * @param window from one second
 */
record CallLimit(int calls, Duration window) {
    /** Not documented; seen at another service behind the same gateway: {@code …over ratelimit,limit:5,time:1 minute}. */
    private static final Pattern TEXT =
            Pattern.compile("\\blimit:(\\d{1,9}),time:(\\d{1,9}) ?(second|minute|hour|day)s?\\b");

    /** Finds the limit in the text of an error; null if there is none that makes sense. */
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
