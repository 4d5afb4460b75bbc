package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.asset.AssetId;
import io.voddelete.audit.AuditPage;
import io.voddelete.audit.AuditQuery;
import io.voddelete.audit.AuditReader;
import io.voddelete.audit.AuditVerification;
import io.voddelete.audit.Head;
import io.voddelete.http.AccessPolicy;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.Problem;
import io.voddelete.http.Reply;
import io.voddelete.http.RequestHead;
import io.voddelete.store.SubmissionQueries;
import io.voddelete.store.VisibleSubmissions;
import io.voddelete.support.RootCause;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers queries about the audit log. Changes nothing; every method returns a complete response. */
public final class AuditQueries {
    private static final String PATH = "/vod/audit";
    private static final String SUBMISSIONS = "/vod/submissions?";
    private static final String WORD = "[A-Za-z0-9-]{1,64}";
    private static final int MOST_EVENTS = 8;
    private static final Set<String> PARAMETERS =
            Set.of("limit", "before", "event", "except", "submission", "asset_id", "by", "since", "until");
    private static final List<String> FILTERS =
            List.of("event", "except", "submission", "asset_id", "by", "since", "until");
    private static final Logger LOG = LoggerFactory.getLogger(AuditQueries.class);

    /**
     * A page as it is sent.
     *
     * @param submissions address of those that the person asked for whose orders these are, in the same time; null if no person is
     *     given
     */
    @JsonInclude(Include.NON_NULL)
    private record Page(
            List<Map<String, Object>> lines,
            @Nullable String next,
            @Nullable String submissions) {}

    /** The result of a verification as it is sent. */
    @JsonInclude(Include.NON_NULL)
    private record Verified(
            boolean intact,
            long files,
            long lines,
            long bytes,
            Head head,
            @Nullable Fault fault,
            List<String> notes) {}

    /** A fault as it is sent. */
    @JsonNaming(SnakeCaseStrategy.class)
    private record Fault(String kind, String file, long line, long number, long lastNumber, String text) {
        static @Nullable Fault of(AuditVerification.@Nullable Fault fault) {
            return fault == null
                    ? null
                    : new Fault(
                            fault.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                            fault.file(),
                            fault.line(),
                            fault.number(),
                            fault.lastNumber(),
                            fault.text());
        }
    }

    /** Answers a caller who may see everything. */
    @FunctionalInterface
    private interface Question {
        Object answer(RequestHead head) throws IOException;
    }

    private final Path directory;
    private final AuditReader reader;
    private final Supplier<Head> stored;
    private final SubmissionQueries queries;
    private final AccessPolicy door;
    private final ErrorMapping answering;
    private final ThrottledLog faults;
    /** Each reads gigabytes, perhaps. */
    private final Semaphore verifying = new Semaphore(1);

    /**
     * @param stored reads from the store up to which line it knows the log
     * @param queries tells the submissions that named an id
     */
    public AuditQueries(
            Path directory,
            Supplier<Head> stored,
            SubmissionQueries queries,
            AccessPolicy door,
            ErrorMapping answering,
            TimeSource clock) {
        this.directory = directory;
        this.reader = new AuditReader(directory);
        this.stored = stored;
        this.queries = queries;
        this.door = door;
        this.answering = answering;
        this.faults = new ThrottledLog(LOG, "reading the audit log", clock);
    }

    /** A page of lines, newest first. */
    public Object audit(Map<String, Object> headers) {
        return ask(headers, PARAMETERS, head -> {
            int limit = StatusQueries.limit(head);
            AuditQuery query = new AuditQuery(
                    events(head),
                    Parameters.text(head, "by").orElse(null),
                    word(head, "submission").orElse(null),
                    assetId(head).map(this::asset).orElse(null),
                    Parameters.time(head, "since").orElse(null),
                    Parameters.time(head, "until").orElse(null),
                    word(head, "except").orElse(null));
            AuditPage page = page(query, head.parameter("before").orElse(null), limit);
            String next = head.contextPath(PATH) + PATH + "?" + Parameters.given(head, FILTERS) + "limit=" + limit
                    + "&before=" + page.next();
            return Reply.json(200, new Page(page.lines(), page.next() == null ? null : next, submissions(head)));
        });
    }

    private static @Nullable String submissions(RequestHead head) {
        return head.parameter("by")
                .map(by -> head.contextPath(PATH) + SUBMISSIONS + Parameters.given(head, List.of("since", "until"))
                        + "requested_by=" + URLEncoder.encode(by, StandardCharsets.UTF_8))
                .orElse(null);
    }

    /** Whether all lines are as they were written. Reads all files. */
    public Object auditVerification(Map<String, Object> headers) {
        return ask(headers, Set.of(), head -> {
            if (!verifying.tryAcquire()) {
                Problem problem =
                        Problem.of(503, "the audit log is being verified for another caller", "busy", "try again");
                throw new HttpProblemException(problem, problem.reply().with("Retry-After", "5"));
            }
            try {
                Head known = stored.get();
                AuditVerification found = AuditVerification.verify(directory, known);
                return Reply.json(
                        200,
                        new Verified(
                                found.isVerified(),
                                found.files(),
                                found.lines(),
                                found.bytes(),
                                known,
                                Fault.of(found.fault()),
                                found.notes()));
            } finally {
                verifying.release();
            }
        });
    }

    private AuditPage page(AuditQuery query, @Nullable String before, int limit) throws IOException {
        try {
            return reader.newest(stored.get(), query, before, limit);
        } catch (IllegalArgumentException e) {
            throw StatusQueries.refused(
                    400, "invalid parameter before: it must come from next", "omit it, and follow next");
        }
    }

    private static Optional<AssetId> assetId(RequestHead head) {
        return head.parameter("asset_id").map(text -> {
            try {
                return new AssetId(text);
            } catch (IllegalArgumentException e) {
                throw Parameters.invalid("asset_id; allowed: 1 to 64 of A-Z a-z 0-9 _ -");
            }
        });
    }

    /** Also one that no submission has named: the log may know more than a store that was restored from a copy. */
    private AuditQuery.Asset asset(AssetId assetId) {
        Set<String> submissions = new HashSet<>();
        queries.asset(assetId, VisibleSubmissions.ALL).ifPresent(history -> {
            history.generations().forEach(each -> submissions.add(each.named().submissionId()));
            history.duplicates().forEach(each -> submissions.add(each.submissionId()));
        });
        return new AuditQuery.Asset(assetId.value(), submissions);
    }

    private static Set<String> events(RequestHead head) {
        List<String> events = head.parameter("event")
                .map(text -> List.of(text.split(",", -1)))
                .orElse(List.of());
        if (events.size() > MOST_EVENTS || !events.stream().allMatch(word -> word.matches(WORD))) {
            throw Parameters.invalid("event; allowed: up to " + MOST_EVENTS
                    + " names of events with commas between them, each 1 to 64 of A-Z a-z 0-9 -");
        }
        return Set.copyOf(events);
    }

    private static Optional<String> word(RequestHead head, String name) {
        Optional<String> word = head.parameter(name);
        if (word.isPresent() && !word.get().matches(WORD)) {
            throw StatusQueries.refused(
                    400, "invalid parameter " + name + "; allowed: 1 to 64 of A-Z a-z 0-9 -", "omit it, or correct it");
        }
        return word;
    }

    private Object ask(Map<String, Object> headers, Set<String> parameters, Question question) {
        return answering.answer(headers, door::mayAsk, parameters, (head, caller) -> {
            StatusQueries.requireAll(caller, "the audit log");
            return read(head, question);
        });
    }

    private Object read(RequestHead head, Question question) {
        try {
            Object reply = question.answer(head);
            faults.worked();
            faults.ended();
            return reply;
        } catch (IOException e) {
            faults.failed(RootCause.shown(e), "The caller is asked to try again");
            Problem problem = Problem.of(503, "the audit log cannot be read at the moment", "audit", "try again");
            throw new HttpProblemException(problem, problem.reply().with("Retry-After", "5"));
        }
    }
}
