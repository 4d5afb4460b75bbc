package io.voddelete.kit;

import io.voddelete.simulator.Truth;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Ids that are sent one by one, and what the module said to each. Safe for use by many threads. */
public final class SentIds {
    private final Queue<String> fresh;
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Set<String> unanswered = ConcurrentHashMap.newKeySet();

    /** @param fresh ids of which none was sent yet */
    public SentIds(Collection<String> fresh) {
        this.fresh = new ConcurrentLinkedQueue<>(fresh);
    }

    /** One that is to be sent now. Until it is said what became of it, the module is not to have it. */
    public String next() {
        return fresh.remove();
    }

    /** The module has said that it has the id. */
    public String accepted(String id) {
        accepted.add(id);
        return id;
    }

    /** The module did not answer: it may have the id, or not. */
    public void unanswered(String id) {
        unanswered.add(id);
    }

    /** Whether the module has settled all that it accepted. */
    public boolean areSettled(Path dataDirectory) {
        Counters counters = Counters.of(dataDirectory);
        return counters.pending() == 0 && counters.settled() >= accepted.size();
    }

    /** Fails unless each accepted id has its outcome, and no other id was sent, but for those that were not answered. */
    public void check(Truth truth, OutcomeFiles outcomes) {
        Set<String> taken = new HashSet<>(accepted);
        truth.calls().stream()
                .flatMap(call -> call.assetIds().stream())
                .filter(unanswered::contains)
                .forEach(taken::add);
        new Invariants(truth, outcomes).check(taken);
    }
}
