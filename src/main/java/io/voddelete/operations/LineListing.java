package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.RequestHead;
import io.voddelete.outcome.ReportLine;
import io.voddelete.store.LineFilter;
import io.voddelete.store.LineList;
import io.voddelete.store.SealedSubmissions;
import io.voddelete.store.Submission;
import io.voddelete.store.VisibleSubmissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists the lines of a submission page by page, filtered on request. */
record LineListing(SealedSubmissions submissions) {
    static final Set<String> PARAMETERS = Set.of("status", "reason", "after", "limit");

    private static final List<String> FILTERS = List.of("status", "reason");

    /**
     * A page of lines.
     *
     * @param next the path of the next page; null on the last page
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<ReportLine> lines, @Nullable String next) {}

    /**
     * @param submission has been read to its end
     * @param sight the submissions of which the caller may see more than that they named an id
     * @throws HttpProblemException with 400 for a parameter that is invalid
     */
    Page page(RequestHead head, Submission submission, VisibleSubmissions sight) {
        int limit = StatusQueries.limit(head);
        LineFilter filter =
                new LineFilter(status(head), Parameters.text(head, "reason").orElse(null));
        LineList page = submissions.lines(submission, filter, after(head), limit);
        String path = "/vod/submissions/";
        return new Page(
                page.lines().stream()
                        .map(line -> ReportLine.of(line.seenBy(sight)))
                        .toList(),
                page.next() == 0
                        ? null
                        : head.contextPath(path) + path + submission.submissionId() + "/lines?"
                                + Parameters.given(head, FILTERS) + "limit=" + limit + "&after=" + page.next());
    }

    private static @Nullable String status(RequestHead head) {
        String status = head.parameter("status").orElse(null);
        if (status != null && !LineFilter.STATUSES.contains(status)) {
            throw Parameters.invalid("status; allowed: " + String.join(", ", LineFilter.STATUSES));
        }
        return status;
    }

    private static long after(RequestHead head) {
        String after = head.parameter("after").orElse("0");
        if (!after.matches("[0-9]{1,18}")) {
            throw Parameters.invalid("after; allowed: the number of a line, or 0");
        }
        return Long.parseLong(after);
    }
}
