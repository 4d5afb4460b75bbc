package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.store.RecentThroughput;
import io.voddelete.store.Totals;
import io.voddelete.support.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The overall state. Pending ids that wait for a retry are counted as if they could be sent now.
 *
 * @param unreported the number of settled ids whose outcome has not reached its endpoint
 * @param lately the ids settled in the last minutes, at most five
 * @param callsPerMinute the current rate of DELETE calls; null if it is not limited
 * @param secondsLeft until all ids are sent, if nothing changes; null if unknown, for example while nothing is sent
 * @param estimatedEnd the corresponding time
 * @param refusedCallers requests with a missing or wrong credential since the start; null if there were none
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record Summary(
        long submissions,
        long accepted,
        long pending,
        long deleted,
        long failed,
        long duplicates,
        long rejected,
        long unreported,
        Lately lately,
        @Nullable Double callsPerMinute,
        @Nullable Long secondsLeft,
        @Nullable String estimatedEnd,
        SenderView sender,
        @Nullable RefusedView refusedCallers) {

    /** The number of ids that were settled in a number of seconds. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Lately(long settled, long seconds, double idsPerMinute) {
        static Lately of(RecentThroughput settled) {
            double minutes = settled.within().toMillis() / 60_000.0;
            double rate = minutes <= 0 ? 0 : rounded(settled.ids() / minutes);
            return new Lately(settled.ids(), settled.within().toSeconds(), rate);
        }
    }

    static Summary of(
            Totals totals, RecentThroughput settled, Sender sender, @Nullable RefusedView refused, Instant now) {
        Lately lately = Lately.of(settled);
        double calls = sender.callsPerMinute();
        Optional<Duration> left = sender.isRunning()
                ? Estimate.of(totals.pending(), sender.batchSize(), calls, lately.idsPerMinute)
                : Optional.empty();
        return new Summary(
                totals.submissions(),
                totals.accepted(),
                totals.pending(),
                totals.deleted(),
                totals.failed(),
                totals.duplicate(),
                totals.rejected(),
                totals.unreported(),
                lately,
                Double.isInfinite(calls) ? null : (Double) rounded(calls),
                left.map(Duration::toSeconds).orElse(null),
                left.map(time -> Times.text(now.plus(time))).orElse(null),
                sender.view(),
                refused);
    }

    private static double rounded(double number) {
        return Math.round(number * 10) / 10.0;
    }
}
