package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
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
 * @param madeAt by the clock of that process
 * @param lately its throughput
 * @param batchSize the number of ids in one call
 * @param clockOffsetSeconds how far VOD's clock is ahead of the local one
 * @param credentialsExpireAt null if that is not known
 * @param health the findings of its checks, by their ids
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record SenderReport(
        String madeAt,
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
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII) // a database may be encoded in something else than UTF8
            .build();

    /** Returns the report as it is stored. */
    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is always JSON", e);
        }
    }

    /** Reads what {@link #json} wrote; empty if a node of another version wrote something else. */
    static Optional<SenderReport> of(String json) {
        try {
            return Optional.ofNullable(JSON.readValue(json, SenderReport.class)).filter(SenderReport::isWhole);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private boolean isWhole() {
        return Stream.of(madeAt, sender, deleteCalls, infoCalls, lately, health).allMatch(Objects::nonNull)
                && sender.isKnown()
                && deleteCalls.isWhole()
                && infoCalls.isWhole()
                && batchSize > 0
                && health.values().stream().allMatch(found -> found != null && found.details() != null);
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

    /** The same without the calls of another process, which this one does not know. */
    SenderReport withoutCalls() {
        return new SenderReport(
                madeAt,
                sender,
                deleteCalls.withoutCalls(),
                infoCalls.withoutCalls(),
                lately,
                batchSize,
                clockOffsetSeconds,
                credentialsExpireAt,
                health);
    }

    SenderReport with(SenderView view) {
        return new SenderReport(
                madeAt,
                view,
                deleteCalls,
                infoCalls,
                lately,
                batchSize,
                clockOffsetSeconds,
                credentialsExpireAt,
                health);
    }
}
