package io.voddelete.pipeline;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.asset.UnreadableException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The receipt of a file of which nothing is accepted.
 *
 * @param reason a machine word, see {@link UnreadableException#reason()}
 * @param problem what is wrong, and where
 * @param remedy what to do
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonPropertyOrder({"source", "accepted"})
public record Refusal(
        String source, String refusedAt, long bytes, int accepted, String reason, String problem, String remedy) {
    /** @param refusedAt ISO-8601, UTC */
    public Refusal(String source, String refusedAt, long bytes, UnreadableException cause) {
        this(source, refusedAt, bytes, 0, cause.reason(), cause.getMessage(), cause.remedy());
    }

    /** Writes it beside a file. */
    public void write(Path file) throws IOException {
        WholeFile.write(Receipt.beside(file), out -> Receipt.JSON.writeValue(out, this));
    }
}
