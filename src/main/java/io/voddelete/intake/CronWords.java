package io.voddelete.intake;

import java.text.ParseException;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.quartz.CronExpression;

/**
 * A Quartz cron expression in words, such as {@code Monday to Friday at 03:00}. Quartz itself reads the expression; its summary
 * lists the values of each field. What the summary does not tell fully is not put into words.
 */
public final class CronWords {
    private static final int MOST_TIMES = 6;
    private static final int SIXTY = 60;
    private static final int DAY_FIELDS_FROM = 3;
    private static final int WEEKDAYS = 7;

    private final Map<String, String> fields;

    private CronWords(Map<String, String> fields) {
        this.fields = fields;
    }

    /**
     * Empty for an expression with a day that is counted or moved: {@code L}, {@code W} or {@code #}.
     *
     * @param cron an expression that Quartz accepts
     */
    public static Optional<String> of(String cron) {
        String[] parts = cron.trim().toUpperCase(Locale.ROOT).split("[ \t]+");
        String days = parts[DAY_FIELDS_FROM] + " " + parts[DAY_FIELDS_FROM + 2];
        if (days.replaceAll("[A-Z]{3}", "").matches(".*[LW#].*")) {
            return Optional.empty();
        }
        return Optional.of(new CronWords(summary(cron)).words());
    }

    private static Map<String, String> summary(String cron) {
        try {
            return new CronExpression(cron)
                    .getExpressionSummary()
                    .lines()
                    .map(line -> line.split(": ", 2))
                    .collect(Collectors.toMap(each -> each[0], each -> each[1], (one, other) -> one));
        } catch (ParseException e) {
            throw new IllegalArgumentException("Not a Quartz cron expression", e);
        }
    }

    private String words() {
        String time = time();
        String days = days();
        String when = days.isEmpty()
                ? (time.startsWith("at ") && !time.contains(" of ") ? "daily " : "") + time
                : time.startsWith("at ") ? days + " " + time : time + ", " + days;
        return when
                + (isAny("months") ? "" : ", in " + listed(values("months"), CronWords::month))
                + (isAny("years") ? "" : ", in " + listed(values("years"), String::valueOf));
    }

    private String field(String name) {
        return fields.getOrDefault(name, "*");
    }

    private boolean isAny(String field) {
        return field(field).matches("[*?]");
    }

    private List<Integer> values(String field) {
        return Arrays.stream(field(field).split(",")).map(Integer::valueOf).toList();
    }

    private String days() {
        if (!isAny("daysOfMonth")) {
            List<Integer> days = values("daysOfMonth");
            return "on day " + listed(days, String::valueOf) + " of the month";
        }
        return isAny("daysOfWeek") ? "" : listed(values("daysOfWeek"), CronWords::weekday);
    }

    /** Times of day, or how often and in which hours. */
    private String time() {
        boolean isOnce = !isAny("seconds")
                && !isAny("minutes")
                && !isAny("hours")
                && values("seconds").size() == 1
                && values("minutes").size() == 1
                && values("hours").size() <= MOST_TIMES;
        if (isOnce) {
            int minute = values("minutes").get(0);
            int second = values("seconds").get(0);
            return "at "
                    + joined(values("hours").stream()
                            .map(hour -> clock(hour, minute, second))
                            .toList());
        }
        boolean isFullMinute = field("seconds").equals("0");
        List<String> parts = new ArrayList<>();
        if (!isFullMinute) {
            parts.add(each("seconds", "second", SIXTY));
        }
        parts.add(each("minutes", "minute", SIXTY));
        parts.add(each("hours", "hour", 24));
        return said(parts);
    }

    /** Leaves out that something happens in every larger unit, where the smaller one has said so. */
    private static String said(List<String> parts) {
        StringBuilder said = new StringBuilder(parts.get(0).startsWith("every ") ? "" : "at ").append(parts.get(0));
        boolean isRepeated = parts.get(0).startsWith("every ");
        for (String part : parts.subList(1, parts.size())) {
            if (!(isRepeated && part.matches("every [a-z]+"))) {
                said.append(" of ").append(part);
                isRepeated = part.startsWith("every ");
            }
        }
        return said.toString();
    }

    private String each(String field, String unit, int all) {
        if (isAny(field)) {
            return "every " + unit;
        }
        List<Integer> values = values(field);
        int first = values.get(0);
        int step = values.size() == 1 ? all : values.get(1) - first;
        boolean isEven = values.size() * step == all
                && first < step
                && IntStream.range(0, values.size()).allMatch(i -> values.get(i) == first + i * step);
        if (isEven && values.size() > 1) {
            return "every " + (step == 1 ? unit : step + " " + unit + "s")
                    + (first == 0 ? "" : " from " + unit + " " + first);
        }
        return unit + (values.size() == 1 ? " " : "s ") + listed(values, String::valueOf);
    }

    private static String clock(int hour, int minute, int second) {
        return second == 0
                ? String.format(Locale.ROOT, "%02d:%02d", hour, minute)
                : String.format(Locale.ROOT, "%02d:%02d:%02d", hour, minute, second);
    }

    /** Three and more in a row are a range. */
    private static String listed(List<Integer> values, IntFunction<String> name) {
        List<String> parts = new ArrayList<>();
        int i = 0;
        while (i < values.size()) {
            int end = i;
            while (end + 1 < values.size() && values.get(end + 1) == values.get(end) + 1) {
                end++;
            }
            String first = name.apply(values.get(i));
            if (end - i >= 2) {
                parts.add(first + " to " + name.apply(values.get(end)));
            } else {
                values.subList(i, end + 1).forEach(value -> parts.add(name.apply(value)));
            }
            i = end + 1;
        }
        return joined(parts);
    }

    private static String joined(List<String> parts) {
        int last = parts.size() - 1;
        return Stream.concat(
                        last < 1 ? Stream.empty() : Stream.of(String.join(", ", parts.subList(0, last))),
                        Stream.of(parts.get(last)))
                .collect(Collectors.joining(" and "));
    }

    /** @param day from 1 for Sunday */
    private static String weekday(int day) {
        return DayOfWeek.of((day + WEEKDAYS - 2) % WEEKDAYS + 1).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }

    private static String month(int month) {
        return Month.of(month).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }
}
