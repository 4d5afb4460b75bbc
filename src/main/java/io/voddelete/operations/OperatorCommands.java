package io.voddelete.operations;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.asset.AssetId;
import io.voddelete.http.AccessPolicy;
import io.voddelete.http.Caller;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.Reply;
import io.voddelete.http.RequestHead;
import io.voddelete.store.AssetHistory;
import io.voddelete.store.DayLimit;
import io.voddelete.store.Submission;
import io.voddelete.store.SubmissionQueries;
import io.voddelete.store.Submissions;
import io.voddelete.support.Text;
import io.voddelete.support.WakeUp;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commands of an operator: pause, resume, and retry a failed id. Each takes effect before it is answered. */
public final class OperatorCommands {
    /** The submission by which a failed id is retried. */
    @JsonNaming(SnakeCaseStrategy.class)
    private record Retried(String submissionId, String assetId, int generation, String source) {}

    private static final Logger LOG = LoggerFactory.getLogger(OperatorCommands.class);

    private final Submissions submissions;
    private final SubmissionQueries queries;
    private final Sender sender;
    private final AccessPolicy door;
    private final ErrorMapping answering;
    private final WakeUp work;

    /** @param work raised when ids may be claimed */
    public OperatorCommands(
            Submissions submissions,
            SubmissionQueries queries,
            Sender sender,
            AccessPolicy door,
            ErrorMapping answering,
            WakeUp work) {
        this.submissions = submissions;
        this.queries = queries;
        this.sender = sender;
        this.door = door;
        this.answering = answering;
        this.work = work;
    }

    /** Pauses the sender: after the response no call begins, not even after a restart, until it is resumed. */
    public Object pause(Map<String, Object> headers) {
        return order(headers, (head, caller) -> {
            sender.hold().pauseByOperator();
            LOG.info("Command: pause the sender; {}", from(head, caller));
            return Reply.json(200, sender.view());
        });
    }

    /** Ends every pause; after a pause because of refused calls, one call is tried immediately. */
    public Object resume(Map<String, Object> headers) {
        return order(headers, (head, caller) -> {
            sender.hold().resumeByOperator();
            work.raise();
            LOG.info("Command: resume the sender; {}", from(head, caller));
            return Reply.json(200, sender.view());
        });
    }

    /** Accepts a FAILED id again. */
    public Object retry(Map<String, Object> headers) {
        return order(headers, (head, caller) -> {
            AssetHistory before = StatusQueries.history(queries, head, caller);
            DayLimit limit = new DayLimit(caller.name(), caller.idsPerDay());
            Submission submission =
                    submissions.retry(new AssetId(before.assetId()), limit).orElseThrow(() -> notFailed(head, caller));
            work.raise();
            LOG.info(
                    "Command: retry asset id {}, as submission {}; {}",
                    before.assetId(),
                    submission.submissionId(),
                    from(head, caller));
            Retried retried = new Retried(
                    submission.submissionId(),
                    before.assetId(),
                    before.newest().named().generation() + 1,
                    submission.source());
            return Reply.json(202, retried).withSubmission(head.contextPath("/vod/assets/"), submission.submissionId());
        });
    }

    private RuntimeException notFailed(RequestHead head, Caller caller) {
        AssetHistory now = StatusQueries.history(queries, head, caller);
        return StatusQueries.refused(
                409,
                "the asset id " + now.assetId() + " is "
                        + AssetView.word(now.newest().status()) + ", not failed",
                "nothing: a pending id is sent automatically, and a deleted one stays deleted");
    }

    private Object order(Map<String, Object> headers, ErrorMapping.Answer answer) {
        return answering.answer(headers, door::mayOrder, (head, caller) -> {
            if (!work.hasBegun()) {
                throw HttpProblemException.starting();
            }
            if (work.isStopping()) {
                throw HttpProblemException.stopping();
            }
            return answer.to(head, caller);
        });
    }

    private static String from(RequestHead head, Caller caller) {
        return "from " + Text.visible(head.from()) + ", auth token" + caller.inLog();
    }
}
