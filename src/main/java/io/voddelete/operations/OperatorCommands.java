package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.asset.AssetId;
import io.voddelete.asset.Status;
import io.voddelete.http.AccessPolicy;
import io.voddelete.http.Caller;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.Reply;
import io.voddelete.http.RequestHead;
import io.voddelete.sender.SendingPause;
import io.voddelete.store.AssetHistory;
import io.voddelete.store.Counter;
import io.voddelete.store.DayLimit;
import io.voddelete.store.FailedIds;
import io.voddelete.store.Figures;
import io.voddelete.store.Order;
import io.voddelete.store.Requested;
import io.voddelete.store.RetriedIds;
import io.voddelete.store.Submission;
import io.voddelete.store.SubmissionQueries;
import io.voddelete.store.SubmissionState;
import io.voddelete.store.Submissions;
import io.voddelete.support.LogEvent;
import io.voddelete.support.Text;
import io.voddelete.support.WakeUp;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The commands of an operator: pause, resume, and retry failed ids. Each takes effect before it is answered, and may have a
 * reason in its body.
 */
public final class OperatorCommands {
    /** The submission by which a failed id is retried. */
    @JsonNaming(SnakeCaseStrategy.class)
    private record Retried(String submissionId, String assetId, int generation, String source) {}

    /**
     * The submission by which failed ids are retried.
     *
     * @param accepted how many
     * @param state of the submission, such as held
     * @param heldFor why it is held, as codes; null if it is not
     * @param more whether further ids are FAILED for that reason
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record RetriedAll(
            String submissionId,
            String source,
            long accepted,
            String state,
            @Nullable List<String> heldFor,
            boolean more) {}

    /** Carries out an order of a caller who may give it. */
    @FunctionalInterface
    private interface Command {
        Reply give(RequestHead head, Caller caller, OrderBody body);
    }

    /** Of one command: all other writes wait while they are accepted. */
    private static final int MOST_RETRIED = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(OperatorCommands.class);

    private final Submissions submissions;
    private final SubmissionQueries queries;
    private final SendingPause hold;
    private final SenderReports reports;
    private final AccessPolicy door;
    private final ErrorMapping answering;
    private final Figures figures;
    private final WakeUp work;

    /**
     * @param figures counts orders
     * @param work raised when ids may be claimed
     */
    public OperatorCommands(
            Submissions submissions,
            SubmissionQueries queries,
            SendingPause hold,
            SenderReports reports,
            AccessPolicy door,
            ErrorMapping answering,
            Figures figures,
            WakeUp work) {
        this.submissions = submissions;
        this.queries = queries;
        this.hold = hold;
        this.reports = reports;
        this.door = door;
        this.answering = answering;
        this.figures = figures;
        this.work = work;
    }

    /** Pauses the sender: after the response no call begins, not even after a restart, until it is resumed. */
    public Object pause(Map<String, Object> headers, byte @Nullable [] body) {
        return order("pause", headers, () -> OrderBody.ofCommand(body), (head, caller, given) -> {
            String reason = given.reason();
            hold.pauseByOperator(order(head, caller, reason));
            LogEvent.done(LOG, Level.INFO, "order-pause")
                    .log("Command: pause the sender; {}", from(head, caller, reason));
            return Reply.json(200, reports.viewAfterOrder());
        });
    }

    /** Ends every pause; after a pause because of refused calls, one call is tried immediately. */
    public Object resume(Map<String, Object> headers, byte @Nullable [] body) {
        return order("resume", headers, () -> OrderBody.ofCommand(body), (head, caller, given) -> {
            String reason = given.reason();
            hold.resumeByOperator(order(head, caller, reason));
            work.raise();
            LogEvent.done(LOG, Level.INFO, "order-resume")
                    .log("Command: resume the sender; {}", from(head, caller, reason));
            return Reply.json(200, reports.viewAfterOrder());
        });
    }

    /** Accepts a FAILED id again. */
    public Object retry(Map<String, Object> headers, byte @Nullable [] body) {
        return order("retry", headers, () -> OrderBody.ofCommand(body), (head, caller, given) -> {
            String reason = given.reason();
            AssetHistory before = StatusQueries.history(queries, head, caller);
            if (before.newest().status() != Status.FAILED) {
                throw notFailed(head, caller);
            }
            Requested requested = Requested.of(who(caller), head.origin(), reason, head.traceparent());
            Submission submission = submissions
                    .retry(new AssetId(before.assetId()), new DayLimit(caller.name(), caller.idsPerDay()), requested)
                    .orElseThrow(() -> notFailed(head, caller));
            work.raise();
            LogEvent.done(LOG, Level.INFO, "order-retry")
                    .log(
                            "Command: retry asset id {}, as submission {}; {}",
                            before.assetId(),
                            submission.submissionId(),
                            from(head, caller, reason));
            Retried retried = new Retried(
                    submission.submissionId(),
                    before.assetId(),
                    before.newest().named().generation() + 1,
                    submission.source());
            return Reply.json(202, retried).withSubmission(head.contextPath("/vod/assets/"), submission.submissionId());
        });
    }

    /** Accepts FAILED ids again that failed for one reason, in one submission or in all. */
    public Object retryFailed(Map<String, Object> headers, byte @Nullable [] body) {
        return order("retry", headers, () -> OrderBody.ofRetry(body), (head, caller, given) -> {
            FailedIds which = new FailedIds(searched(caller, given), given.failedFor(), given.errorCode());
            Requested requested = Requested.of(who(caller), head.origin(), given.reason(), head.traceparent());
            RetriedIds retried = submissions
                    .retry(which, MOST_RETRIED, new DayLimit(caller.name(), caller.idsPerDay()), requested)
                    .orElseThrow(
                            () -> StatusQueries.refused(
                                    409,
                                    "no id is failed for the reason " + Text.visible(given.failedFor())
                                            + "; nothing was retried",
                                    "ids that were submitted again since are no longer failed: GET /vod/assets/{asset_id} shows one"));
            work.raise();
            Submission submission = retried.submission();
            long accepted = submission.progress().accepted();
            LogEvent.done(LOG, Level.INFO, "order-retry")
                    .log(
                            "Command: retry {} ids that failed for the reason {}, as submission {}; {}",
                            accepted,
                            Text.visible(given.failedFor()),
                            submission.submissionId(),
                            from(head, caller, given.reason()));
            RetriedAll answer = new RetriedAll(
                    submission.submissionId(),
                    submission.source(),
                    accepted,
                    SubmissionState.of(submission).word(),
                    submission.release().heldForCodes(),
                    retried.more());
            return Reply.json(202, answer).withSubmission(head.contextPath("/vod/assets/"), submission.submissionId());
        });
    }

    private @Nullable Submission searched(Caller caller, OrderBody given) {
        String id = given.submissionId();
        if (id == null) {
            StatusQueries.requireAll(caller, "a retry without submission_id");
            return null;
        }
        return StatusQueries.submission(queries, id, caller);
    }

    private HttpProblemException notFailed(RequestHead head, Caller caller) {
        AssetHistory now = StatusQueries.history(queries, head, caller);
        Status status = now.newest().status();
        String remedy = switch (status) {
            case PENDING -> "nothing: a pending id is sent automatically, or waits for an approval";
            case DELETED -> "nothing: a deleted id stays deleted";
            case KEPT -> "if it is to be deleted after all, submit it again in a list; what still protects it keeps it";
            case FAILED -> "try again"; // it has failed since
        };
        return StatusQueries.refused(
                409, "the asset id " + now.assetId() + " is " + AssetView.word(status) + ", not failed", remedy);
    }

    private Object order(String name, Map<String, Object> headers, Supplier<OrderBody> body, Command command) {
        return answering.answer(headers, door::mayOrder, (head, caller) -> {
            if (!work.hasBegun()) {
                throw HttpProblemException.starting();
            }
            if (work.isStopping()) {
                throw HttpProblemException.stopping();
            }
            boolean isDone = false;
            try {
                Reply reply = command.give(head, caller, body.get());
                isDone = true;
                return reply;
            } finally {
                figures.count(Counter.ORDERS, Counter.ORDERS.label(name, isDone ? "done" : "refused"), 1);
            }
        });
    }

    /** Escapes what the caller wrote: the reason, and what a header may hold. */
    static Order order(RequestHead head, Caller caller, @Nullable String reason) {
        String from = head.origin();
        return new Order(
                who(caller),
                "http",
                from == null ? null : Text.visible(from),
                reason == null ? null : Text.visible(reason));
    }

    private static String who(Caller caller) {
        return Objects.requireNonNullElse(caller.name(), Caller.OPERATOR);
    }

    private static String from(RequestHead head, Caller caller, @Nullable String reason) {
        return "from " + Text.visible(head.from()) + ", auth token" + caller.inLog()
                + (reason == null ? "" : "; reason: " + Text.visible(reason));
    }
}
