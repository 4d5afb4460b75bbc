package io.voddelete.campaign;

import io.voddelete.kit.SampleIds;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Callers of the webhook, one for each node. Each sends small lists; one that was not accepted is sent to another node, with
 * the same message id, until it is.
 */
final class ClusterRequests implements AutoCloseable {
    private static final Duration AGAIN = Duration.ofMillis(500);
    private static final Duration LONGEST_END = Duration.ofMinutes(2);
    private static final int IDS = 3;

    private final List<ClusterNode> nodes;
    private final long seed;
    private final Duration gap;
    private final List<Thread> callers = new ArrayList<>();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger lists = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    /** Whether the clock of a node may be wrong, which then refuses all signatures. */
    volatile boolean clocksDiffer;

    private volatile boolean isOver;

    /** @param gap between two lists of a caller */
    ClusterRequests(List<ClusterNode> nodes, long seed, Duration gap) {
        this.nodes = nodes;
        this.seed = seed;
        this.gap = gap;
    }

    void start() {
        for (int i = 0; i < nodes.size(); i++) {
            int number = i;
            Thread caller = new Thread(() -> callAll(number), "caller-" + i);
            caller.setDaemon(true);
            caller.start();
            callers.add(caller);
        }
    }

    private void callAll(int number) {
        Random random = new Random(seed + number);
        List<String> ids = SampleIds.random(seed * 31 + number, 200_000);
        for (int list = 0; !isOver; list++) {
            submit("msg-" + number + "-" + list, ids.subList(list * IDS, (list + 1) * IDS), nodes.get(number), random);
            LockSupport.parkNanos(gap.toNanos());
        }
    }

    private void submit(String message, List<String> ids, ClusterNode first, Random random) {
        boolean mayBeThere = false;
        for (ClusterNode node = first; ; node = nodes.get(random.nextInt(nodes.size()))) {
            try {
                HttpResponse<String> answer = node.request(message, ids);
                int status = answer.statusCode();
                if (status == 202 || status == 200) {
                    if (status == 200 && !mayBeThere) {
                        faults.add("not accepted, and there: " + message);
                    }
                    accepted.addAll(ids);
                    lists.incrementAndGet();
                    return;
                }
                boolean mayComeAgain = status == 503
                        && answer.headers().firstValue("Retry-After").isPresent();
                if (!mayComeAgain && !(status == 401 && clocksDiffer)) {
                    faults.add(status + " for " + message + ": " + answer.body());
                }
                refused.incrementAndGet();
                mayBeThere |= answer.body().contains("unknown");
            } catch (UncheckedIOException e) {
                unanswered.incrementAndGet();
                mayBeThere = true;
            }
            LockSupport.parkNanos(AGAIN.toNanos());
        }
    }

    /** The ids whose acceptance was confirmed. */
    Collection<String> accepted() {
        return accepted;
    }

    /** Sends no new lists, and waits until those before are accepted; all nodes run. */
    @Override
    public void close() {
        isOver = true;
        try {
            for (Thread caller : callers) {
                caller.join(LONGEST_END.toMillis());
                if (caller.isAlive()) {
                    faults.add("a list is not accepted after " + LONGEST_END);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers that may not be; call after {@link #close}. */
    Collection<String> faults() {
        return faults;
    }

    @Override
    public String toString() {
        return "%d lists by webhook, %d answers 503, %d without an answer"
                .formatted(lists.get(), refused.get(), unanswered.get());
    }
}
