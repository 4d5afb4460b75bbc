package io.voddelete.http;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Says of a request that it asks for more ids than its caller may have accepted today: 429 with the time until the next day, or
 * 403 where no day would do.
 *
 * @param until when the next day begins
 */
public record OverLimit(String caller, long limit, long used, long asked, Instant until) {
    /** The refusal of the request, of which nothing was accepted. */
    public HttpProblemException refusal(Instant now) {
        boolean isTooMuchForADay = asked > limit;
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("limit", limit);
        figures.put("used", used);
        figures.put("asked", asked);
        figures.put("until", until.toString());
        Problem problem = Problem.of(
                        isTooMuchForADay ? 403 : 429,
                        "the caller " + caller + " may have " + limit + " ids accepted in a day (UTC); " + used
                                + " are used, and this asks for " + asked + " more; nothing of it was accepted",
                        "ids-per-day",
                        isTooMuchForADay
                                ? "split the list, or have vod.callers." + caller + ".ids-per-day raised"
                                : "send it again from " + until
                                        + " on, a list with the same webhook-id; or have vod.callers." + caller
                                        + ".ids-per-day raised")
                .with(figures);
        if (isTooMuchForADay) {
            return new HttpProblemException(problem);
        }
        long seconds = Math.max(1, Duration.between(now, until).toSeconds() + 1);
        return new HttpProblemException(problem, problem.reply().with("Retry-After", String.valueOf(seconds)));
    }
}
