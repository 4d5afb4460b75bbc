package io.voddelete.simulator;

import io.voddelete.simulator.Assets.Deletion;
import io.voddelete.simulator.FaultKind.Scope;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Executes the calls admitted by the gate: by the next script, else by the assets and their faults. Thread-safe. */
final class AssetService {

    /**
     * The result of a call.
     *
     * @param done the actual effect, whatever the response says
     * @param fault the text of the rule that changed the response; empty if none
     */
    record Outcome(SimulatedResponse reply, Delivery delivery, Deletion done, String fault) {}

    private final Assets assets;
    private final Faults faults;
    private final RandomSource randomSource;
    private final InterruptibleWait pause;
    private final Map<CallKind, Queue<ScriptedAnswer>> scripts = new ConcurrentHashMap<>();
    private final Map<CallKind, Listing> lastListings = new ConcurrentHashMap<>();

    AssetService(Assets assets, Faults faults, RandomSource randomSource, InterruptibleWait pause) {
        this.assets = assets;
        this.faults = faults;
        this.randomSource = randomSource;
        this.pause = pause;
    }

    void script(ScriptedAnswer answer) {
        scripts(answer.kind()).add(answer);
    }

    private Queue<ScriptedAnswer> scripts(CallKind kind) {
        return scripts.computeIfAbsent(kind, none -> new ConcurrentLinkedQueue<>());
    }

    Outcome carryOut(ApiCall call) {
        ScriptedAnswer script = scripts(call.kind()).poll();
        if (script != null) {
            return scripted(call, script);
        }
        Duration latency = randomSource.latency();
        Optional<FaultRule> fault = faults.onCall(Scope.CALL, call);
        boolean acts = fault.isEmpty() || fault.get().effect() != EffectTiming.BEFORE;
        if (fault.isPresent() && fault.get().effect() == EffectTiming.LATE) {
            acts = pause.waitFor(fault.get().time());
        }
        Deletion done = acts && call.kind() == CallKind.DELETE
                ? assets.delete(call.assetIds(), call.originOnly())
                : Deletion.NONE;
        if (fault.isEmpty() && !done.deletedIds().isEmpty()) {
            fault = faults.afterEffect(done.deletedIds());
        }
        return answer(call, done, fault, latency);
    }

    private Outcome scripted(ApiCall call, ScriptedAnswer script) {
        Delivery delivery = new Delivery(script.delay(), script.ending(), script.drip());
        if (script.kind() == CallKind.INFO) {
            return new Outcome(script.over(listing(call, Deletion.NONE).reply()), delivery, Deletion.NONE, "");
        }
        if (!script.effect()) {
            return new Outcome(script.over(SimulatedResponse.html(503)), delivery, Deletion.NONE, "");
        }
        Deletion done = assets.delete(call.assetIds(), call.originOnly());
        SimulatedResponse refusal = done.refusal();
        SimulatedResponse ordinary =
                refusal != null ? refusal : listing(call, done).reply();
        return new Outcome(script.over(ordinary), delivery, done, "");
    }

    private Outcome answer(ApiCall call, Deletion done, Optional<FaultRule> fault, Duration latency) {
        Delivery delivery = Delivery.after(latency);
        SimulatedResponse refusal = done.refusal();
        if (refusal != null) {
            return outcome(done, fault, delivery, null, refusal, null);
        }
        Listing listing = listing(call, done);
        Listing before = lastListings.put(call.kind(), listing);
        return outcome(done, fault, delivery, listing, listing.reply(), before);
    }

    private static Outcome outcome(
            Deletion done,
            Optional<FaultRule> fault,
            Delivery delivery,
            @Nullable Listing listing,
            SimulatedResponse ordinary,
            @Nullable Listing before) {
        if (fault.isEmpty()) {
            return new Outcome(ordinary, delivery, done, "");
        }
        FaultyAnswer faulty = new FaultyAnswer(fault.get());
        SimulatedResponse reply = faulty.reply(listing, ordinary, before);
        return new Outcome(reply, faulty.delivery(delivery), done, fault.get().text());
    }

    /** Returns the correct response; for a DELETE without effect, the one that claims it. */
    private Listing listing(ApiCall call, Deletion done) {
        if (call.kind() == CallKind.INFO) {
            return Listing.ofInfo(assets.info(call.assetIds()), assets::facts);
        }
        Map<String, String> words = new LinkedHashMap<>(done.words());
        if (done.equals(Deletion.NONE)) {
            call.assetIds().forEach(assetId -> words.put(assetId, "DELETED"));
        }
        return Listing.of(CallKind.DELETE, words);
    }
}
