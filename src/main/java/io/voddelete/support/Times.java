package io.voddelete.support;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Formats times for messages, responses and files: always in UTC and with milliseconds. */
public final class Times {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int NANOS_A_MILLI = 1_000_000;

    /** The last texts of seconds, each at its number modulo the length: times that are formatted together mostly share a few seconds. */
    private static final AtomicReferenceArray<Second> RECENT = new AtomicReferenceArray<>(64);

    private record Second(long number, String text) {
        static Second of(Instant time) {
            return new Second(time.getEpochSecond(), SECONDS.format(time));
        }
    }

    private Times() {}

    /** Returns for instance {@code 2026-11-30T03:00:00.000Z}; drops what is finer than a millisecond. */
    public static String text(Instant time) {
        long number = time.getEpochSecond();
        int place = Math.floorMod(number, RECENT.length());
        Second second = RECENT.get(place);
        if (second == null || second.number != number) {
            second = Second.of(time);
            RECENT.set(place, second);
        }
        int millis = time.getNano() / NANOS_A_MILLI;
        return second.text + (millis < 10 ? ".00" : millis < 100 ? ".0" : ".") + millis + 'Z';
    }

    /** Like {@link #text}; null for null. */
    public static @Nullable String textOrNull(@Nullable Instant time) {
        return time == null ? null : text(time);
    }
}
