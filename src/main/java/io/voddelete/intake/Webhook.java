package io.voddelete.intake;

import io.voddelete.http.Authenticator;
import io.voddelete.http.Caller;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.OverLimit;
import io.voddelete.http.Problem;
import io.voddelete.http.RefusedCallers;
import io.voddelete.http.Reply;
import io.voddelete.http.RequestHead;
import io.voddelete.http.WebhookHead;
import io.voddelete.reader.Entry;
import io.voddelete.reader.ListOptions;
import io.voddelete.reader.RejectedLine;
import io.voddelete.store.Counter;
import io.voddelete.store.DayUse;
import io.voddelete.store.Figures;
import io.voddelete.store.OverDayLimitException;
import io.voddelete.store.Requested;
import io.voddelete.store.SealedSubmissions;
import io.voddelete.store.StoreException;
import io.voddelete.store.Submission;
import io.voddelete.store.SubmissionLine;
import io.voddelete.store.Submissions;
import io.voddelete.store.Submitted;
import io.voddelete.store.VisibleSubmissions;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.RootCause;
import io.voddelete.support.Sha256;
import io.voddelete.support.Text;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts lists of asset ids over HTTP: a request is answered when its ids are durable, and accepted as a whole or not at all. */
public final class Webhook {
    /**
     * The limits for requests.
     *
     * @param input how a list is read, and the maximum size of a body, both compressed and uncompressed
     * @param maxIds the maximum number of elements or non-blank lines in one request
     */
    public record Limits(ListOptions input, int maxIds) {}

    private static final String REASON = "Vod-Reason";
    private static final String SOURCE = "webhook:";
    private static final String AGAIN = "; send it again, with the same webhook-id";
    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
    private static final Pattern ID = Pattern.compile("[!-~]{1,255}");

    private final Submissions submissions;
    private final SealedSubmissions sealedSubmissions;
    private final String path;
    private final Limits limits;
    private final Authenticator caller;
    private final PendingLimit room;
    private final StoreBulkhead queue;
    private final Supplier<UUID> newId;
    private final WakeUp work;
    private final RefusedCallers refused;
    private final Figures figures;
    private final TimeSource clock;
    private final ThrottledLog faults;

    /**
     * @param path of the requests, without what a host's server may have before it
     * @param newId returns an id for a request that has none
     * @param figures counts responses
     * @param work whether requests are taken in
     */
    public Webhook(
            Submissions submissions,
            SealedSubmissions sealedSubmissions,
            String path,
            Limits limits,
            Authenticator caller,
            RefusedCallers refused,
            Figures figures,
            PendingLimit room,
            StoreBulkhead queue,
            Supplier<UUID> newId,
            WakeUp work,
            TimeSource clock) {
        this.submissions = submissions;
        this.sealedSubmissions = sealedSubmissions;
        this.path = path;
        this.limits = limits;
        this.caller = caller;
        this.room = room;
        this.queue = queue;
        this.newId = newId;
        this.work = work;
        this.refused = refused;
        this.figures = figures;
        this.clock = clock;
        this.faults = new ThrottledLog(LOG, "accepting a webhook request", clock);
    }

    /**
     * Checks the headers of a request before its body is read.
     *
     * @throws HttpProblemException if the request is refused
     */
    public RequestHead lookAt(Map<String, Object> headers) {
        RequestHead head = new RequestHead(headers);
        checkHead(head);
        return head;
    }

    /**
     * Checks a request that will not reach the route if this refuses it. Whoever answers it then counts it.
     *
     * @throws HttpProblemException if the request is refused
     */
    public void checkHead(RequestHead head) {
        if (!work.hasBegun()) {
            throw HttpProblemException.starting();
        }
        if (work.isStopping()) {
            throw HttpProblemException.stopping();
        }
        ListBody.requireType(head);
        logged(head, () -> {
            caller.checkHead(head);
            return head;
        });
        head.requireParameters(Set.of());
    }

    /** Counts a response. */
    public void count(int status) {
        figures.count(Counter.WEBHOOK, Counter.WEBHOOK.label(String.valueOf(status)), 1);
    }

    private Reply counted(Reply reply) {
        count(reply.status());
        return reply;
    }

    /** Authenticates the caller and reads the whole list. */
    public WebhookRequest read(RequestHead head, byte[] body) throws IOException {
        byte[] content = body == null ? new byte[0] : body;
        if (content.length > limits.input.maxBytes()) {
            throw refused(413, "the body is larger than " + limits.input.maxBytes() + " bytes");
        }
        String from = Text.visible(head.from());
        Caller sender = logged(head, () -> caller.check(head, content));
        String id = id(head).orElseGet(() -> newId.get().toString());
        String key = key(sender, id);
        // not random: a repetition, even a concurrent one, reports the same lines to the rejected endpoint
        String submissionId =
                UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString();
        room.check(() -> cameBefore(submissionId));
        ListBody list = ListBody.read(head, content, limits);
        List<Entry> entries = list.entries();
        if (sender.idsPerDay() < Long.MAX_VALUE && !cameBefore(submissionId)) {
            submissions.checkDayLimit(
                    entries, WebhookRequest.limit(sender)); // before anything goes to the rejected endpoint
        }
        return new WebhookRequest(
                submissionId,
                key,
                SOURCE + id,
                head.contextPath(path),
                sender,
                Requested.of(sender.name(), head.origin(), reason(head), head.traceparent()),
                from + ", auth " + caller.kind() + sender.inLog(),
                Sha256.hex(content),
                list.lines(),
                list.notices(),
                entries,
                rejected(submissionId, SOURCE + id, sender, entries),
                queue);
    }

    /** Logs a refusal. */
    private <T> T logged(RequestHead head, Supplier<T> check) {
        try {
            return check.get();
        } catch (HttpProblemException e) {
            refused.add(head.address(), "A list was refused: " + e.getMessage() + "; from " + head.from());
            throw e;
        }
    }

    /** The response to a request whose ids are durable. */
    public Reply answer(WebhookRequest request, Submitted submitted) {
        Submission submission = submitted.submission();
        if (!request.sha256().equals(submission.sha256())) {
            throw refused(
                    409,
                    "this webhook-id or Idempotency-Key was already used with another body; a new list needs a new one");
        }
        faults.worked();
        WebhookLog.write(LOG, request, submitted);
        return counted(Reply.json(submitted.repeated() ? 200 : 202, answer(submission, request))
                .withSubmission(request.contextPath(), submission.submissionId()));
    }

    /** The response to a request that could not be accepted. */
    public Reply refuse(Exception exception) {
        try {
            return counted(RootCause.find(exception, HttpProblemException.class).reply());
        } catch (IllegalArgumentException e) {
            return counted(later(exception));
        }
    }

    private Reply later(Exception exception) {
        Throwable cause = RootCause.innermost(exception);
        if (cause instanceof OverDayLimitException over) {
            DayUse use = over.use();
            return new OverLimit(use.caller(), use.limit(), use.used(), use.asked(), use.until())
                    .refusal(clock.instant())
                    .reply();
        }
        String detail = "stopping; send it again";
        if (cause instanceof StoreException fault) {
            faults.storeFailed(fault, "The caller is asked to send it again");
            detail = "the ids cannot be stored at the moment"
                    + fault.kind().map(kind -> ": " + kind).orElse("") + AGAIN;
        } else if (!(cause instanceof CallDeferredException)) {
            faults.failed(RootCause.shown(cause), "The caller is asked to send it again");
            detail = "the ids cannot be stored at the moment" + AGAIN;
        }
        return Problem.of(503, detail).reply().with("Retry-After", "5");
    }

    private WebhookAnswer answer(Submission submission, WebhookRequest request) {
        Caller sender = request.sender();
        VisibleSubmissions sight =
                sender.isAmongOthers() ? new VisibleSubmissions(sender.name(), sender.sees()) : VisibleSubmissions.ALL;
        int most = limits.maxIds;
        List<SubmissionLine> duplicates =
                submission.progress().duplicates() == 0 ? List.of() : sealedSubmissions.duplicates(submission, 0, most);
        return WebhookAnswer.of(
                submission,
                request.contextPath(),
                duplicates.stream().map(line -> line.seenBy(sight)).toList(),
                submission.progress().rejected() == 0 ? List.of() : sealedSubmissions.rejected(submission, 0, most));
    }

    /**
     * The key that identifies a repeated request. Each caller has its own ids. No id contains a blank; the key of a caller
     * without a configured name is the same as in versions without names.
     */
    private static String key(Caller sender, String id) {
        return SOURCE + (sender.isNamed() ? sender.name() + " " : "") + id;
    }

    private static @Nullable String reason(RequestHead head) {
        String reason = head.text(REASON).orElse(null);
        if (reason != null && reason.length() > Requested.LONGEST) {
            throw refused(400, REASON + " is longer than " + Requested.LONGEST + " characters");
        }
        return reason;
    }

    private static Optional<String> id(RequestHead head) {
        Optional<String> id = new WebhookHead(head).id().or(() -> head.header("Idempotency-Key"));
        if (id.isPresent() && !ID.matcher(id.get()).matches()) {
            throw refused(400, "webhook-id or Idempotency-Key must consist of 1 to 255 visible ASCII characters");
        }
        return id;
    }

    /** Empty if they were already reported for an earlier copy of this request. */
    private List<RejectedLine> rejected(String submissionId, String source, Caller sender, List<Entry> entries) {
        List<RejectedLine> rejected = entries.stream()
                .filter(Entry.Rejected.class::isInstance)
                .map(Entry.Rejected.class::cast)
                .map(line -> RejectedLine.of(line, submissionId, source, sender.name()))
                .toList();
        return rejected.isEmpty() || cameBefore(submissionId) ? List.of() : rejected;
    }

    private boolean cameBefore(String submissionId) {
        return sealedSubmissions.find(submissionId).isPresent();
    }

    static HttpProblemException refused(int status, String detail) {
        return new HttpProblemException(Problem.of(status, detail + "; nothing of it was accepted"));
    }
}
