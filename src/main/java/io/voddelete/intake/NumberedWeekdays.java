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
 * Weekdays that a cron gives by number, which Quartz counts from 1 = Sunday and Unix from 0 or 7 = Sunday, 1 = Monday.
 *
 * @param field the field of the cron, as {@code 2-6}, {@code 6#3} or {@code L}
 * @param days the days on which Quartz makes it run
 * @param named the same by name, as {@code MON-FRI}
 * @param unixNamed what the numbers mean in a Unix cron, by name, as {@code TUE-SAT}
 */
record NumberedWeekdays(String field, Set<DayOfWeek> days, String named, String unixNamed) {
    private static final int DAY_FIELD = 5;
    /** Not what follows # or /, as that counts something else. */
    private static final Pattern NUMBER = Pattern.compile("(?<![#/0-9])[0-9]+");

    private static final Pattern LAST_DAY = Pattern.compile("L(-.*)?");
    private static final List<String> NAMES = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    /** Enough to tell any two fields apart. */
    private static final int COMPARED = 60;

    /**
     * What there is to say of a cron; empty if its weekdays are named, or if both ways of counting mean the same.
     *
     * @param cron one that Quartz takes
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

    /** Quartz does not take a step after a name, as in MON/2: then all days are listed. */
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

    /** As Quartz understands it, whatever that is. */
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
