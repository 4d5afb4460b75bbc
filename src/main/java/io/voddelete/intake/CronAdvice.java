package io.voddelete.intake;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Warnings for the log about cron expressions that may not mean what their author intended. */
public final class CronAdvice {
    private CronAdvice() {}

    /**
     * One message about weekdays given by number, and one about planned times affected by clock changes within a year; empty
     * if neither applies.
     *
     * @param cron an expression that Quartz accepts
     */
    public static List<String> of(String cron, ZoneId zone, Instant now) {
        List<ClockChange> changes = ClockChange.ahead(cron, zone, now);
        return Stream.concat(
                        NumberedWeekdays.of(cron).map(CronAdvice::weekdays).stream(),
                        changes.isEmpty() ? Stream.empty() : Stream.of(clocks(changes, zone)))
                .toList();
    }

    private static String weekdays(NumberedWeekdays weekdays) {
        return "vod.intake.schedule.cron specifies weekdays by number: '" + weekdays.field() + "' means "
                + weekdays.named() + ", so it runs on "
                + weekdays.days().stream().map(CronAdvice::name).collect(Collectors.joining(", "))
                + " only. Quartz counts from 1 = Sunday to 7 = Saturday. Write " + weekdays.named()
                + " if that is what you want, or " + weekdays.unixNamed()
                + " if you counted like a Unix cron (0 or 7 = Sunday, 1 = Monday)";
    }

    private static String name(DayOfWeek day) {
        return day.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }

    private static String clocks(List<ClockChange> changes, ZoneId zone) {
        return "The clocks in " + zone + " change at planned times: "
                + changes.stream().map(change -> fate(change, zone)).collect(Collectors.joining("; "))
                + ". Choose another hour in vod.intake.schedule.cron, or set vod.intake.schedule.time-zone=UTC";
    }

    private static String fate(ClockChange change, ZoneId zone) {
        String planned = RunTimes.shown(change.planned()) + (change.more() ? " and the times after it" : "");
        if (change.isLeftOut()) {
            return planned + " is skipped; "
                    + (change.next() == null
                            ? "no later run is planned"
                            : "the next run is at " + RunTimes.shown(change.next(), zone));
        }
        return planned + " occurs twice and runs " + (change.runs().size() == 1 ? "once" : "each time") + ", at "
                + change.runs().stream().map(run -> RunTimes.shown(run, zone)).collect(Collectors.joining(" and "));
    }
}
