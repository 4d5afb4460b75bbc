package io.voddelete.reader;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.support.Text;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rejected line, as sent to the rejected endpoint.
 *
 * @param eventId submission and line: the same each time it is sent
 * @param caller the name of the caller that sent it; null if unknown
 * @param text escaped, at most {@value Text#LONGEST} characters
 * @param reason for programs, see {@link Entry.Rejected}
 * @param columns the columns of it that are kept, by name
 */
@JsonNaming(SnakeCaseStrategy.class)
public record RejectedLine(
        String eventId,
        String submissionId,
        String source,
        @Nullable String caller,
        long line,
        String text,
        String reason,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> columns) {
    /** A rejected line of this submission. */
    public static RejectedLine of(Entry.Rejected line, String submissionId, String source, @Nullable String caller) {
        return new RejectedLine(
                submissionId + "-" + line.line(),
                submissionId,
                source,
                caller,
                line.line(),
                line.text(),
                line.reason(),
                line.columns());
    }
}
