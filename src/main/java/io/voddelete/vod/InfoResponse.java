package io.voddelete.vod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.voddelete.asset.AssetId;
import io.voddelete.asset.AssetInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * VOD's response to one {@code asset/info} call: a state per id, or an error of the whole call.
 *
 * @param states by asset id as VOD wrote it, which is untrusted; empty for an error
 * @param infos the whole element by the same id; missing if there are two that differ
 * @param error null unless the call failed as a whole
 */
public record InfoResponse(
        Map<String, AssetState> states,
        Map<String, JsonNode> infos,
        @Nullable VodError error) {
    /** "No permission for this operation", of VOD and of the gateway's role check under both its prefixes. */
    private static final Set<String> NOT_PERMITTED = Set.of("VOD.10074", "APIGW.0302", "APIG.0302");

    /** Parses {@code asset_info_array} (ShowAssetMeta). Never throws. */
    public static InfoResponse read(VodResponse answer) {
        ResponseReader.Read read = ResponseReader.read(answer, "asset_info_array");
        if (read.error() != null) {
            return new InfoResponse(Map.of(), Map.of(), read.error());
        }
        Map<String, AssetState> states = new HashMap<>();
        Map<String, JsonNode> infos = new HashMap<>();
        for (JsonNode info : read.array()) {
            String id = ResponseReader.text(info, "asset_id");
            if (id != null) {
                AssetState state = AssetState.of(ResponseReader.text(info, "status"));
                states.merge(id, state, (a, b) -> a == b ? a : AssetState.UNKNOWN);
                infos.merge(id, info, (a, b) -> a.equals(b) ? a : MissingNode.getInstance());
            }
        }
        return new InfoResponse(states, infos, null);
    }

    /** Returns the state of an id; {@link AssetState#UNKNOWN} for an error or an id that is not listed. */
    public AssetState state(AssetId id) {
        return states.getOrDefault(id.value(), AssetState.UNKNOWN);
    }

    /** Returns what else is said about an id; {@link AssetDetails#NONE} for an error or an id that is not listed. */
    public AssetDetails details(AssetId id) {
        JsonNode info = infos.get(id.value());
        return info == null ? AssetDetails.NONE : AssetDetails.of(info);
    }

    /** Returns what is known about an asset with this response. */
    public AssetInfo info(AssetId id, AssetInfo before) {
        boolean gone = switch (state(id)) {
            case ABSENT, DELETED, DELETING -> true;
            case BUSY, IDLE, UNKNOWN -> false;
        };
        return before.then(details(id).info(), gone);
    }

    /** Returns whether these credentials lack the permission to call {@code asset/info}; retrying does not help. */
    public boolean isNotPermitted() {
        return error != null && error.code() != null && NOT_PERMITTED.contains(error.code());
    }
}
