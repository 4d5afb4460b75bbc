package io.voddelete.operations;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.http.RefusedCallers;

/**
 * Requests that were refused for a missing or wrong signature or token, since the start.
 *
 * @param lastAt when the newest came
 * @param lastFrom the address that it came from, which is that of a proxy where there is one
 */
@JsonNaming(SnakeCaseStrategy.class)
record RefusedView(long count, String lastAt, String lastFrom) {
    static RefusedView of(RefusedCallers.Seen seen) {
        return new RefusedView(seen.count(), Times.text(seen.lastAt()), seen.lastFrom());
    }
}
