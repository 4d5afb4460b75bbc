package io.voddelete.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.simulator.CallKind;
import io.voddelete.simulator.SeenCall;
import io.voddelete.simulator.Truth;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold after every run, checked from outside: the outcome files against what VOD did. */
public final class Invariants {
    private final Truth truth;
    private final OutcomeFiles files;

    public Invariants(Truth truth, OutcomeFiles files) {
        this.truth = truth;
        this.files = files;
    }

    /** All of them; {@code accepted} are the ids that were dropped and are asset ids. */
    public void check(Collection<String> accepted) {
        everyIdHasOneOutcome(accepted);
        outcomesAgreeWithTheTruth();
        onlyAcceptedIdsWereSent(accepted);
    }

    private void everyIdHasOneOutcome(Collection<String> accepted) {
        Map<String, JsonNode> byEvent = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (JsonNode outcome : files.all()) {
            JsonNode before = byEvent.put(outcome.get("event_id").textValue(), outcome);
            boolean first = ids.add(outcome.get("asset_id").textValue() + outcome.get("generation"));
            boolean sameAgain = before != null && before.equals(outcome);
            if (before == null ? !first : !sameAgain) {
                throw new AssertionError("more than one outcome a generation: " + outcome);
            }
        }
        Set<String> settled = new HashSet<>();
        byEvent.values().forEach(outcome -> settled.add(outcome.get("asset_id").textValue()));
        Set<String> missing = new HashSet<>(accepted);
        missing.removeAll(settled);
        assertThat(missing).as("accepted ids without an outcome").isEmpty();
        assertThat(settled).as("ids with an outcome").hasSize(new HashSet<>(accepted).size());
    }

    private void outcomesAgreeWithTheTruth() {
        for (JsonNode outcome : files.success()) {
            String id = outcome.get("asset_id").textValue();
            assertThat(truth.isDeleted(id) || SampleIds.neverLived(id))
                    .as("reported DELETED and not living: " + outcome)
                    .isTrue();
        }
        for (JsonNode outcome : files.failure()) {
            assertThat(truth.timesDeleted(outcome.get("asset_id").textValue()))
                    .as("reported FAILED and never deleted by us: " + outcome)
                    .isZero();
            assertThat(outcome.get("reason").isTextual())
                    .as("a reason: " + outcome)
                    .isTrue();
        }
    }

    private void onlyAcceptedIdsWereSent(Collection<String> accepted) {
        Set<String> allowed = new HashSet<>(accepted);
        for (SeenCall call : truth.deleteCalls()) {
            assertThat(call.assetIds()).hasSizeBetween(1, 10).doesNotHaveDuplicates();
            assertThat(allowed.containsAll(call.assetIds()))
                    .as("accepted: " + call)
                    .isTrue();
        }
    }

    /** How many living ids were sent again after a call for them may have acted; each of them was read back in between. */
    public int sentAgain() {
        Map<String, SeenCall> lastActed = new HashMap<>();
        Map<String, SeenCall> lastInfo = new HashMap<>();
        int again = 0;
        for (SeenCall call : truth.calls()) {
            for (String id : call.assetIds()) {
                if (call.kind() == CallKind.INFO) {
                    lastInfo.put(id, call);
                    continue;
                }
                SeenCall before = call.acted() ? lastActed.put(id, call) : lastActed.get(id);
                if (before != null && !SampleIds.isFated(id)) {
                    again++;
                    assertThat(lastInfo.get(id))
                            .as("read back before it is sent again: " + id)
                            .isNotNull();
                    assertThat(lastInfo.get(id).number()).isBetween(before.number(), call.number());
                }
            }
        }
        return again;
    }

    /** The mean number of ids in a DELETE call. */
    public double meanBatch() {
        List<SeenCall> calls = truth.deleteCalls();
        return calls.stream().mapToInt(call -> call.assetIds().size()).average().orElse(0);
    }
}
