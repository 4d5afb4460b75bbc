package io.voddelete.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One call as recorded by the simulator. After the first {@value CallRecorder#CALLS_IN_FULL} calls, headers and raw target are omitted.
 *
 * @param number sequence number from 1, in the order in which the responses were determined
 * @param at time of arrival, by the simulator's clock
 * @param kind the kind of call
 * @param assetIds the ids in request order, with repetitions
 * @param status the HTTP status; 0 if the connection was closed without a response
 * @param errorCode the error code of the response; empty if none
 * @param acted whether the call deleted an asset or its source file, whatever the response said
 * @param deletedIds the ids that the call deleted, in request order; for the time see {@link CallRecorder#deletedAt}
 * @param accessKey the access key that signed it; empty if none
 * @param fault the text of the rule that changed the response; empty if none
 * @param headers received headers by lower-case name; credentials are replaced by {@value CallRecorder#HIDDEN}
 * @param rawTarget path and query of the request line
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
        String accessKey,
        String fault,
        Map<String, String> headers,
        String rawTarget) {

    /** Makes defensive copies. */
    public SeenCall {
        assetIds = List.copyOf(assetIds);
        deletedIds = List.copyOf(deletedIds);
        headers = Map.copyOf(headers);
    }
}
