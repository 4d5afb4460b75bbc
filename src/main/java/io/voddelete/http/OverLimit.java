package io.voddelete.http;

import io.voddelete.support.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request exceeds the daily limit of its caller: 429 with the time until the next day, or 403 if it exceeds the limit of a
 * whole day.
 *
 * @param until the beginning of the next day
 */
public record OverLimit(String caller, long limit, long used, long asked, Instant until) {
    /** The exception that refuses the request as a whole. */
    public HttpProblemException refusal(Instant now) {
        boolean isTooMuchForADay = asked > limit;
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("limit", limit);
        figures.put("used", used);
        figures.put("asked", asked);
        figures.put("until", Times.text(until));
        Problem problem = Problem.of(
                        isTooMuchForADay ? 403 : 429,
                        "the caller " + caller + " may submit " + limit + " ids per day (UTC); " + used
                                + " are used and this request has " + asked + "; nothing of it was accepted",
                        "ids-per-day",
                        isTooMuchForADay
                                ? "split the list, or ask for a higher vod.callers." + caller + ".ids-per-day"
                                : "send it again after " + Times.text(until)
                                        + " (a list: with the same webhook-id), or ask for a higher vod.callers."
                                        + caller
                                        + ".ids-per-day")
                .with(figures);
        if (isTooMuchForADay) {
            return new HttpProblemException(problem);
        }
        long seconds = Math.max(1, Duration.between(now, until).toSeconds() + 1);
        return new HttpProblemException(problem, problem.reply().with("Retry-After", String.valueOf(seconds)));
    }
}
