package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether ids are sent, and why not.
 *
 * @param state running, waiting (for something that passes by itself), paused or stopped
 * @param cause fault, backlog, throttled, operator, setting, auth, account, request or unknown; null while it is running, as is all that follows
 * @param code VOD's or the gateway's error code, if a refused call is the cause
 * @param error what was refused, escaped and cut
 * @param remedy what to do about it
 * @param since when the pause began
 * @param until when one call is tried; null if none is before the credentials are others or an operator resumes
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record SenderView(String state, String cause, String code, String error, String remedy, String since, String until) {
    static final SenderView RUNNING = new SenderView("running", null, null, null, null, null, null);
    static final SenderView STOPPED = new SenderView(
            "stopped", "setting", null, "vod.sender.enabled is false", "set it to true and start again", null, null);

    static SenderView throttled(Instant until) {
        return new SenderView(
                "waiting",
                "throttled",
                null,
                "VOD admits no more calls for now",
                "nothing; if it lasts, see who else uses the quota of 100 DELETE calls a minute",
                null,
                Times.text(until));
    }

    /** @param besides the pause by refused calls that there is as well */
    static SenderView pausedByOperator(Instant since, Optional<SenderView> besides) {
        return new SenderView(
                "paused",
                "operator",
                null,
                "an operator has paused the sender"
                        + besides.map(refused -> "; besides, " + refused.error).orElse(""),
                "POST /vod/sender/resume"
                        + besides.map(refused -> "; before that: " + refused.remedy)
                                .orElse(""),
                Times.text(since),
                null);
    }
}
