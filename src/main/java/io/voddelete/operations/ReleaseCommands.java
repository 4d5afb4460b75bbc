package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.http.AccessPolicy;
import io.voddelete.http.Caller;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.Problem;
import io.voddelete.http.Reply;
import io.voddelete.http.RequestHead;
import io.voddelete.store.Counter;
import io.voddelete.store.Figures;
import io.voddelete.store.Gate;
import io.voddelete.store.Order;
import io.voddelete.store.OrderResult;
import io.voddelete.store.Releases;
import io.voddelete.store.StoredPlan;
import io.voddelete.store.SubmissionQueries;
import io.voddelete.store.VisibleSubmissions;
import io.voddelete.support.LogContext;
import io.voddelete.support.LogEvent;
import io.voddelete.support.Text;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Commands about single submissions, and their plans. Each takes effect before it is answered, and may be repeated. */
public final class ReleaseCommands {
    /**
     * The state of a submission after a command.
     *
     * @param inCall ids in calls that have begun, for which it may be too late
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Ordered(
            String submissionId, String state, @Nullable String planSha256, int inCall) {}

    /** Gives an order about a submission. */
    @FunctionalInterface
    private interface Command {
        OrderResult give(String submissionId, Order order);
    }

    private static final String PATH = "/vod/submissions/";
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseCommands.class);

    private final Releases releases;
    private final SubmissionQueries queries;
    private final AccessPolicy door;
    private final ErrorMapping answering;
    private final Figures figures;
    private final boolean reasonRequired;
    private final Runnable requireRunning;
    private final Runnable done;

    /**
     * @param figures counts orders that are refused before the store is asked, which counts the others
     * @param reasonRequired whether approvals need a reason; to keep ids never needs one
     * @param requireRunning throws unless commands can be taken now
     * @param done called when a command took effect
     */
    public ReleaseCommands(
            Releases releases,
            SubmissionQueries queries,
            AccessPolicy door,
            ErrorMapping answering,
            Figures figures,
            boolean reasonRequired,
            Runnable requireRunning,
            Runnable done) {
        this.releases = releases;
        this.queries = queries;
        this.door = door;
        this.answering = answering;
        this.figures = figures;
        this.reasonRequired = reasonRequired;
        this.requireRunning = requireRunning;
        this.done = done;
    }

    /** The plan of a submission, as JSON or as the text of its file. */
    public Object plan(Map<String, Object> headers) {
        return answering.answer(headers, door::mayAsk, (head, caller) -> {
            boolean text = PlanForm.wantsText(head);
            String id = visible(head, caller);
            StoredPlan plan = releases.plan(id)
                    .orElseThrow(() -> refused(
                            404,
                            "submission " + id + " has no plan",
                            "no-plan",
                            "only a submission that is held gets one"));
            return PlanForm.reply(text, text ? plan.text() : plan.json());
        });
    }

    /** Releases a held submission; the body names the plan. */
    public Object approve(Map<String, Object> headers, byte[] body) {
        return order("approve", headers, door::mayApprove, () -> OrderBody.ofApproval(body), (id, order) -> {
            requireReason(order);
            String planSha256 = OrderBody.ofApproval(body).planSha256();
            if (planSha256 == null) {
                throw refused(
                        400,
                        "plan_sha256 is missing; nothing was approved",
                        "invalid-body",
                        "read the plan (GET " + PATH + id + "/plan) and send its plan_sha256");
            }
            return releases.approve(id, planSha256, order);
        });
    }

    private void requireReason(Order order) {
        if (reasonRequired && order.reason() == null) {
            throw refused(
                    400,
                    "an approval needs a reason (vod.approval.reason); nothing was approved",
                    "no-reason",
                    "send it as the member reason, such as the number of a ticket");
        }
    }

    /** Ends a submission: ids of which no call was begun are KEPT. */
    public Object cancel(Map<String, Object> headers, byte[] body) {
        return order("cancel", headers, door::mayStop, () -> OrderBody.ofCommand(body), releases::cancel);
    }

    /** Stops a submission. */
    public Object stop(Map<String, Object> headers, byte[] body) {
        return order("stop", headers, door::mayStop, () -> OrderBody.ofCommand(body), releases::stop);
    }

    /** Lets a stopped submission go on. */
    public Object goOn(Map<String, Object> headers, byte[] body) {
        return order("go on", headers, door::mayApprove, () -> OrderBody.ofCommand(body), releases::goOn);
    }

    /** Ends a submission in its grace period. */
    public Object undo(Map<String, Object> headers, byte[] body) {
        return order("undo", headers, door::mayStop, () -> OrderBody.ofCommand(body), releases::undo);
    }

    private Object order(
            String word,
            Map<String, Object> headers,
            Function<RequestHead, Caller> who,
            Supplier<OrderBody> body,
            Command command) {
        return answering.answer(headers, who, (head, caller) -> {
            requireRunning.run();
            String id;
            Order order;
            OrderResult result;
            try {
                OrderBody given = body.get();
                id = visible(head, caller);
                order = OperatorCommands.order(head, caller, given.reason());
                result = command.give(id, order);
            } catch (RuntimeException e) { // before the store was asked, or it has taken its count back
                figures.count(Counter.ORDERS, Counter.ORDERS.label(word.replace(' ', '-'), "refused"), 1);
                throw e;
            }
            Ordered answer = answer(id, word, result);
            if (result.what() == OrderResult.What.DONE) {
                done.run();
                LogContext.ofSubmission(
                        id,
                        () -> LogEvent.done(LOG, Level.INFO, "order-" + word.replace(' ', '-'))
                                .log(
                                        "Command: {} submission {}, which is {} now, with {} ids in calls that have begun; from {}{}; reason: {}",
                                        word,
                                        id,
                                        answer.state,
                                        answer.inCall,
                                        Text.visible(head.from()),
                                        caller.inLog(),
                                        Objects.requireNonNullElse(order.reason(), "none")));
            }
            return Reply.json(200, answer);
        });
    }

    private Ordered answer(String id, String word, OrderResult result) {
        String state = word(result.gate());
        return switch (result.what()) {
            case DONE, ALREADY -> new Ordered(id, state, result.planSha256(), result.inCall());
            case UNKNOWN ->
                throw refused(
                        409,
                        "submission " + id + " is still being read",
                        "not-sealed",
                        "try again when it has been read to its end");
            case WRONG_STATE ->
                throw conflict(
                        409,
                        "submission " + id + " is " + state + ", so '" + word
                                + "' is not possible; nothing was changed",
                        "wrong-state",
                        Map.of("state", state));
            case NOT_PLANNED ->
                throw conflict(
                        409,
                        "the plan of submission " + id + " is still being made; nothing was changed",
                        "no-plan",
                        Map.of("state", state));
            case OTHER_PLAN ->
                throw conflict(
                        409,
                        "submission " + id + " has another plan; nothing was approved",
                        "plan-changed",
                        Map.of("state", state, "plan_sha256", Objects.requireNonNullElse(result.planSha256(), "")));
            case EXPIRED ->
                throw conflict(
                        410,
                        "the plan of submission " + id + " has expired; its pending ids are kept",
                        "expired",
                        Map.of("state", state));
        };
    }

    private static String word(@Nullable Gate gate) {
        return gate == null ? "unknown" : gate.word();
    }

    private String visible(RequestHead head, Caller caller) {
        String id = head.pathParameter("submission_id", PATH);
        if (queries.submission(id, new VisibleSubmissions(caller.name(), caller.sees()))
                .isEmpty()) {
            throw refused(
                    404,
                    "submission " + Text.visible(id) + " was not found",
                    "unknown",
                    "GET /vod/submissions lists submissions, newest first");
        }
        return id;
    }

    static HttpProblemException refused(int status, String detail, String reason, String remedy) {
        return new HttpProblemException(Problem.of(status, detail, reason, remedy));
    }

    private static HttpProblemException conflict(int status, String detail, String reason, Map<String, Object> more) {
        return new HttpProblemException(
                Problem.of(status, detail, reason, "GET " + PATH + "{submission_id} shows its state, .../plan its plan")
                        .with(more));
    }
}
