package io.voddelete.operations;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.http.RefusedCallers;
import io.voddelete.support.Times;

/**
 * The requests since the start that were refused for a missing or wrong signature or token.
 *
 * @param lastAt the time of the newest
 * @param lastFrom its address, which is that of the proxy if there is one
 */
@JsonNaming(SnakeCaseStrategy.class)
record RefusedView(long count, String lastAt, String lastFrom) {
    static RefusedView of(RefusedCallers.Seen seen) {
        return new RefusedView(seen.count(), Times.text(seen.lastAt()), seen.lastFrom());
    }
}
