package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.sender.RateLimiter;
import io.voddelete.support.Times;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one kind. All members stay the same while none is sent and answered, except that the last minute goes on.
 *
 * @param configuredPerMinute null if there is no limit
 * @param perMinute the current rate; null if it is not limited
 * @param learntAt when the rate last changed, down or up, after VOD throttled; null if it has not, or the configured one applies again
 * @param inLastMinute how many were sent; null, as are the next two, if another process sends and has not said so yet
 * @param sent since the start, as is what follows
 * @param throttled how many of them VOD throttled
 * @param lastAcceptedAt null if VOD has accepted none
 * @param heldUntil until when none is sent because VOD throttles; null if they wait for the usual interval at most
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record CallsView(
        @Nullable Integer configuredPerMinute,
        @Nullable Double perMinute,
        @Nullable String learntAt,
        @Nullable Long inLastMinute,
        @Nullable Long sent,
        @Nullable Long throttled,
        @Nullable String lastAcceptedAt,
        @Nullable String heldUntil) {
    static CallsView of(RateLimiter calls) {
        int configured = calls.configuredPerMinute();
        return new CallsView(
                configured == 0 ? null : configured,
                Summary.ratePerMinute(calls.callsPerMinute()),
                calls.learntAt().map(Times::text).orElse(null),
                calls.callsInLastMinute(),
                calls.calls(),
                calls.throttledCalls(),
                calls.lastAccepted().map(Times::text).orElse(null),
                calls.heldUntil().map(Times::text).orElse(null));
    }

    /** The rate, which is stored, without the calls of another process. */
    CallsView withoutCalls() {
        return new CallsView(configuredPerMinute, perMinute, learntAt, null, null, null, null, null);
    }

    boolean isWhole() {
        return inLastMinute != null && sent != null && throttled != null;
    }
}
