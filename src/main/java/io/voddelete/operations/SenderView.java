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
 * @param state running, waiting (for something temporary, or not known yet), paused or stopped
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
    /** Causes of pauses that come before those. */
    private static final Set<String> BY_INTENT = Set.of("operator", "stop-file");

    private static final Set<String> STATES = Set.of("running", "waiting", "paused", "stopped");

    static final SenderView RUNNING = new SenderView("running", null, null, null, null, null, null);
    static final SenderView STOPPED = new SenderView(
            "stopped", "setting", null, "vod.sender.enabled is false", "set it to true and restart", null, null);

    /** While no process has said it. */
    static final SenderView UNKNOWN = new SenderView(
            "waiting",
            "unknown",
            null,
            "no node has said yet how sending goes: the one that sends has just begun, or none does",
            "ask again in some seconds; if it persists, GET /vod/sender names the nodes",
            null,
            null);

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

    /** Whether this version has a word for it. */
    boolean isKnown() {
        return state != null && STATES.contains(state);
    }

    /**
     * What this process says in place of the one that sends. Orders are read from the store, so this one may know of one that the
     * other has not published yet.
     *
     * @param here the pause that this process knows of
     */
    SenderView with(Optional<SenderView> here) {
        boolean isSame = here.map(SenderView::cause).equals(pauseCause().filter(why -> !OF_SENDER.contains(why)));
        boolean isOwn = pauseCause().filter(OF_SENDER::contains).isPresent()
                && here.filter(pause -> BY_INTENT.contains(String.valueOf(pause.cause)))
                        .isEmpty();
        return isSame || isOwn || state.equals("stopped") ? this : here.orElse(RUNNING);
    }

    private Optional<String> pauseCause() {
        return Optional.ofNullable(cause).filter(why -> state.equals("paused"));
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
