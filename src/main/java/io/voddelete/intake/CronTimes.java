package io.voddelete.intake;

import io.voddelete.store.LastRun;
import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.Optional;
import java.util.TimeZone;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;

/** The planned times of a Quartz cron expression. */
public final class CronTimes implements UnaryOperator<Instant> {
    private final CronExpression cron;

    /** @param zone the time zone of the expression */
    public CronTimes(String text, ZoneId zone) {
        try {
            this.cron = new CronExpression(text);
        } catch (ParseException e) {
            throw new IllegalArgumentException("Not a Quartz cron expression", e);
        }
        cron.setTimeZone(TimeZone.getTimeZone(zone));
    }

    /**
     * The first planned time for which no run is recorded: in the past if a run has not been completed; empty if there is none.
     *
     * @param last the newest recorded run; empty if there was none, and then no earlier time counts
     */
    public Optional<Instant> firstUnrecorded(Optional<LastRun> last, Instant now) {
        return Optional.ofNullable(apply(last.map(LastRun::planned).orElse(now)));
    }

    /** The first planned time after a time; null if there is none. */
    @Override
    public @Nullable Instant apply(Instant after) {
        Date next = cron.getTimeAfter(Date.from(after));
        return next == null ? null : next.toInstant();
    }
}
