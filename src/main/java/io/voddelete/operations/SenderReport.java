package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What only the process that sends knows. It is stored, so that every node can say the same.
 *
 * @param lately its throughput
 * @param batchSize the number of ids in one call
 * @param clockOffsetSeconds how far VOD's clock is ahead of the local one
 * @param credentialsExpireAt null if that is not known
 * @param health the findings of its checks, by their ids
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record SenderReport(
        SenderView sender,
        CallsView deleteCalls,
        CallsView infoCalls,
        Summary.Lately lately,
        int batchSize,
        long clockOffsetSeconds,
        @Nullable String credentialsExpireAt,
        Map<String, HealthFinding> health) {
    /** A node of another version may say less, or more. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Returns the report as it is stored. */
    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is always JSON", e);
        }
    }

    /** Reads what {@link #json} wrote; empty if a node of another version wrote less. */
    static Optional<SenderReport> of(String json) {
        try {
            return Optional.of(JSON.readValue(json, SenderReport.class)).filter(SenderReport::isWhole);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private boolean isWhole() {
        return Stream.of(sender, deleteCalls, infoCalls, lately, health).allMatch(Objects::nonNull);
    }

    /** DELETE calls a minute; infinite if there is no limit. */
    double callsPerMinute() {
        Double rate = deleteCalls.perMinute();
        return rate == null ? Double.POSITIVE_INFINITY : rate;
    }

    /** How long it takes to send so many ids; empty if that is not known, for example while nothing is sent. */
    Optional<Duration> timeFor(long ids) {
        return sender.equals(SenderView.RUNNING)
                ? Estimate.of(ids, batchSize, callsPerMinute(), lately.idsPerMinute())
                : Optional.empty();
    }

    SenderReport with(SenderView view) {
        return new SenderReport(
                view, deleteCalls, infoCalls, lately, batchSize, clockOffsetSeconds, credentialsExpireAt, health);
    }
}
