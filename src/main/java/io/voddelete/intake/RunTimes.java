package io.voddelete.intake;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.Temporal;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Formats planned times for messages: with weekday, in the time zone of the schedule, and independent of the locale. */
final class RunTimes {
    private RunTimes() {}

    private static String format(String pattern, Temporal time) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
    }

    /** Such as {@code Mon 2026-11-30 03:00 +01:00 Europe/Berlin}. */
    static String shown(Instant time, ZoneId zone) {
        ZonedDateTime there = time.atZone(zone);
        return shown(there) + " " + format("xxx VV", there);
    }

    /**
     * Such as {@code Mon 2026-11-30 03:00}; with seconds unless they are zero.
     *
     * @param local a date with a time of day
     */
    static String shown(Temporal local) {
        boolean full = local.get(ChronoField.SECOND_OF_MINUTE) == 0;
        return format(full ? "EEE uuuu-MM-dd HH:mm" : "EEE uuuu-MM-dd HH:mm:ss", local);
    }

    /** The next three planned times after a time; empty if there are none. */
    static String nextThree(UnaryOperator<Instant> next, Instant after, ZoneId zone) {
        return Stream.iterate(next.apply(after), Objects::nonNull, next)
                .limit(3)
                .map(time -> shown(time, zone))
                .collect(Collectors.joining(", "));
    }
}
