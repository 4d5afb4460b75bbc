package io.voddelete.simulator;

import static io.voddelete.simulator.AnswerForm.CALL;

import io.voddelete.simulator.SimulatorOptions.Forms;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The assets. Every id exists and is published until it is deleted, unless a fault or an explicit status says otherwise, so unused
 * ids take no memory. Each call is atomic. Thread-safe.
 */
final class Assets {

    /**
     * The result of a DELETE call.
     *
     * @param refusal the error that refused the whole call; null if it was carried out
     * @param words the status of each id in request order; empty if the call was refused
     * @param deletedIds the ids that this call deleted, in request order
     * @param acted whether the call deleted an asset or its source file
     */
    record Deletion(
            @Nullable SimulatedResponse refusal, Map<String, String> words, List<String> deletedIds, boolean acted) {
        static final Deletion NONE = new Deletion(null, Map.of(), List.of(), false);

        private static Deletion refused(SimulatedResponse refusal) {
            return new Deletion(refusal, Map.of(), List.of(), false);
        }
    }

    /** An asset as seen by a call: its status, and the fault that caused it; the fault may be null. */
    private record FoundAsset(AssetStatus status, @Nullable FaultRule fault) {
        boolean deletable() {
            return !status.gone() && !status.busy() && !is(FaultKind.REFUSED);
        }

        boolean is(FaultKind kind) {
            return fault != null && fault.kind() == kind;
        }
    }

    private final Forms forms;
    private final Faults faults;
    private final IdLedger ledger;
    private final InstantSource clock;
    private final Map<String, AssetStatus> setByHand = new HashMap<>();
    private final Map<String, AssetFacts> facts = new HashMap<>();
    private final Set<String> absentFromInfo = new HashSet<>();

    Assets(Forms forms, Faults faults, IdLedger ledger, InstantSource clock) {
        this.forms = forms;
        this.faults = faults;
        this.ledger = ledger;
        this.clock = clock;
    }

    synchronized void set(String assetId, AssetStatus status) {
        if (status == AssetStatus.ABSENT) {
            absentFromInfo.add(assetId);
        } else {
            absentFromInfo.remove(assetId);
            setByHand.put(assetId, status);
        }
    }

    synchronized void describe(String assetId, AssetFacts its) {
        facts.put(assetId, its);
    }

    synchronized AssetFacts facts(String assetId) {
        return facts.getOrDefault(assetId, AssetFacts.PLAIN);
    }

    /** Returns the status of each id in request order, omitting those absent from info. */
    synchronized Map<String, String> info(List<String> assetIds) {
        Map<String, String> statuses = new LinkedHashMap<>();
        look(assetIds, CallKind.INFO).forEach((assetId, sight) -> {
            if (!sight.is(FaultKind.ABSENT) && !absentFromInfo.contains(assetId)) {
                statuses.put(assetId, sight.status().name());
            }
        });
        return statuses;
    }

    /** Executes a DELETE. With {@code originOnly} the response is the same, but the assets stay. */
    synchronized Deletion delete(List<String> assetIds, boolean originOnly) {
        Map<String, FoundAsset> sights = look(assetIds, CallKind.DELETE);
        for (FoundAsset sight : sights.values()) {
            Optional<SimulatedResponse> refusal = refusal(sight);
            if (refusal.isPresent()) {
                return Deletion.refused(refusal.get());
            }
        }
        Map<String, String> words = new LinkedHashMap<>();
        List<String> deletedIds = new ArrayList<>();
        boolean acted = false;
        for (Map.Entry<String, FoundAsset> asset : sights.entrySet()) {
            String assetId = asset.getKey();
            boolean deletable = asset.getValue().deletable();
            acted |= deletable;
            String word = deletable ? "DELETED" : "FAILED";
            if (deletable && !originOnly) {
                word = delete(assetId);
                deletedIds.add(assetId);
            }
            words.put(assetId, word);
        }
        return new Deletion(null, words, deletedIds, acted);
    }

    private String delete(String assetId) {
        setByHand.remove(assetId);
        Optional<FaultRule> deleting = faults.atDeletion(assetId);
        Duration later = deleting.map(FaultRule::lasting).orElse(Duration.ZERO);
        ledger.addDeleted(assetId, clock.instant().plus(later));
        return deleting.map(FaultRule::value).filter(word -> !word.isEmpty()).orElse("DELETED");
    }

    private Optional<SimulatedResponse> refusal(FoundAsset sight) {
        FaultRule fault = sight.fault();
        if (fault != null && fault.kind() == FaultKind.SPOILS) {
            return Optional.of(ErrorTable.reply(fault.value(), fault.status()));
        }
        AnswerForm own = fault == null ? null : fault.form();
        if (sight.status().gone() && (own != null ? own : forms.notFound()) == CALL) {
            return Optional.of(ApiError.NOT_FOUND.reply());
        }
        if (sight.status().busy() && (own != null ? own : forms.busy()) == CALL) {
            return Optional.of(ApiError.BUSY.reply());
        }
        return Optional.empty();
    }

    private Map<String, FoundAsset> look(List<String> assetIds, CallKind call) {
        Map<String, FoundAsset> sights = new LinkedHashMap<>();
        for (String assetId : assetIds) {
            sights.computeIfAbsent(assetId, id -> look(id, call));
        }
        return sights;
    }

    private FoundAsset look(String assetId, CallKind call) {
        AssetStatus byHand = setByHand.get(assetId);
        boolean deleted = byHand == null && ledger.timesDeleted(assetId) > 0;
        AssetStatus plain = byHand != null ? byHand : deleted ? AssetStatus.DELETED : AssetStatus.PUBLISHED;
        if (byHand != null && (call == CallKind.INFO || !new FoundAsset(byHand, null).deletable())) {
            return new FoundAsset(plain, null);
        }
        FaultRule fault = faults.onAsset(assetId, call, deleted).orElse(null);
        // an explicit status takes precedence; the fault then only affects DELETE
        boolean told = byHand == null
                || fault != null && (fault.kind() == FaultKind.REFUSED || fault.kind() == FaultKind.SPOILS);
        return fault != null && told ? new FoundAsset(status(fault, plain), fault) : new FoundAsset(plain, null);
    }

    private static AssetStatus status(FaultRule fault, AssetStatus plain) {
        return switch (fault.kind()) {
            case UNKNOWN -> AssetStatus.UNCREATED;
            case GONE, SEEMS_DELETED -> AssetStatus.DELETED;
            case BUSY -> fault.value().isEmpty() ? AssetStatus.TRANSCODING : AssetStatus.valueOf(fault.value());
            case DELETING -> AssetStatus.DELETING;
            case SEEMS_LIVING -> AssetStatus.PUBLISHED;
            default -> plain;
        };
    }
}
