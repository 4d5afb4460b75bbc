package io.voddelete.operations;

import io.voddelete.asset.AssetId;
import io.voddelete.http.AccessPolicy;
import io.voddelete.http.Caller;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.Problem;
import io.voddelete.http.Reply;
import io.voddelete.http.RequestHead;
import io.voddelete.http.Streamed;
import io.voddelete.outcome.Report;
import io.voddelete.outcome.ReportJson;
import io.voddelete.outcome.ReportPart;
import io.voddelete.store.AssetHistory;
import io.voddelete.store.Figures;
import io.voddelete.store.SealedSubmissions;
import io.voddelete.store.Submission;
import io.voddelete.store.SubmissionQueries;
import io.voddelete.store.Totals;
import io.voddelete.store.VisibleSubmissions;
import io.voddelete.support.Text;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers queries about submissions, ids and the overall state. Changes nothing; every method returns a complete response. */
public final class StatusQueries {
    private static final int USUAL_PAGE = 50;
    private static final int LARGEST_PAGE = 500;
    private static final String ONLY = "only";

    private final SealedSubmissions submissions;
    private final SubmissionQueries queries;
    private final Figures figures;
    private final SenderReports sender;
    private final AccessPolicy door;
    private final ErrorMapping answering;
    private final Downloads downloads;
    private final SubmissionListing listing;
    private final InstantSource clock;

    public StatusQueries(
            SealedSubmissions submissions,
            SubmissionQueries queries,
            Figures figures,
            SenderReports sender,
            AccessPolicy door,
            ErrorMapping answering,
            Downloads downloads,
            PageMark marks,
            InstantSource clock) {
        this.submissions = submissions;
        this.queries = queries;
        this.figures = figures;
        this.sender = sender;
        this.door = door;
        this.answering = answering;
        this.downloads = downloads;
        this.listing = new SubmissionListing(queries, marks);
        this.clock = clock;
    }

    /** Totals, throughput, call rate, remaining time and the state of the sender. */
    public Object summary(Map<String, Object> headers) {
        return ask(headers, (head, caller) -> {
            requireAll(caller, "the summary");
            return Reply.json(200, summary());
        });
    }

    private Summary summary() {
        RefusedView refused =
                answering.refusedCallers().seen().map(RefusedView::of).orElse(null);
        Totals totals = queries.totals();
        Instant oldest =
                totals.unreported() == 0 ? null : figures.oldestUnreported().orElse(null);
        return Summary.of(
                totals,
                oldest,
                queries.held(),
                figures.heldSubmissions(),
                sender.current().report(),
                sender.replication(),
                sender.differingSettings(),
                refused,
                clock.instant());
    }

    /** A page of submissions, newest first; of those in a waiting state, oldest first. */
    public Object submissions(Map<String, Object> headers) {
        return answering.answer(
                headers,
                door::mayAsk,
                SubmissionListing.PARAMETERS,
                (head, caller) -> Reply.json(200, listing.page(head, caller)));
    }

    /** One submission, with the reasons of its lines and an estimate of its end. */
    public Object submission(Map<String, Object> headers) {
        return ask(headers, (head, caller) -> {
            Submission submission = submission(head, caller);
            return Reply.json(
                    200,
                    SubmissionView.of(submission, submissions.reasons(submission), estimatedEnd(submission), caller));
        });
    }

    /** The outcome of each line of a submission, or of those that were rejected or duplicates, as text/csv or application/json. */
    public Object report(Map<String, Object> headers) {
        return answering.answer(headers, door::mayAsk, Set.of(ONLY), (head, caller) -> {
            boolean json = wantsJson(head);
            ReportPart part = part(head);
            Submission submission = requireRead(submission(head, caller));
            submissions.rejected(submission, 0, 1); // a missing archive file is said before the answer begins
            InputStream lines =
                    head.isWithoutBody() ? InputStream.nullInputStream() : lines(submission, part, json, caller);
            return Streamed.file(
                    part.word() + "-" + submission.submissionId() + (json ? ".json" : ".csv"),
                    json ? "application/json" : "text/csv; charset=utf-8",
                    lines);
        });
    }

    private static ReportPart part(RequestHead head) {
        return head.parameter(ONLY).map(StatusQueries::part).orElse(ReportPart.ALL);
    }

    private static ReportPart part(String only) {
        return Stream.of(ReportPart.REJECTED, ReportPart.DUPLICATES)
                .filter(part -> part.word().equals(only))
                .findFirst()
                .orElseThrow(() -> Parameters.invalid(ONLY + "; allowed: rejected, duplicates"));
    }

    private InputStream lines(Submission submission, ReportPart part, boolean json, Caller caller) {
        VisibleSubmissions ofOthers = sightOfOthers(caller);
        return downloads.begin(() -> json
                ? ReportJson.open(submissions, submission, part, ofOthers)
                : Report.csv(submissions, submission, part, ofOthers, caller.seesAll()));
    }

    /** @throws HttpProblemException with 409 if it is still being read */
    static Submission requireRead(Submission submission) {
        if (!submission.sealed()) {
            throw refused(409, "the submission is still being read", "try again when its state is pending or done");
        }
        return submission;
    }

    /** The submissions of which a duplicate may say more than that they named its id. */
    static VisibleSubmissions sightOfOthers(Caller caller) {
        return caller.isAmongOthers() ? sight(caller) : VisibleSubmissions.ALL;
    }

    /** Everything about one asset id. */
    public Object asset(Map<String, Object> headers) {
        return ask(
                headers,
                (head, caller) ->
                        Reply.json(200, AssetView.of(history(queries, head, caller), clock.instant(), caller)));
    }

    /** The OpenAPI description of the API. */
    public Object openApi(Map<String, Object> headers) {
        return ask(headers, (head, caller) -> OpenApi.yaml());
    }

    /** The same as JSON. */
    public Object openApiJson(Map<String, Object> headers) {
        return ask(headers, (head, caller) -> OpenApi.json());
    }

    private Object ask(Map<String, Object> headers, ErrorMapping.Answer answer) {
        return answering.answer(headers, door::mayAsk, answer);
    }

    /** @param what covers the submissions of all callers */
    static void requireAll(Caller caller, String what) {
        if (!caller.seesAll()) {
            throw new HttpProblemException(Problem.of(
                    403,
                    what + " covers all submissions, and the caller " + caller.name() + " may not see all of them",
                    "not-all-seen",
                    "query single submissions, or GET /vod/submissions"));
        }
    }

    static VisibleSubmissions sight(Caller caller) {
        return new VisibleSubmissions(caller.name(), caller.sees());
    }

    /** A submission that the caller may not see is reported as missing. */
    private static String amongWhatIsSeen(Caller caller) {
        return caller.seesAll() ? "" : " in the submissions that the caller " + caller.name() + " may see";
    }

    private Submission submission(RequestHead head, Caller caller) {
        return submission(queries, head, caller);
    }

    /** @throws HttpProblemException with 404 if it does not exist, or the caller may not see it */
    static Submission submission(SubmissionQueries queries, RequestHead head, Caller caller) {
        return submission(queries, head.pathParameter("submission_id", "/vod/submissions/"), caller);
    }

    /** @throws HttpProblemException with 404 if it does not exist, or the caller may not see it */
    static Submission submission(SubmissionQueries queries, String id, Caller caller) {
        return queries.submission(id, sight(caller))
                .orElseThrow(() -> refused(
                        404,
                        "submission " + Text.visible(id) + " was not found" + amongWhatIsSeen(caller),
                        "GET /vod/submissions lists submissions, newest first"));
    }

    /** @throws HttpProblemException with 404 if the id was never accepted, or only in submissions the caller may not see */
    static AssetHistory history(SubmissionQueries queries, RequestHead head, Caller caller) {
        String id = head.pathParameter("asset_id", "/vod/assets/");
        return id(id).flatMap(found -> queries.asset(found, sight(caller)))
                .orElseThrow(() -> refused(
                        404,
                        "asset id " + Text.visible(id) + " was never accepted" + amongWhatIsSeen(caller),
                        "check the receipt of the submission that should contain it"));
    }

    private static Optional<AssetId> id(String text) {
        try {
            return Optional.of(new AssetId(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private @Nullable Instant estimatedEnd(Submission submission) {
        if (!submission.sealed() || submission.progress().pending() == 0) {
            return null;
        }
        return sender.current()
                .report()
                .timeFor(submission.progress().pending() + queries.idsBefore(submission))
                .map(clock.instant()::plus)
                .orElse(null);
    }

    static int limit(RequestHead head) {
        String text = head.parameter("limit").orElse(String.valueOf(USUAL_PAGE));
        int limit = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw refused(400, "invalid parameter limit; allowed: 1 to " + LARGEST_PAGE, "omit it, or correct it");
        }
        return limit;
    }

    /** Whichever of the two types comes first; CSV if the caller accepts anything. */
    private static boolean wantsJson(RequestHead head) {
        String accept = head.header("Accept").orElse("*/*").toLowerCase(Locale.ROOT);
        for (String range : accept.split(",")) {
            switch (range.replaceFirst(";.*", "").strip()) {
                case "application/json", "application/*" -> {
                    return true;
                }
                case "text/csv", "text/*", "*/*" -> {
                    return false;
                }
                default -> {
                    // a type that is not available
                }
            }
        }
        throw refused(
                406,
                "a report is available as text/csv or application/json",
                "send Accept: text/csv or application/json");
    }

    static HttpProblemException refused(int status, String detail, String remedy) {
        return new HttpProblemException(Problem.of(status, detail, null, remedy));
    }
}
