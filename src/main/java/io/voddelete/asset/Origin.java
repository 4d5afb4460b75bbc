package io.voddelete.asset;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * The line of a submission that named an id.
 *
 * @param source as {@code file:<name>}; {@code another caller} where the reader is not to know it
 * @param caller who sent it; null if unknown, or where the reader is not to know it
 * @param line its number, from 1; 0 where the reader is not to know it
 */
@JsonPropertyOrder({"source", "caller", "line"})
public record Origin(
        String source,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String caller,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long line) {
    /** Returns what somebody knows of it who does not see the submission. */
    public Origin ofAnother() {
        return new Origin("another caller", null, 0);
    }
}
