package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.protect.Guards.Halt;
import io.voddelete.support.Times;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether ids are sent and, if not, why.
 *
 * @param state running, waiting (for something temporary), paused or stopped
 * @param cause fault, backlog, throttled, operator, stop-file, protection, replication, setting, auth, account, request or unknown; null while running, like all that follows
 * @param code the error code of VOD or its gateway, if a refused call is the cause
 * @param error the refusal, escaped and truncated
 * @param remedy what to do about it
 * @param since when the pause began
 * @param until when one call is tried; null if that happens only after the credentials change or an operator resumes
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record SenderView(
        String state,
        @Nullable String cause,
        @Nullable String code,
        @Nullable String error,
        @Nullable String remedy,
        @Nullable String since,
        @Nullable String until) {
    /** Causes of pauses that only the process that sends knows. */
    private static final Set<String> OF_SENDER = Set.of("protection", "replication");

    static final SenderView RUNNING = new SenderView("running", null, null, null, null, null, null);
    static final SenderView STOPPED = new SenderView(
            "stopped", "setting", null, "vod.sender.enabled is false", "set it to true and restart", null, null);

    static SenderView throttled(Instant until) {
        return new SenderView(
                "waiting",
                "throttled",
                null,
                "VOD does not admit more calls at the moment",
                "nothing; if it persists, find out who else uses the quota of 100 DELETE calls per minute",
                null,
                Times.text(until));
    }

    boolean isStopped() {
        return state.equals("stopped");
    }

    /** The cause of a pause that every node reads from the store; empty if there is none. */
    Optional<String> knownToAll() {
        return Optional.ofNullable(cause).filter(why -> state.equals("paused") && !OF_SENDER.contains(why));
    }

    /** @param besides a pause because of refused calls that exists as well */
    static SenderView halted(Halt halt, Optional<SenderView> besides) {
        return new SenderView(
                "paused",
                halt.cause(),
                null,
                halt.text() + besides.map(refused -> "; also: " + refused.error).orElse(""),
                halt.remedy()
                        + besides.map(refused -> "; then: " + refused.remedy).orElse(""),
                Times.text(halt.since()),
                null);
    }

    /** @param besides a pause because of refused calls that exists as well */
    static SenderView pausedByOperator(Instant since, Optional<SenderView> besides) {
        return new SenderView(
                "paused",
                "operator",
                null,
                "an operator has paused the sender"
                        + besides.map(refused -> "; also: " + refused.error).orElse(""),
                "POST /vod/sender/resume"
                        + besides.map(refused -> "; first: " + refused.remedy).orElse(""),
                Times.text(since),
                null);
    }
}
