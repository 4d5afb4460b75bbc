package io.voddelete.simulator;

import io.voddelete.simulator.AssetService.Outcome;
import io.voddelete.simulator.ScriptedAnswer.Ending;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What really happened on the VOD side, whatever the answers said. Thread-safe; lists and maps are snapshots. A call is in it before its
 * answer is sent.
 */
public final class Truth {
    /** So many calls are kept with headers and raw target. */
    static final int CALLS_IN_FULL = 10_000;
    /** What stands in place of a credential. */
    static final String HIDDEN = "***";

    private static final List<String> CREDENTIALS = List.of("authorization", "x-security-token", "x-auth-token");

    private final IdLedger ledger;
    private final List<SeenCall> calls = new ArrayList<>();
    private final Map<CallKind, Map<Integer, Integer>> statuses = new EnumMap<>(CallKind.class);
    private final Map<CallKind, InFlight> inFlight = new EnumMap<>(CallKind.class);
    private final InFlight allInFlight = new InFlight();

    Truth(IdLedger ledger) {
        this.ledger = ledger;
        for (CallKind kind : CallKind.values()) {
            statuses.put(kind, new TreeMap<>());
            inFlight.put(kind, new InFlight());
        }
    }

    /** Every call to one of the two interfaces, in the order of their numbers. */
    public List<SeenCall> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    /** The DELETE calls among {@link #calls()}. */
    public List<SeenCall> deleteCalls() {
        return calls().stream().filter(call -> call.kind() == CallKind.DELETE).toList();
    }

    /** The info calls among {@link #calls()}. */
    public List<SeenCall> infoCalls() {
        return calls().stream().filter(call -> call.kind() == CallKind.INFO).toList();
    }

    /** True if a call deleted this id; false for ids that are gone for any other reason. */
    public boolean isDeleted(String assetId) {
        return timesDeleted(assetId) > 0;
    }

    /** How often a call deleted this id; more than once only if it was brought back to life in between. */
    public int timesDeleted(String assetId) {
        return ledger.timesDeleted(assetId);
    }

    /**
     * From when on the asset is gone, to the millisecond, by the simulator's clock; later than the call for one that is DELETING first. Empty
     * if no call deleted it.
     */
    public Optional<Instant> deletedAt(String assetId) {
        return ledger.deletedAt(assetId);
    }

    /** Every deleted id, with the number of times. */
    public Map<String, Integer> deletions() {
        Map<String, Integer> deletions = new HashMap<>();
        ledger.forEachDeleted(deletions::put);
        return deletions;
    }

    /** The number of ids that were deleted. */
    public int deletedCount() {
        return ledger.deletedIds();
    }

    /** How many DELETE calls with a good signature named this id. */
    public int timesSent(String assetId) {
        return ledger.timesSent(assetId);
    }

    /** The number of ids that any DELETE call with a good signature named. */
    public int sentCount() {
        return ledger.sentIds();
    }

    /** The number of ids that more than one DELETE call with a good signature named. */
    public int sentAgainCount() {
        return ledger.sentAgainIds();
    }

    /** The most calls of both kinds that were ever being answered at the same time. */
    public int maxConcurrency() {
        return allInFlight.max();
    }

    /** The most calls of one kind that were ever being answered at the same time. */
    public int maxConcurrency(CallKind kind) {
        return inFlight.get(kind).max();
    }

    /** How often each HTTP status was answered to one kind of call, 0 standing for no answer. */
    public Map<Integer, Integer> statusCounts(CallKind kind) {
        synchronized (calls) {
            return new TreeMap<>(statuses.get(kind));
        }
    }

    IdLedger ledger() {
        return ledger;
    }

    /** Counts a call in. Run the result when its answer is complete; more than once does no harm. */
    Runnable begin(CallKind kind) {
        Runnable end = inFlight.get(kind).begin();
        Runnable endOfAll = allInFlight.begin();
        return () -> {
            end.run();
            endOfAll.run();
        };
    }

    void record(Instant at, ApiCall call, ReceivedRequest request, Outcome outcome) {
        boolean answered = outcome.manner().ending() != Ending.NO_ANSWER;
        int status = answered ? outcome.reply().status() : 0;
        String errorCode = answered ? outcome.reply().errorCode() : "";
        List<String> assetIds = shared(call.assetIds());
        List<String> deletedIds = outcome.done().deletedIds();
        // most calls delete what they name, so one list does for both
        List<String> deleted = deletedIds.equals(assetIds) ? assetIds : shared(deletedIds);
        synchronized (calls) {
            boolean inFull = calls.size() < CALLS_IN_FULL;
            calls.add(new SeenCall(
                    calls.size() + 1L,
                    at,
                    call.kind(),
                    assetIds,
                    status,
                    errorCode,
                    outcome.done().acted(),
                    deleted,
                    outcome.fault(),
                    inFull ? withoutCredentials(request.headers()) : Map.of(),
                    inFull ? request.rawTarget() : ""));
            statuses.get(call.kind()).merge(status, 1, Integer::sum);
        }
    }

    private List<String> shared(List<String> assetIds) {
        return assetIds.stream().map(ledger::canonical).toList();
    }

    private static Map<String, String> withoutCredentials(Map<String, String> headers) {
        Map<String, String> harmless = new HashMap<>(headers);
        CREDENTIALS.forEach(name -> harmless.computeIfPresent(name, (n, value) -> HIDDEN));
        return harmless;
    }
}
