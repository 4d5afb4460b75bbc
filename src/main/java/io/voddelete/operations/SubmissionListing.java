package io.voddelete.operations;

import io.voddelete.http.Caller;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.RequestHead;
import io.voddelete.store.Requested;
import io.voddelete.store.SubmissionFilter;
import io.voddelete.store.SubmissionList;
import io.voddelete.store.SubmissionQueries;
import io.voddelete.store.SubmissionState;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lists submissions page by page, filtered on request.
 *
 * @param marks turn rows into parameters
 */
record SubmissionListing(SubmissionQueries queries, PageMark marks) {
    static final Set<String> PARAMETERS =
            Set.of("state", "source", "q", "requested_by", "since", "until", "limit", "before", "after");

    private static final String PATH = "/vod/submissions";
    private static final List<String> FILTERS = List.of("state", "source", "q", "requested_by", "since", "until");

    /** @throws HttpProblemException with 400 for a parameter that is invalid, or a mark that is not ours */
    SubmissionPage page(RequestHead head, Caller caller) {
        int limit = StatusQueries.limit(head);
        SubmissionFilter filter = new SubmissionFilter(
                state(head).orElse(null),
                Parameters.text(head, "source").orElse(null),
                Parameters.text(head, "q").orElse(null),
                Parameters.text(head, "requested_by").map(Requested::shown).orElse(null),
                Parameters.time(head, "since").orElse(null),
                Parameters.time(head, "until").orElse(null));
        String mark = filter.isOldestFirst() ? "after" : "before";
        String other = filter.isOldestFirst() ? "before" : "after";
        if (head.parameter(other).isPresent()) {
            throw Parameters.invalid(other + "; allowed with this state: " + mark);
        }
        long row = head.parameter(mark)
                .map(text -> marks.row(caller, text)
                        .orElseThrow(() -> Parameters.invalid(
                                mark + ": it must come from next, for this caller and since the last start")))
                .orElse(0L);
        SubmissionList page = filter.equals(SubmissionFilter.NONE)
                ? queries.submissions(row == 0 ? Long.MAX_VALUE : row, limit, StatusQueries.sight(caller))
                : queries.submissions(filter, row, limit, StatusQueries.sight(caller));
        return new SubmissionPage(
                page.submissions().stream()
                        .map(submission -> SubmissionView.of(submission, caller))
                        .toList(),
                page.next() == 0
                        ? null
                        : head.contextPath(PATH) + PATH + "?" + Parameters.given(head, FILTERS) + "limit=" + limit + "&"
                                + mark + "=" + marks.of(caller, page.next()));
    }

    private static Optional<SubmissionState> state(RequestHead head) {
        return head.parameter("state")
                .map(word -> Arrays.stream(SubmissionState.values())
                        .filter(state -> state.word().equals(word))
                        .findFirst()
                        .orElseThrow(() -> Parameters.invalid("state; allowed: "
                                + Arrays.stream(SubmissionState.values())
                                        .map(SubmissionState::word)
                                        .collect(Collectors.joining(", ")))));
    }
}
