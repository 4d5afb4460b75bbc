package io.voddelete.campaign;

import io.voddelete.kit.Findings;
import io.voddelete.kit.Findings.Kind;
import io.voddelete.simulator.CallKind;
import io.voddelete.simulator.SeenCall;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What must hold of the DELETE calls of several nodes, by the times of the simulator. */
final class ClusterInvariants {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** A time between two, in which something must not be; the end is open. */
    record Span(Instant from, Instant to) {
        boolean contains(Instant time) {
            return time.isAfter(from) && time.isBefore(to);
        }
    }

    private final List<SeenCall> calls;

    /** @param calls all that the simulator has seen */
    ClusterInvariants(List<SeenCall> calls) {
        this.calls = calls.stream()
                .filter(call -> call.kind() == CallKind.DELETE)
                .sorted(Comparator.comparing(SeenCall::at))
                .toList();
    }

    /** The first call after a time, or by anybody else but the owner of this access key; empty if there is none. */
    Optional<Instant> first(Instant after, String otherThan) {
        return calls.stream()
                .filter(call -> call.at().isAfter(after) && !call.accessKey().equals(otherThan))
                .map(SeenCall::at)
                .findFirst();
    }

    /** The most calls in any time of this length. */
    int most(Duration within) {
        int most = 0;
        int from = 0;
        for (int to = 0; to < calls.size(); to++) {
            while (!calls.get(from).at().plus(within).isAfter(calls.get(to).at())) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    /** How many calls came in a time. */
    long count(Span span) {
        return calls.stream().filter(call -> span.contains(call.at())).count();
    }

    /** No minute has more calls than that, and none was refused as too many. */
    void requireQuota(int perMinute, Findings findings) {
        int most = most(MINUTE);
        findings.require(most <= perMinute, Kind.DEMAND, most + " calls in a minute, more than " + perMinute);
        long refused = calls.stream().filter(call -> call.status() == 429).count();
        findings.require(refused == 0, Kind.DEMAND, refused + " calls were too many for VOD");
    }

    /**
     * No id is in two calls at the same time. One whose answer may be lost counts as under way until its caller gives up;
     * another one until the simulator answers, which takes at least so long.
     */
    void requireOnceAtATime(Duration callTimeout, Duration shortestAnswer, Findings findings) {
        Map<String, SeenCall> last = new HashMap<>();
        for (SeenCall call : calls) {
            for (String id : call.assetIds()) {
                SeenCall before = last.put(id, call);
                if (before == null) {
                    continue;
                }
                boolean isOpen = before.status() == 0 || before.deletedIds().contains(id);
                Duration between = Duration.between(before.at(), call.at());
                findings.require(
                        between.compareTo(isOpen ? callTimeout : shortestAnswer) > 0,
                        Kind.WRONG_CALL,
                        id + " is in call " + before.number() + " of " + before.accessKey() + " and "
                                + between.toMillis() + " ms later in call " + call.number() + " of "
                                + call.accessKey());
            }
        }
    }

    /** Whoever had been replaced begins no call. */
    void requireSilence(String accessKey, Span span, Findings findings) {
        calls.stream()
                .filter(call -> call.accessKey().equals(accessKey) && span.contains(call.at()))
                .forEach(call -> findings.add(
                        Kind.WRONG_CALL, "was replaced, and called at " + call.at() + ": " + call.accessKey()));
    }

    /** No call comes while nobody may call; those that were under way may come a bit later. */
    void requireObeyed(List<Span> pauses, Duration underWay, Findings findings) {
        for (Span pause : pauses) {
            long count = count(new Span(pause.from.plus(underWay), pause.to));
            findings.require(
                    count == 0, Kind.UNAPPROVED, count + " calls came after the answer to a pause at " + pause.from);
        }
    }

    /** An id that was deleted is sent again only if the answer of that call may be lost, by a fault of VOD or a disturbance. */
    void requireReasonToSendAgain(List<Instant> disturbances, Duration patience, Findings findings) {
        Map<String, SeenCall> deletedBy = new HashMap<>();
        for (SeenCall call : calls) {
            for (String id : call.assetIds()) {
                SeenCall before = deletedBy.get(id);
                findings.require(
                        before == null
                                || !before.fault().isEmpty()
                                || disturbances.stream()
                                        .anyMatch(new Span(
                                                before.at().minus(patience),
                                                before.at().plus(patience))::contains),
                        Kind.CONTRADICTED,
                        "answered undisturbed, and sent again: " + id + " by call " + call.number());
            }
            call.deletedIds().forEach(id -> deletedBy.put(id, call));
        }
    }
}
