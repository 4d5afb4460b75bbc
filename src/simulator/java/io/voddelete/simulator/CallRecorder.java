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
import java.util.concurrent.ConcurrentHashMap;

/**
 * Records what the simulator actually did, whatever its responses said. A call is recorded before its response is sent. Returned
 * collections are snapshots. Thread-safe.
 */
public final class CallRecorder {
    /** Number of calls for which headers and raw target are kept. */
    static final int CALLS_IN_FULL = 10_000;
    /** Replaces a credential. */
    static final String HIDDEN = "***";

    private static final List<String> CREDENTIALS = List.of("authorization", "x-security-token", "x-auth-token");

    private final IdLedger ledger;
    private final List<SeenCall> calls = new ArrayList<>();
    private final Map<CallKind, Map<Integer, Integer>> statuses = new EnumMap<>(CallKind.class);
    private final Map<CallKind, InFlight> inFlight = new ConcurrentHashMap<>();
    private final InFlight allInFlight = new InFlight();

    CallRecorder(IdLedger ledger) {
        this.ledger = ledger;
    }

    private InFlight inFlight(CallKind kind) {
        return inFlight.computeIfAbsent(kind, none -> new InFlight());
    }

    /** Returns all calls to the VOD API, ordered by number. */
    public List<SeenCall> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    /** Returns the DELETE calls among {@link #calls()}. */
    public List<SeenCall> deleteCalls() {
        return calls().stream().filter(call -> call.kind() == CallKind.DELETE).toList();
    }

    /** Returns the info calls among {@link #calls()}. */
    public List<SeenCall> infoCalls() {
        return calls().stream().filter(call -> call.kind() == CallKind.INFO).toList();
    }

    /** Returns whether a call deleted this id; false for ids that never existed or were gone before. */
    public boolean isDeleted(String assetId) {
        return timesDeleted(assetId) > 0;
    }

    /** Returns how often calls deleted this id; more than once only if it was restored in between. */
    public int timesDeleted(String assetId) {
        return ledger.timesDeleted(assetId);
    }

    /**
     * Returns since when the asset is gone, in milliseconds of the simulator's clock; later than the call if it was DELETING
     * first. Empty if no call deleted it.
     */
    public Optional<Instant> deletedAt(String assetId) {
        return ledger.deletedAt(assetId);
    }

    /** Returns all deleted ids with the number of deletions. */
    public Map<String, Integer> deletions() {
        Map<String, Integer> deletions = new HashMap<>();
        ledger.forEachDeleted(deletions::put);
        return deletions;
    }

    /** Returns the number of deleted ids. */
    public int deletedCount() {
        return ledger.deletedIds();
    }

    /** Returns how many DELETE calls with a valid signature contained this id. */
    public int timesSent(String assetId) {
        return ledger.timesSent(assetId);
    }

    /** Returns the number of ids in DELETE calls with a valid signature. */
    public int sentCount() {
        return ledger.sentIds();
    }

    /** Returns the number of ids in more than one DELETE call with a valid signature. */
    public int sentAgainCount() {
        return ledger.sentAgainIds();
    }

    /** Returns the maximum number of concurrent calls of both kinds. */
    public int maxConcurrency() {
        return allInFlight.max();
    }

    /** Returns the maximum number of concurrent calls of one kind. */
    public int maxConcurrency(CallKind kind) {
        return inFlight(kind).max();
    }

    /** Returns the number of responses per HTTP status for one kind of call; 0 means no response. */
    public Map<Integer, Integer> statusCounts(CallKind kind) {
        synchronized (calls) {
            return new TreeMap<>(statuses.getOrDefault(kind, Map.of()));
        }
    }

    IdLedger ledger() {
        return ledger;
    }

    /** Counts a call. Run the result when its response is complete; running it again has no effect. */
    Runnable begin(CallKind kind) {
        Runnable end = inFlight(kind).begin();
        Runnable endOfAll = allInFlight.begin();
        return () -> {
            end.run();
            endOfAll.run();
        };
    }

    void record(Instant at, ApiCall call, ReceivedRequest request, Outcome outcome) {
        boolean answered = outcome.delivery().ending() != Ending.NO_ANSWER;
        int status = answered ? outcome.reply().status() : 0;
        String errorCode = answered ? outcome.reply().errorCode() : "";
        List<String> assetIds = shared(call.assetIds());
        List<String> deletedIds = outcome.done().deletedIds();
        // most calls delete all their ids, so share one list
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
                    SignatureCheck.accessKey(request).orElse(""),
                    outcome.fault(),
                    inFull ? withoutCredentials(request.headers()) : Map.of(),
                    inFull ? request.rawTarget() : ""));
            statuses.computeIfAbsent(call.kind(), none -> new TreeMap<>()).merge(status, 1, Integer::sum);
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
