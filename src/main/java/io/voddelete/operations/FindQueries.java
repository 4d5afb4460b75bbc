package io.voddelete.operations;

import io.voddelete.http.AccessPolicy;
import io.voddelete.http.Reply;
import io.voddelete.http.RequestHead;
import io.voddelete.store.SealedSubmissions;
import io.voddelete.store.Submission;
import io.voddelete.store.SubmissionQueries;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds lines of a submission, and ids. Changes nothing; every method returns a complete response. */
public final class FindQueries {
    private final SubmissionQueries queries;
    private final LineListing lines;
    private final AssetFinder finder;
    private final AccessPolicy door;
    private final ErrorMapping answering;

    public FindQueries(
            SealedSubmissions submissions, SubmissionQueries queries, AccessPolicy door, ErrorMapping answering) {
        this.queries = queries;
        this.lines = new LineListing(submissions);
        this.finder = new AssetFinder(queries);
        this.door = door;
        this.answering = answering;
    }

    /** A page of the lines of a submission, in order. */
    public Object lines(Map<String, Object> headers) {
        return answering.answer(headers, door::mayAsk, LineListing.PARAMETERS, (head, caller) -> {
            Submission submission = StatusQueries.requireRead(StatusQueries.submission(queries, head, caller));
            return Reply.json(200, lines.page(head, submission, StatusQueries.sightOfOthers(caller)));
        });
    }

    /** What became of some ids, which are in the body since they are too long for an address: as JSON, or as a table. */
    public Object assets(Map<String, Object> headers, byte @Nullable [] body) {
        return answering.answer(headers, door::mayAsk, (head, caller) -> {
            List<AssetFinder.Found> found = finder.find(body, StatusQueries.sight(caller));
            return isTableWanted(head)
                    ? Reply.file("assets.csv", "text/csv; charset=utf-8", AssetFinder.csv(found))
                    : Reply.json(200, Map.of("assets", found));
        });
    }

    private static boolean isTableWanted(RequestHead head) {
        return head.header("Accept").orElse("").toLowerCase(Locale.ROOT).startsWith("text/csv");
    }
}
