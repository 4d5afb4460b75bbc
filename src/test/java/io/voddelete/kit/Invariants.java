package io.voddelete.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Findings.Kind;
import io.voddelete.simulator.CallKind;
import io.voddelete.simulator.CallRecorder;
import io.voddelete.simulator.SeenCall;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks from outside what must hold after every run: the outcome files against what VOD did. */
public final class Invariants {
    private final List<SeenCall> calls;
    private final Map<String, Integer> deletions;
    private final OutcomeFiles files;

    /** @param recorder what happened so far */
    public Invariants(CallRecorder recorder, OutcomeFiles files) {
        this(recorder.calls(), recorder.deletions(), files);
    }

    /**
     * @param calls all calls that VOD received, in order
     * @param deletions how often our calls deleted each id
     */
    public Invariants(List<SeenCall> calls, Map<String, Integer> deletions, OutcomeFiles files) {
        this.calls = calls;
        this.deletions = deletions;
        this.files = files;
    }

    /** Checks all invariants; {@code accepted} are the valid ids that were submitted. */
    public void check(Collection<String> accepted) {
        Findings findings = new Findings();
        find(accepted, findings);
        countSentAgain(findings);
        assertThat(findings.isEmpty()).as(findings.toString()).isTrue();
    }

    /** Checks all invariants without asset/info permission: ids that may be gone are then sent again, which is accepted. */
    public void checkWithoutReadBack(Collection<String> accepted) {
        Findings findings = new Findings();
        find(accepted, findings);
        assertThat(findings.isEmpty()).as(findings.toString()).isTrue();
    }

    /** Checks all invariants except resending and adds violations; returns the status of each id's last outcome. */
    public Map<String, String> find(Collection<String> accepted, Findings findings) {
        Set<String> allowed = new HashSet<>(accepted);
        Map<String, String> statuses = new HashMap<>();
        findings.holds(Kind.BROKEN_FILE, () -> statuses.putAll(outcomes(allowed, findings)));
        for (String id : allowed) {
            findings.require(statuses.containsKey(id), Kind.LOST, "accepted, without an outcome: " + id);
        }
        onlyAcceptedIdsWereSent(allowed, findings);
        return statuses;
    }

    private Map<String, String> outcomes(Set<String> accepted, Findings findings) {
        Map<String, Integer> contents = new HashMap<>();
        Map<String, String> eventOfGeneration = new HashMap<>();
        Map<String, Integer> generations = new HashMap<>();
        Map<String, String> statuses = new HashMap<>();
        files.forEach("success", outcome -> {
            String id = outcome.get("asset_id").textValue();
            findings.require(
                    deletions.containsKey(id) || SampleIds.neverLived(id),
                    Kind.CONTRADICTED,
                    "reported DELETED and living: " + outcome);
        });
        files.forEach("failure", outcome -> {
            String id = outcome.get("asset_id").textValue();
            findings.require(
                    !deletions.containsKey(id),
                    Kind.CONTRADICTED,
                    "reported FAILED or KEPT and deleted by us: " + outcome);
            findings.require(
                    outcome.get("reason").isTextual(),
                    Kind.CONTRADICTED,
                    "FAILED or KEPT without a reason: " + outcome);
        });
        for (String side : List.of("success", "failure")) {
            files.forEach(side, outcome -> {
                String id = outcome.get("asset_id").textValue();
                String event = outcome.get("event_id").textValue();
                int generation = outcome.get("generation").intValue();
                int content = (side + outcome).hashCode();
                Integer before = contents.put(event, content);
                String other = eventOfGeneration.putIfAbsent(id + " " + generation, event);
                boolean same = (before == null || before == content) && (other == null || other.equals(event));
                findings.require(same, Kind.CONTRADICTED, "more than one outcome a generation: " + outcome);
                findings.require(accepted.contains(id), Kind.UNASKED, "never dropped: " + outcome);
                if (generations.merge(id, generation, Math::max) == generation) {
                    statuses.put(id, outcome.get("status").textValue());
                }
            });
        }
        return statuses;
    }

    private void onlyAcceptedIdsWereSent(Set<String> allowed, Findings findings) {
        for (SeenCall call : calls) {
            if (call.kind() == CallKind.DELETE) {
                Set<String> ids = new HashSet<>(call.assetIds());
                int named = call.assetIds().size();
                findings.require(
                        named >= 1 && named <= 10 && ids.size() == named,
                        Kind.WRONG_CALL,
                        "1 to 10 ids, each once: " + call);
                findings.require(allowed.containsAll(ids), Kind.UNASKED, "sent and never dropped: " + call);
            }
        }
    }

    /** Returns how many ids were sent again after their deletion; fails if one was not queried in between. */
    public int sentAgain() {
        Findings findings = new Findings();
        int again = countSentAgain(findings);
        assertThat(findings.isEmpty()).as(findings.toString()).isTrue();
        return again;
    }

    /** Returns how many ids were sent again after their deletion; adds those not queried in between as violations. */
    public int countSentAgain(Findings findings) {
        Map<String, SeenCall> deletedBy = new HashMap<>();
        Map<String, Long> lastInfo = new HashMap<>();
        int again = 0;
        for (SeenCall call : calls) {
            if (call.kind() == CallKind.INFO) {
                if (call.status() == 200) {
                    call.assetIds().forEach(id -> lastInfo.put(id, call.number()));
                }
                continue;
            }
            for (String id : call.assetIds()) {
                SeenCall before = deletedBy.get(id);
                if (before != null) {
                    again++;
                    findings.require(
                            lastInfo.getOrDefault(id, 0L) > before.number(),
                            Kind.SENT_AGAIN_UNREAD,
                            id + " was deleted by call " + before.number() + " and sent again, unasked, by " + call);
                }
            }
            call.deletedIds().forEach(id -> deletedBy.put(id, call));
        }
        return again;
    }

    /** Returns the mean number of ids per DELETE call. */
    public double meanBatch() {
        return calls.stream()
                .filter(call -> call.kind() == CallKind.DELETE)
                .mapToInt(call -> call.assetIds().size())
                .average()
                .orElse(0);
    }
}
