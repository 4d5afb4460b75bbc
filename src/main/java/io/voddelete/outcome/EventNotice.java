package io.voddelete.outcome;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.store.Events.Event;
import io.voddelete.store.Submission;
import io.voddelete.support.Times;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is told to an endpoint. What describes a submission is null if the event is not about one; its numbers are those
 * at the time of sending.
 *
 * @param id unique in one store and ascending; the same on each delivery of this event
 * @param at when it happened: ISO 8601, UTC
 * @param heldFor why the submission is held or was held, as codes; null if it never was
 * @param accepted pending + deleted + failed + kept
 * @param who gave the order, or asked for what was accepted; null if nobody did
 * @param reason of the order or of the pause; null if there is none
 * @param plan path of the plan over HTTP; null unless there is or was one to approve
 */
@JsonNaming(SnakeCaseStrategy.class)
record EventNotice(
        long id,
        String event,
        String at,
        @Nullable String submissionId,
        @Nullable String source,
        @Nullable List<String> heldFor,
        @Nullable Long accepted,
        @Nullable Long pending,
        @Nullable Long deleted,
        @Nullable Long failed,
        @Nullable Long kept,
        @Nullable String who,
        @Nullable String reason,
        @Nullable String plan) {

    /** @param plans whether plans can be read over HTTP */
    static EventNotice of(Event event, boolean plans) {
        Submission submission = event.submission();
        String at = Times.text(event.at());
        if (submission == null) {
            return new EventNotice(
                    event.id(),
                    event.name(),
                    at,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    event.who(),
                    event.reason(),
                    null);
        }
        Submission.Progress now = submission.progress();
        List<String> heldFor = submission.release().heldForCodes();
        return new EventNotice(
                event.id(),
                event.name(),
                at,
                submission.submissionId(),
                submission.source(),
                heldFor,
                now.accepted(),
                now.pending(),
                now.deleted(),
                now.failed(),
                now.kept(),
                event.who(),
                event.reason(),
                heldFor == null || !plans ? null : "/vod/submissions/" + submission.submissionId() + "/plan");
    }
}
