package io.voddelete.simulator;

import io.voddelete.simulator.FaultKind.Scope;
import io.voddelete.simulator.World.Deletion;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Carries out the calls that passed the gate: as scripted for the next call, else by the world and its faults. Thread-safe. */
final class AssetService {

    /**
     * What became of a call.
     *
     * @param done what was really done, whatever the answer says
     * @param fault the rule that made the answer another, as written, or empty
     */
    record Outcome(Reply reply, Manner manner, Deletion done, String fault) {}

    private final World world;
    private final Faults faults;
    private final Chance chance;
    private final Pause pause;
    private final Map<CallKind, Queue<ScriptedAnswer>> scripts = new EnumMap<>(CallKind.class);
    private final Map<CallKind, Listing> lastListings = new ConcurrentHashMap<>();

    AssetService(World world, Faults faults, Chance chance, Pause pause) {
        this.world = world;
        this.faults = faults;
        this.chance = chance;
        this.pause = pause;
        for (CallKind kind : CallKind.values()) {
            scripts.put(kind, new ConcurrentLinkedQueue<>());
        }
    }

    void script(ScriptedAnswer answer) {
        scripts.get(answer.kind()).add(answer);
    }

    Outcome carryOut(ApiCall call) {
        ScriptedAnswer script = scripts.get(call.kind()).poll();
        if (script != null) {
            return scripted(call, script);
        }
        Duration latency = chance.latency();
        Optional<FaultRule> fault = faults.onCall(Scope.CALL, call);
        boolean acts = fault.isEmpty() || fault.get().deed() != Deed.BEFORE;
        if (fault.isPresent() && fault.get().deed() == Deed.LATE) {
            acts = pause.waitFor(fault.get().time());
        }
        Deletion done = acts && call.kind() == CallKind.DELETE
                ? world.delete(call.assetIds(), call.originOnly())
                : Deletion.NONE;
        if (fault.isEmpty() && !done.deletedIds().isEmpty()) {
            fault = faults.afterDeed(done.deletedIds());
        }
        return answer(call, done, fault, latency);
    }

    private Outcome scripted(ApiCall call, ScriptedAnswer script) {
        Manner manner = new Manner(script.delay(), script.ending(), script.drip());
        if (script.kind() == CallKind.INFO) {
            return new Outcome(script.over(listing(call, Deletion.NONE).reply()), manner, Deletion.NONE, "");
        }
        if (!script.deed()) {
            return new Outcome(script.over(Reply.html(503)), manner, Deletion.NONE, "");
        }
        Deletion done = world.delete(call.assetIds(), call.originOnly());
        Reply ordinary =
                done.refusal() != null ? done.refusal() : listing(call, done).reply();
        return new Outcome(script.over(ordinary), manner, done, "");
    }

    private Outcome answer(ApiCall call, Deletion done, Optional<FaultRule> fault, Duration latency) {
        Manner manner = Manner.after(latency);
        Listing listing = done.refusal() == null ? listing(call, done) : null;
        Listing before = listing == null ? null : lastListings.put(call.kind(), listing);
        if (fault.isEmpty()) {
            return new Outcome(listing == null ? done.refusal() : listing.reply(), manner, done, "");
        }
        FaultyAnswer faulty = new FaultyAnswer(fault.get());
        Reply reply = faulty.reply(listing, done.refusal(), before);
        return new Outcome(reply, faulty.manner(manner), done, fault.get().text());
    }

    /** The true answer; of a DELETE that was not carried out, the one that claims it was. */
    private Listing listing(ApiCall call, Deletion done) {
        if (call.kind() == CallKind.INFO) {
            return Listing.of(CallKind.INFO, world.info(call.assetIds()));
        }
        Map<String, String> words = new LinkedHashMap<>(done.words());
        if (done.equals(Deletion.NONE)) {
            call.assetIds().forEach(assetId -> words.put(assetId, "DELETED"));
        }
        return Listing.of(CallKind.DELETE, words);
    }
}
