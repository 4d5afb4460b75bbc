package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.store.RecentThroughput;
import io.voddelete.store.Totals;
import io.voddelete.support.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The overall state. Pending ids that wait for a retry are counted as if they could be sent now.
 *
 * @param held how many of the pending ids are not sent now, because their submissions are not released
 * @param heldSubmissions how many submissions are held, also those of which all ids are pending in another
 * @param unreported the number of settled ids whose outcome has not reached its endpoint
 * @param unreportedSeconds how long the oldest of them has waited; null if there is none
 * @param lately the ids settled in the last minutes, at most five
 * @param callsPerMinute the current rate of DELETE calls; null if it is not limited
 * @param secondsLeft until all ids are sent, if nothing changes; null if unknown, for example while nothing is sent
 * @param estimatedEnd the corresponding time; null also if no id waits to be sent, so that the answer stays the same
 * @param replication {@code asynchronous} if PostgreSQL confirms commits before a standby has them; null if not
 * @param differingSettings those of each node that differ from those of the node that sends; null if there are none
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
        long kept,
        long held,
        long heldSubmissions,
        long duplicates,
        long rejected,
        long unreported,
        @Nullable Long unreportedSeconds,
        Lately lately,
        @Nullable Double callsPerMinute,
        @Nullable Long secondsLeft,
        @Nullable String estimatedEnd,
        SenderView sender,
        @Nullable String replication,
        @Nullable List<DifferingSettings> differingSettings,
        @Nullable RefusedView refusedCallers) {

    /** The number of ids that were settled in about so many seconds, rounded so that the answer stays the same while nothing moves. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Lately(long settled, long seconds, double idsPerMinute) {
        static Lately of(RecentThroughput settled) {
            double minutes = settled.within().toMillis() / 60_000.0;
            double rate = minutes <= 0 ? 0 : rounded(settled.ids() / minutes);
            long tens = (settled.within().toSeconds() + 9) / 10;
            return new Lately(settled.ids(), 10 * tens, rate);
        }
    }

    static Summary of(
            Totals totals,
            @Nullable Instant oldestUnreported,
            long held,
            long heldSubmissions,
            SenderReport sender,
            @Nullable String replication,
            List<DifferingSettings> differing,
            @Nullable RefusedView refused,
            Instant now) {
        Optional<Duration> left = sender.timeFor(totals.pending() - held);
        return new Summary(
                totals.submissions(),
                totals.accepted(),
                totals.pending(),
                totals.deleted(),
                totals.failed(),
                totals.kept(),
                held,
                heldSubmissions,
                totals.duplicate(),
                totals.rejected(),
                totals.unreported(),
                oldestUnreported == null ? null : seconds(oldestUnreported, now),
                sender.lately(),
                sender.deleteCalls().perMinute(),
                left.map(Duration::toSeconds).orElse(null),
                left.filter(time -> !time.isZero())
                        .map(time -> Times.text(now.plus(time)))
                        .orElse(null),
                sender.sender(),
                replication,
                differing.isEmpty() ? null : differing,
                refused);
    }

    private static Long seconds(Instant since, Instant now) {
        return Math.max(0, Duration.between(since, now).toSeconds());
    }

    /** Returns the rate of calls as it is shown; null if it is not limited. */
    static @Nullable Double ratePerMinute(double calls) {
        return Double.isInfinite(calls) ? null : (Double) rounded(calls);
    }

    private static double rounded(double number) {
        return Math.round(number * 10) / 10.0;
    }
}
