package io.voddelete.camel;

import io.voddelete.sender.RateLimiter;
import io.voddelete.sender.StallWatch;
import io.voddelete.store.AssetStore;
import io.voddelete.store.Nodes;
import io.voddelete.store.SubmissionQueries;
import io.voddelete.support.ThrottledLog.Trouble;
import io.voddelete.support.TimeSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What keeps pending ids from being sent, apart from pauses.
 *
 * @param parts of the sender, each with its present fault
 */
record SenderFaults(
        Nodes nodes, SubmissionQueries queries, StallWatch stalls, List<Supplier<Optional<Trouble>>> parts) {
    /**
     * @param due whether ids could be sent
     * @param kinds the rates of all kinds of calls, DELETE calls first
     */
    static SenderFaults of(
            AssetStore store,
            SenderWork due,
            List<RateLimiter> kinds,
            TimeSource clock,
            List<Supplier<Optional<Trouble>>> parts) {
        StallWatch stalls = new StallWatch(
                due::isAny,
                () -> kinds.stream().mapToLong(RateLimiter::calls).sum(),
                () -> SenderTimes.patience(kinds.get(0).interval()),
                clock);
        return new SenderFaults(store.nodes(), store.queries(), stalls, parts);
    }

    /** Returns the fault that has lasted for the longest time; empty if there is none, or another process sends. */
    Optional<Trouble> longest() {
        if (!nodes.isSender()) {
            return nodes.nobodySendsSince()
                    .map(since -> new Trouble(
                            "no node sends; one of those that run takes over within about fifteen seconds", since));
        }
        Optional<Trouble> stall = stalls.look();
        if (queries.pending() == 0) {
            return Optional.empty();
        }
        return Stream.concat(stall.stream(), parts.stream().flatMap(part -> part.get().stream()))
                .min(Comparator.comparing(Trouble::since));
    }
}
