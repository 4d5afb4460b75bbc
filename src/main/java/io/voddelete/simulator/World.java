package io.voddelete.simulator;

import static io.voddelete.simulator.AnswerForm.CALL;

import io.voddelete.simulator.SimulatorOptions.Conduct;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The assets. Every id exists and is published until it is deleted, unless its prefix or a status set by hand says otherwise; so an id that
 * nobody named takes no memory. Thread-safe; each call is carried out as a whole.
 */
final class World {

    /**
     * What a DELETE call came to.
     *
     * @param refusal the error that refused the call as a whole, or null
     * @param deleted for each id whether it was deleted, in the order named; empty if the call was refused
     * @param badGateway whether an id asks for a 502 in place of the answer
     */
    record Deletion(ApiError refusal, Map<String, Boolean> deleted, boolean badGateway) {
        boolean acted() {
            return deleted.containsValue(true);
        }
    }

    private final Conduct conduct;
    private final IdLedger ledger;
    private final Map<String, AssetStatus> setByHand = new HashMap<>();
    private final Set<String> absentFromInfo = new HashSet<>();
    private final Map<String, Integer> looks = new HashMap<>();
    private final Set<String> badGatewayGiven = new HashSet<>();

    World(Conduct conduct, IdLedger ledger) {
        this.conduct = conduct;
        this.ledger = ledger;
    }

    synchronized void set(String assetId, AssetStatus status) {
        if (status == AssetStatus.ABSENT) {
            absentFromInfo.add(assetId);
        } else {
            absentFromInfo.remove(assetId);
            setByHand.put(assetId, status);
        }
    }

    /** The status of each id in the order named, without those that are absent from info. */
    synchronized Map<String, AssetStatus> info(List<String> assetIds) {
        Map<String, AssetStatus> statuses = look(assetIds);
        statuses.keySet().removeAll(absentFromInfo);
        return statuses;
    }

    /** Carries out a DELETE. With {@code originOnly} the answer is the same, but the assets stay. */
    synchronized Deletion delete(List<String> assetIds, boolean originOnly) {
        Map<String, AssetStatus> statuses = look(assetIds);
        if (conduct.notFound() == CALL && statuses.values().stream().anyMatch(AssetStatus::gone)) {
            return new Deletion(ApiError.NOT_FOUND, Map.of(), false);
        }
        if (conduct.busy() == CALL && statuses.values().stream().anyMatch(AssetStatus::busy)) {
            return new Deletion(ApiError.BUSY, Map.of(), false);
        }
        Map<String, Boolean> deleted = new LinkedHashMap<>();
        boolean badGateway = false;
        for (Map.Entry<String, AssetStatus> asset : statuses.entrySet()) {
            String assetId = asset.getKey();
            AssetScript script = AssetScript.of(assetId);
            boolean deletable = !asset.getValue().gone() && !asset.getValue().busy() && script != AssetScript.REFUSED;
            deleted.put(assetId, deletable);
            if (deletable) {
                badGateway |= script == AssetScript.BAD_GATEWAY_ONCE && badGatewayGiven.add(assetId);
                if (!originOnly) {
                    setByHand.remove(assetId);
                    ledger.addDeleted(assetId);
                }
            }
        }
        return new Deletion(null, deleted, badGateway);
    }

    private Map<String, AssetStatus> look(List<String> assetIds) {
        Map<String, AssetStatus> statuses = new LinkedHashMap<>();
        for (String assetId : assetIds) {
            statuses.computeIfAbsent(assetId, this::look);
        }
        return statuses;
    }

    private AssetStatus look(String assetId) {
        AssetStatus byHand = setByHand.get(assetId);
        if (byHand != null) {
            return byHand;
        }
        if (ledger.timesDeleted(assetId) > 0) {
            return AssetStatus.DELETED;
        }
        return switch (AssetScript.of(assetId)) {
            case NEVER_EXISTED -> AssetStatus.UNCREATED;
            case ALREADY_DELETED -> AssetStatus.DELETED;
            case BUSY_AT_FIRST ->
                looks.merge(assetId, 1, Integer::sum) <= conduct.busyLooks()
                        ? AssetStatus.TRANSCODING
                        : AssetStatus.PUBLISHED;
            case NONE, REFUSED, BAD_GATEWAY_ONCE -> AssetStatus.PUBLISHED;
        };
    }
}
