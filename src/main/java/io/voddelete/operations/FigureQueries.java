package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.http.AccessPolicy;
import io.voddelete.http.Reply;
import io.voddelete.http.RequestHead;
import io.voddelete.store.Figures;
import io.voddelete.store.SubmissionQueries;
import io.voddelete.store.Totals;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers queries about numbers: the pace of the last minutes, and why ids were not deleted. Changes nothing. */
public final class FigureQueries {
    private static final int USUAL_MINUTES = 60;
    private static final int MOST_MINUTES = 1440;

    /**
     * The ids settled in each minute.
     *
     * @param settled of the last minutes that are over, the oldest first
     * @param mostPerMinute how many ids a minute the current rate of DELETE calls allows; null if it is not limited
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Timeline(List<Long> settled, @Nullable Long mostPerMinute) {}

    /** Why ids were not deleted, and the outcomes of all submissions. */
    private record Reasons(long deleted, long failed, long kept, List<ReasonView> reasons) {}

    private final SubmissionQueries queries;
    private final Figures figures;
    private final SenderReports sender;
    private final AccessPolicy door;
    private final ErrorMapping answering;

    public FigureQueries(
            SubmissionQueries queries,
            Figures figures,
            SenderReports sender,
            AccessPolicy door,
            ErrorMapping answering) {
        this.queries = queries;
        this.figures = figures;
        this.sender = sender;
        this.door = door;
        this.answering = answering;
    }

    /** The ids settled in each of the last minutes, since the start at most. */
    public Object timeline(Map<String, Object> headers) {
        return answering.answer(headers, door::mayAsk, Set.of("minutes"), (head, caller) -> {
            StatusQueries.requireAll(caller, "the timeline");
            SenderReport now = sender.current().report();
            double calls = now.callsPerMinute();
            return Reply.json(
                    200,
                    new Timeline(
                            queries.settledByMinute(minutes(head)),
                            Double.isInfinite(calls) ? null : (Long) Math.round(calls * now.batchSize())));
        });
    }

    private static int minutes(RequestHead head) {
        String text = head.parameter("minutes").orElse(String.valueOf(USUAL_MINUTES));
        int minutes = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
        if (minutes < 1 || minutes > MOST_MINUTES) {
            throw Parameters.invalid("minutes; allowed: 1 to " + MOST_MINUTES);
        }
        return minutes;
    }

    /** Why ids failed or were kept, each reason with its count and what to do. */
    public Object reasons(Map<String, Object> headers) {
        return answering.answer(headers, door::mayAsk, (head, caller) -> {
            StatusQueries.requireAll(caller, "the list of reasons");
            Totals totals = queries.totals();
            return Reply.json(
                    200,
                    new Reasons(
                            totals.deleted(),
                            totals.failed(),
                            totals.kept(),
                            figures.reasons().stream().map(ReasonView::of).toList()));
        });
    }
}
