package io.voddelete.support;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats times for messages, responses and files: always in UTC and with milliseconds. */
public final class Times {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Times() {}

    /** Returns for instance {@code 2026-11-30T03:00:00.000Z}; drops what is finer than a millisecond. */
    public static String text(Instant time) {
        return FORMAT.format(time);
    }

    /** Like {@link #text}; null for null. */
    public static @Nullable String textOrNull(@Nullable Instant time) {
        return time == null ? null : text(time);
    }
}
