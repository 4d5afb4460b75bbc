package io.voddelete.asset;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * The line of a submission with an id.
 *
 * @param source such as {@code file:<name>}; {@code another caller} if the reader may not see it
 * @param caller name of the caller that sent it; null if unknown, or if the reader may not see it
 * @param line the line number, from 1; 0 if the reader may not see it
 */
@JsonPropertyOrder({"source", "caller", "line"})
public record Origin(
        String source,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String caller,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long line) {
    /** Returns the part of it that a reader who may not see the submission may know. */
    public Origin ofAnother() {
        return new Origin("another caller", null, 0);
    }
}
