package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.http.AccessPolicy;
import io.voddelete.http.Caller;
import io.voddelete.http.Reply;
import io.voddelete.store.LastRun;
import io.voddelete.store.RunLog;
import io.voddelete.store.SubmissionFilter;
import io.voddelete.store.SubmissionQueries;
import io.voddelete.store.VisibleSubmissions;
import io.voddelete.support.Times;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers queries about schedules: when they run, and what came of the last runs. Changes nothing. */
public final class ScheduleQueries {
    private static final int NEXT_RUNS = 3;
    private static final int LAST_RUNS = 10;

    /**
     * A schedule as it is configured.
     *
     * @param source where its lists come from, without secrets
     * @param words the cron expression for people; null if there are none for it
     * @param firesMissed whether a missed run is made later; otherwise it is skipped
     * @param next returns the first planned time after a time; null if there is none
     */
    public record Configured(
            String name,
            String source,
            String cron,
            String timeZone,
            @Nullable String words,
            boolean firesMissed,
            UnaryOperator<Instant> next) {}

    /**
     * A schedule.
     *
     * @param missed what becomes of a run whose time was missed: later or skipped
     * @param madeUntil no run that was planned until then is made any more; null before the first start
     * @param waitsFor the submission of an earlier run that waits for an approval: until then the source is not read; null if
     *     there is none
     * @param runs the last runs that had a list, the newest first
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Schedule(
            String name,
            String source,
            String cron,
            String timeZone,
            @Nullable String words,
            String missed,
            List<String> next,
            @Nullable String madeUntil,
            @Nullable String waitsFor,
            List<SubmissionView> runs) {}

    private record Schedules(List<Schedule> schedules) {}

    private final List<Configured> configured;
    private final SubmissionQueries queries;
    private final RunLog runs;
    private final AccessPolicy door;
    private final ErrorMapping answering;
    private final InstantSource clock;

    public ScheduleQueries(
            List<Configured> configured,
            SubmissionQueries queries,
            RunLog runs,
            AccessPolicy door,
            ErrorMapping answering,
            InstantSource clock) {
        this.configured = List.copyOf(configured);
        this.queries = queries;
        this.runs = runs;
        this.door = door;
        this.answering = answering;
        this.clock = clock;
    }

    /** All schedules, with their next and last runs; none if they are disabled. */
    public Object schedules(Map<String, Object> headers) {
        return answering.answer(headers, door::mayAsk, (head, caller) -> {
            StatusQueries.requireAll(caller, "the list of schedules");
            return Reply.json(
                    200,
                    new Schedules(configured.stream()
                            .map(each -> schedule(each, caller))
                            .toList()));
        });
    }

    private Schedule schedule(Configured schedule, Caller reader) {
        return new Schedule(
                schedule.name,
                schedule.source,
                schedule.cron,
                schedule.timeZone,
                schedule.words,
                schedule.firesMissed ? "later" : "skipped",
                Stream.iterate(schedule.next.apply(clock.instant()), Objects::nonNull, schedule.next)
                        .limit(NEXT_RUNS)
                        .map(Times::text)
                        .toList(),
                runs.lastRun(schedule.name)
                        .map(LastRun::planned)
                        .map(Times::text)
                        .orElse(null),
                runs.heldRun(schedule.name).orElse(null),
                queries
                        .submissions(
                                new SubmissionFilter(null, "schedule:" + schedule.name + "@", null, null, null, null),
                                0,
                                LAST_RUNS,
                                VisibleSubmissions.ALL)
                        .submissions()
                        .stream()
                        .map(run -> SubmissionView.of(run, reader))
                        .toList());
    }
}
