package io.voddelete.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The effect of a clock change (daylight saving time) on the planned times of a cron expression. Determined by comparing the times
 * that Quartz returns for the zone with those for a zone without changes.
 *
 * @param planned the first local time that is skipped or occurs twice
 * @param more whether later times are affected too
 * @param runs when it runs; empty if it is skipped
 * @param next the next other run after the change; null if there is none
 */
record ClockChange(
        LocalDateTime planned,
        boolean more,
        List<Instant> runs,
        @Nullable Instant next) {
    /** A year may have up to 53 weeks between two changes of the same kind. */
    private static final Duration AHEAD = Duration.ofDays(53 * 7 + 1);
    /** A schedule that runs again within this time makes up for a skipped run. */
    private static final Duration SOON = Duration.ofHours(2);
    /** If clocks change around midnight, Quartz may skip times of the following day. */
    private static final Duration DAY = Duration.ofHours(25);

    private static final Duration SECOND = Duration.ofSeconds(1);

    boolean isLeftOut() {
        return runs.isEmpty();
    }

    /**
     * The changes within twelve months that affect a schedule; none for one that runs again within two hours.
     *
     * @param cron one that Quartz takes
     */
    static List<ClockChange> ahead(String cron, ZoneId zone, Instant now) {
        ZoneRules rules = zone.getRules();
        CronTimes real = new CronTimes(cron, zone);
        CronTimes nominal = new CronTimes(cron, ZoneOffset.UTC);
        List<ClockChange> found = new ArrayList<>();
        for (ZoneOffsetTransition change = rules.nextTransition(now);
                change != null && change.getInstant().isBefore(now.plus(AHEAD));
                change = rules.nextTransition(change.getInstant())) {
            (change.isGap() ? leftOut(change, real, nominal, now) : twice(change, real, nominal, now))
                    .ifPresent(found::add);
        }
        return found;
    }

    private static Optional<ClockChange> leftOut(
            ZoneOffsetTransition change, CronTimes real, CronTimes nominal, Instant now) {
        Instant next = real.apply(lastRun(real, change.getInstant(), now));
        if (next != null && isSoon(next, change.getInstant())) {
            return Optional.empty();
        }
        LocalDateTime end = change.getDateTimeAfter().plus(DAY);
        if (next != null) {
            LocalDateTime again = LocalDateTime.ofInstant(next, change.getOffsetAfter());
            end = again.isBefore(end) ? again : end;
        }
        return planned(nominal, change.getDateTimeBefore(), end, List.of(), next);
    }

    private static Optional<ClockChange> twice(
            ZoneOffsetTransition change, CronTimes real, CronTimes nominal, Instant now) {
        Duration length = change.getDuration().abs();
        Instant end = change.getInstant().plus(length);
        Instant next = real.apply(end.minus(SECOND));
        if (next != null && isSoon(next, end)) {
            return Optional.empty();
        }
        Instant last = lastRun(real, change.getInstant().minus(length), now);
        List<Instant> runs = Stream.iterate(real.apply(last), Objects::nonNull, real)
                .takeWhile(run -> run.isBefore(end))
                .toList();
        return planned(nominal, change.getDateTimeAfter(), change.getDateTimeBefore(), runs, next)
                .map(each -> each.onlyItsOwn(change));
    }

    private ClockChange onlyItsOwn(ZoneOffsetTransition change) {
        List<Instant> both = Stream.of(change.getOffsetBefore(), change.getOffsetAfter())
                .map(planned::toInstant)
                .toList();
        return new ClockChange(
                planned, more, runs.stream().filter(both::contains).toList(), next);
    }

    private static Optional<ClockChange> planned(
            CronTimes nominal, LocalDateTime from, LocalDateTime end, List<Instant> runs, @Nullable Instant next) {
        Instant until = end.toInstant(ZoneOffset.UTC);
        Instant first = nominal.apply(from.toInstant(ZoneOffset.UTC).minus(SECOND));
        if (first == null || !first.isBefore(until)) {
            return Optional.empty();
        }
        Instant second = nominal.apply(first);
        return Optional.of(new ClockChange(
                LocalDateTime.ofInstant(first, ZoneOffset.UTC), second != null && second.isBefore(until), runs, next));
    }

    private static boolean isSoon(Instant run, Instant change) {
        return !run.isAfter(change.plus(SOON));
    }

    /** The last run before a time, as Quartz goes from run to run; where there is none, where it begins. */
    private static Instant lastRun(CronTimes real, Instant time, Instant now) {
        Instant last = now;
        for (Duration back = Duration.ofMinutes(1); time.minus(back).isAfter(now); back = back.multipliedBy(2)) {
            Instant run = real.apply(time.minus(back));
            if (run != null && run.isBefore(time)) {
                last = run;
                break;
            }
        }
        for (Instant run = real.apply(last); run != null && run.isBefore(time); run = real.apply(run)) {
            last = run;
        }
        return last;
    }
}
