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
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern QUALITY = Pattern.compile(";\\s*q\\s*=\\s*([01](?:\\.[0-9]{0,3})?)\\s*(?:;|$)");
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseCommands.class);

    private final Releases releases;
    private final SubmissionQueries queries;
    private final AccessPolicy door;
    private final ErrorMapping answering;
    private final boolean reasonRequired;
    private final Runnable requireRunning;
    private final Runnable done;

    /**
     * @param reasonRequired whether approvals need a reason; to keep ids never needs one
     * @param requireRunning throws unless commands can be taken now
     * @param done called when a command took effect
     */
    public ReleaseCommands(
            Releases releases,
            SubmissionQueries queries,
            AccessPolicy door,
            ErrorMapping answering,
            boolean reasonRequired,
            Runnable requireRunning,
            Runnable done) {
        this.releases = releases;
        this.queries = queries;
        this.door = door;
        this.answering = answering;
        this.reasonRequired = reasonRequired;
        this.requireRunning = requireRunning;
        this.done = done;
    }

    /** The plan of a submission, as JSON or as the text of its file. */
    public Object plan(Map<String, Object> headers) {
        return answering.answer(headers, door::mayAsk, (head, caller) -> {
            boolean text = wantsText(head);
            String id = visible(head, caller);
            StoredPlan plan = releases.plan(id)
                    .orElseThrow(() -> refused(
                            404,
                            "submission " + id + " has no plan",
                            "no-plan",
                            "only a submission that is held gets one"));
            return reply(text, text ? plan.text() : plan.json());
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
            OrderBody given = body.get();
            String id = visible(head, caller);
            Order order = OperatorCommands.order(head, caller, given.reason());
            OrderResult result = command.give(id, order);
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
                                        given.reason() == null ? "none" : Text.visible(given.reason())));
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

    static Reply reply(boolean text, String content) {
        return new Reply(
                200,
                Map.of("Content-Type", text ? "text/plain; charset=utf-8" : "application/json"),
                content.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns which form of a plan is preferred; of two that are equally welcome, the first.
     *
     * @throws HttpProblemException with 406 if neither form is accepted
     */
    static boolean wantsText(RequestHead head) {
        String[] ranges =
                head.header("Accept").orElse("*/*").toLowerCase(Locale.ROOT).split(",");
        Double json = null;
        Double text = null;
        boolean textIsFirst = false;
        for (String range : ranges) {
            String type = range.replaceFirst(";.*", "").strip();
            if (type.equals("application/json") || type.equals("application/*") && json == null) {
                json = quality(range);
            } else if (type.equals("text/plain") || type.equals("text/*") && text == null) {
                text = quality(range);
                textIsFirst = json == null;
            }
        }
        double others = Arrays.stream(ranges)
                .filter(range -> range.replaceFirst(";.*", "").strip().equals("*/*"))
                .mapToDouble(ReleaseCommands::quality)
                .findFirst()
                .orElse(0);
        double ofJson = json == null ? others : json;
        double ofText = text == null ? others : text;
        if (ofJson > 0 || ofText > 0) {
            return ofText > ofJson || ofText == ofJson && textIsFirst;
        }
        throw refused(
                406,
                "a plan is available as application/json or text/plain",
                "not-acceptable",
                "send Accept: application/json or text/plain");
    }

    /** A value that is no number counts as 1, as a missing one does. */
    private static double quality(String range) {
        Matcher given = QUALITY.matcher(range);
        return given.find() ? Double.parseDouble(given.group(1)) : 1;
    }

    private static HttpProblemException refused(int status, String detail, String reason, String remedy) {
        return new HttpProblemException(Problem.of(status, detail, reason, remedy));
    }

    private static HttpProblemException conflict(int status, String detail, String reason, Map<String, Object> more) {
        return new HttpProblemException(
                Problem.of(status, detail, reason, "GET " + PATH + "{submission_id} shows its state, .../plan its plan")
                        .with(more));
    }
}
