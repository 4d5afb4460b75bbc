package io.voddelete.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One call as the simulator saw it. Calls beyond the first {@value Truth#CALLS_IN_FULL} come without headers and raw target.
 *
 * @param number counts from 1 in the order in which the answers were decided
 * @param at when the call arrived, by the simulator's clock
 * @param kind which of the two calls
 * @param assetIds the ids as named, in order, with repetitions
 * @param status the HTTP status of the answer; 0 when the connection was closed without one
 * @param errorCode the error code in the answer; empty when there is none
 * @param acted whether the call deleted at least one asset (or its source), whatever the answer said
 * @param deletedIds the ids of the assets that it deleted, in the order named; when each was gone, {@link Truth#deletedAt} tells
 * @param fault the rule by which the answer was another than the ordinary one, as written; empty if there was none
 * @param headers the headers received, under lower-case names; the values of credentials are {@value Truth#HIDDEN}
 * @param rawTarget path and query as they stood in the request line
 */
public record SeenCall(
        long number,
        Instant at,
        CallKind kind,
        List<String> assetIds,
        int status,
        String errorCode,
        boolean acted,
        List<String> deletedIds,
        String fault,
        Map<String, String> headers,
        String rawTarget) {

    /** Copies what can be changed. */
    public SeenCall {
        assetIds = List.copyOf(assetIds);
        deletedIds = List.copyOf(deletedIds);
        headers = Map.copyOf(headers);
    }
}
