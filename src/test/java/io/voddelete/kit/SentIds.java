package io.voddelete.kit;

import io.voddelete.simulator.CallRecorder;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Ids that are sent one at a time, and the response to each. Thread-safe. */
public final class SentIds {
    private final Queue<String> fresh;
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Set<String> unanswered = ConcurrentHashMap.newKeySet();

    /** @param fresh ids that were not sent yet */
    public SentIds(Collection<String> fresh) {
        this.fresh = new ConcurrentLinkedQueue<>(fresh);
    }

    /** Returns the next id to send. Until its response is recorded, the module must not know it. */
    public String next() {
        return fresh.remove();
    }

    /** Records that the module accepted the id; returns it. */
    public String accepted(String id) {
        accepted.add(id);
        return id;
    }

    /** Records that there was no response, so the module may or may not have the id. */
    public void unanswered(String id) {
        unanswered.add(id);
    }

    /** Returns whether the module has settled all ids that it accepted. */
    public boolean areSettled(Path dataDirectory) {
        Counters counters = Counters.of(dataDirectory);
        return counters.pending() == 0 && counters.settled() >= accepted.size();
    }

    /** Fails unless each accepted id has an outcome, and no other id was sent except those without a response. */
    public void check(CallRecorder recorder, OutcomeFiles outcomes) {
        Set<String> taken = new HashSet<>(accepted);
        recorder.calls().stream()
                .flatMap(call -> call.assetIds().stream())
                .filter(unanswered::contains)
                .forEach(taken::add);
        new Invariants(recorder, outcomes).check(taken);
    }
}
