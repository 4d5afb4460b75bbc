package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.http.AccessPolicy;
import io.voddelete.http.Reply;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers queries about the settings in use. Changes nothing. */
public final class SettingQueries {
    /**
     * A setting in use.
     *
     * @param text what it is for
     * @param value without secrets
     * @param fallback its default, as the documents have it; null if there is none
     * @param setBy where it was set; null if nowhere
     * @param isSecret whether its value is never shown
     * @param isChanged whether its value is another than the default
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record InUse(
            String key,
            @Nullable String text,
            String value,
            @Nullable @JsonProperty("default") String fallback,
            @Nullable String setBy,
            @JsonProperty("secret") boolean isSecret,
            @JsonProperty("changed") boolean isChanged) {}

    private record InUseNow(List<InUse> settings) {}

    private final List<InUse> settings;
    private final AccessPolicy door;
    private final ErrorMapping answering;

    public SettingQueries(List<InUse> settings, AccessPolicy door, ErrorMapping answering) {
        this.settings = List.copyOf(settings);
        this.door = door;
        this.answering = answering;
    }

    /** Every setting, and those of callers that are set. */
    public Object settings(Map<String, Object> headers) {
        return answering.answer(headers, door::mayAsk, (head, caller) -> {
            StatusQueries.requireAll(caller, "the list of settings");
            return Reply.json(200, new InUseNow(settings));
        });
    }
}
