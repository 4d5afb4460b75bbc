package io.voddelete.intake;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Weekdays that a cron expression specifies by number: Quartz counts from 1 = Sunday, Unix from 0 or 7 = Sunday, 1 = Monday.
 *
 * @param field the field of the expression, such as {@code 2-6}, {@code 6#3} or {@code L}
 * @param days the days on which Quartz runs it
 * @param named the equivalent by name, such as {@code MON-FRI}
 * @param unixNamed the meaning in a Unix cron, by name, such as {@code TUE-SAT}
 */
record NumberedWeekdays(String field, Set<DayOfWeek> days, String named, String unixNamed) {
    private static final int DAY_FIELD = 5;
    /** Not the numbers after # or /, which count something else. */
    private static final Pattern NUMBER = Pattern.compile("(?<![#/0-9])[0-9]+");

    private static final Pattern LAST_DAY = Pattern.compile("L(-.*)?");
    private static final List<String> NAMES = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    /** Enough to distinguish any two fields. */
    private static final int COMPARED = 60;

    /**
     * Empty if the weekdays of the expression are named, or mean the same either way.
     *
     * @param cron an expression that Quartz accepts
     */
    static Optional<NumberedWeekdays> of(String cron) {
        String field = cron.trim().split("[ \t]+")[DAY_FIELD].toUpperCase(Locale.ROOT);
        if (byName(field).equals(field)) {
            return Optional.empty();
        }
        String asUnix = replaced(field, "1", number -> String.valueOf(number % NAMES.size() + 1));
        if (dates(field).equals(dates(asUnix))) {
            return Optional.empty();
        }
        return Optional.of(new NumberedWeekdays(field, days(field), named(field), named(asUnix)));
    }

    /** Quartz does not accept a step after a name, such as MON/2; all days are listed instead. */
    private static String named(String field) {
        String byName = byName(field);
        return dates(byName).equals(dates(field))
                ? byName
                : days(field).stream()
                        .map(day -> NAMES.get(day.getValue() % NAMES.size()))
                        .collect(Collectors.joining(","));
    }

    private static String byName(String field) {
        return replaced(field, "SAT", number -> NAMES.get(number - 1));
    }

    private static String replaced(String field, String lastDay, IntFunction<String> day) {
        return LAST_DAY.matcher(field).matches()
                ? lastDay
                : NUMBER.matcher(field).replaceAll(number -> day.apply(Integer.parseInt(number.group())));
    }

    /** The days, as Quartz understands the field. */
    private static List<Instant> dates(String field) {
        CronTimes midnights = new CronTimes("0 0 0 ? * " + field, ZoneOffset.UTC);
        return Stream.iterate(midnights.apply(Instant.EPOCH), Objects::nonNull, midnights)
                .limit(COMPARED)
                .toList();
    }

    private static Set<DayOfWeek> days(String field) {
        return dates(field).stream()
                .map(date -> date.atZone(ZoneOffset.UTC).getDayOfWeek())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(DayOfWeek.class)));
    }
}
