package io.voddelete.vod;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.asset.AssetId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * VOD's response to one {@code asset/info} call: a state per id, or an error of the whole call.
 *
 * @param states by asset id as VOD wrote it, which is untrusted; empty for an error
 * @param error null unless the call failed as a whole
 */
public record InfoResponse(
        Map<String, AssetState> states, @Nullable VodError error) {
    /** "No permission for this operation", of VOD and of the gateway's role check under both its prefixes. */
    private static final Set<String> NOT_PERMITTED = Set.of("VOD.10074", "APIGW.0302", "APIG.0302");

    /** Parses {@code asset_info_array} (ShowAssetMeta). Never throws. */
    public static InfoResponse read(VodResponse answer) {
        ResponseReader.Read read = ResponseReader.read(answer, "asset_info_array");
        if (read.error() != null) {
            return new InfoResponse(Map.of(), read.error());
        }
        Map<String, AssetState> states = new HashMap<>();
        for (JsonNode info : read.array()) {
            String id = ResponseReader.text(info, "asset_id");
            if (id != null) {
                AssetState state = AssetState.of(ResponseReader.text(info, "status"));
                states.merge(id, state, (a, b) -> a == b ? a : AssetState.UNKNOWN);
            }
        }
        return new InfoResponse(states, null);
    }

    /** Returns the state of an id; {@link AssetState#UNKNOWN} for an error or an id that is not listed. */
    public AssetState state(AssetId id) {
        return states.getOrDefault(id.value(), AssetState.UNKNOWN);
    }

    /** Returns whether these credentials lack the permission to call {@code asset/info}; retrying does not help. */
    public boolean isNotPermitted() {
        return error != null && error.code() != null && NOT_PERMITTED.contains(error.code());
    }
}
