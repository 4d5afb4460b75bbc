package io.voddelete.outcome;

import io.voddelete.asset.Outcome;
import io.voddelete.store.Outbox;
import io.voddelete.store.Outbox.Side;
import io.voddelete.store.StoreException;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.RootCause;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import io.voddelete.trace.OpenSpan;
import io.voddelete.trace.Traces;
import io.voddelete.vod.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers settled results to their endpoints, each at least once. The only reader of unreported rows; each side has its own
 * loop, so that it continues when the other side's endpoint is slow or down.
 */
public final class ReportOutcomes implements AutoCloseable {
    /**
     * The delivery to one endpoint.
     *
     * @param settled raised when ids were settled
     * @param file of the default endpoint, flushed to the disk before outcomes are marked as reported
     * @param isFile whether that file is the endpoint; it takes many outcomes as one message
     * @param hideSecrets removes the address of the endpoint and its secrets from a message
     */
    public record Way(WakeUp settled, JsonLines file, boolean isFile, UnaryOperator<String> hideSecrets) {}

    /**
     * An endpoint does not accept outcomes, which are kept.
     *
     * @param cause the latest failure
     * @param since the first failure in a row
     */
    public record EndpointFault(String cause, Instant since) {}

    private static final int MOST = 500;
    /** What settles meanwhile is read, written and marked together, which costs hardly more than one outcome. */
    private static final Duration GATHER = Duration.ofMillis(50);

    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
    /** The loop runs again immediately, and a store that does not work fails each time. */
    private static final Duration AFTER_FAULT = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(ReportOutcomes.class);

    private final Outbox outbox;
    private final boolean missingIsSuccess;
    private final Backoff backoff;
    private final Traces traces;
    private volatile boolean blocks;
    private final Map<Side, Loop> loops = new EnumMap<>(Side.class);

    /**
     * @param ways the delivery of each side
     */
    public ReportOutcomes(
            Outbox outbox,
            boolean missingIsSuccess,
            Backoff backoff,
            Map<Side, Way> ways,
            Traces traces,
            TimeSource clock) {
        this.outbox = outbox;
        this.missingIsSuccess = missingIsSuccess;
        this.backoff = backoff;
        this.traces = traces;
        ways.forEach((side, way) -> loops.put(side, new Loop(side, way, clock)));
    }

    private Loop loop(Side side) {
        Loop loop = loops.get(side);
        if (loop == null) {
            throw new IllegalStateException("no endpoint for " + side);
        }
        return loop;
    }

    /** From now on files get many outcomes as one message; otherwise they get one, as every other endpoint does. */
    public void useBlocks() {
        blocks = true;
    }

    /** Why the endpoint of a side does not accept outcomes; empty if it does, as far as is known. */
    public Optional<EndpointFault> fault(Side side) {
        return loop(side).endpoint.fault();
    }

    /** Reports hanging endpoints. Call every few seconds. */
    public void look() {
        loops.values().forEach(loop -> loop.endpoint.look());
    }

    /** Waits until there may be successes, for a while at most, or until the stop; not after a full turn. */
    public void waitForSuccesses() {
        loop(Side.SUCCESS).way.settled.awaitWork(LONGEST_WAIT);
    }

    /** Waits until there may be failures, for a while at most, or until the stop; not after a full turn. */
    public void waitForFailures() {
        loop(Side.FAILURE).way.settled.awaitWork(LONGEST_WAIT);
    }

    /** Waits until there may be kept ids, for a while at most, or until the stop; not after a full turn. */
    public void waitForKept() {
        loop(Side.KEPT).way.settled.awaitWork(LONGEST_WAIT);
    }

    /** The next outcomes of the success side; empty if there are none or the stop has come. Does not wait. */
    public OutcomeBatch nextSuccesses() {
        return next(Side.SUCCESS);
    }

    /** The next outcomes of the failure side; empty if there are none or the stop has come. Does not wait. */
    public OutcomeBatch nextFailures() {
        return next(Side.FAILURE);
    }

    /** The next outcomes of KEPT ids; empty if there are none or the stop has come. Does not wait. */
    public OutcomeBatch nextKept() {
        return next(Side.KEPT);
    }

    /**
     * The endpoint accepted the next message.
     *
     * @throws CallDeferredException if outcomes are left and the stop has come, which a slow endpoint must not delay, or another
     *     process reports from now on
     */
    public void delivered(OutcomeBatch batch) {
        Loop loop = loop(batch.side());
        batch.delivered();
        loop.endpoint.goesOn(!batch.isDelivered());
        if (!batch.isDelivered() && !loop.way.settled.mayBegin()) {
            throw new CallDeferredException("stopping; the remaining outcomes are sent after the next start");
        }
    }

    /** Marks the delivered outcomes as reported. */
    public void markReported(OutcomeBatch batch) {
        Loop loop = loop(batch.side());
        loop.endpoint.goesOn(false);
        loop.unmarked = null; // first: a flush that failed is not tried again
        List<Outcome> reached = batch.reached();
        if (reached.isEmpty()) {
            return;
        }
        loop.way.file.force();
        if (loop.way.file.failedFlushes() != loop.failedFlushes) { // by the other side, which may share the file
            throw new OutcomeFileException(
                    "a flush has failed since they were written", new IOException("failed flush"));
        }
        outbox.markReported(batch.side(), reached);
        if (batch.isDelivered()) {
            loop.worked();
            loop.span.close();
        }
    }

    /**
     * Marks the outcomes that were delivered before a failure or the stop; after a failure, waits before the endpoint is tried
     * again.
     */
    public void backOff(OutcomeBatch batch, Exception cause) {
        Loop loop = loop(batch.side());
        loop.endpoint.goesOn(false);
        Throwable fault = RootCause.innermost(cause);
        try {
            // otherwise the marking failed, and a failed flush is not retried
            if (!batch.isDelivered()) {
                markReported(batch);
            }
        } catch (StoreException | OutcomeFileException e) {
            fault = e;
        }
        loop.endSpan(fault);
        loop.oneByOne = true;
        loop.way.settled.raise(); // they are tried again
        if (fault instanceof StoreException store) {
            loop.storeFailed(store);
            loop.way.settled.pause(AFTER_FAULT);
        } else if (!(fault instanceof CallDeferredException)) {
            outbox.countFailure(batch.side());
            loop.way.settled.pause(loop.endpoint.failed(fault, backoff));
        }
    }

    /**
     * Marks the delivered outcomes of a batch whose asynchronous endpoint never answered, so that they are not sent again, and
     * ends its span.
     */
    @Override
    public void close() {
        for (Loop loop : loops.values()) {
            OutcomeBatch unmarked = loop.unmarked;
            try {
                if (unmarked != null) {
                    markReported(unmarked);
                }
            } finally {
                loop.span.close();
            }
        }
    }

    private OutcomeBatch next(Side side) {
        Loop loop = loop(side);
        List<Outcome> unreported = loop.way.settled.mayBegin() ? unreported(side, loop) : List.of();
        if (unreported.size() == MOST) {
            loop.way.settled.raise(); // there may be more
        } else {
            loop.way.settled.gather(GATHER);
        }
        if (!unreported.isEmpty()) {
            loop.span = span(side, unreported);
        }
        OutcomeBatch batch = new OutcomeBatch(side, unreported, blocks && loop.way.isFile && !loop.oneByOne);
        loop.failedFlushes = loop.way.file.failedFlushes();
        loop.unmarked = batch;
        loop.endpoint.goesOn(!unreported.isEmpty());
        return batch;
    }

    private OpenSpan span(Side side, List<Outcome> outcomes) {
        return traces.areOn()
                ? traces.report(
                        side.word(),
                        outcomes.size(),
                        outcomes.stream()
                                .flatMap(outcome -> Stream.ofNullable(outcome.traceparent()))
                                .toList())
                : OpenSpan.NONE;
    }

    private List<Outcome> unreported(Side side, Loop loop) {
        try {
            return outbox.unreported(side, missingIsSuccess, MOST);
        } catch (StoreException e) {
            loop.storeFailed(e);
            loop.way.settled.restFirst(AFTER_FAULT);
            return List.of();
        }
    }

    /** The loop of one side, run by one thread. */
    private static final class Loop {
        private final Way way;
        private final EndpointState endpoint;
        private final ThrottledLog storeFaults;
        /** The batch in delivery; null if there is none. */
        private volatile @Nullable OutcomeBatch unmarked;

        /** When the batch was read. */
        private volatile long failedFlushes;

        /** After a failure: on a full disk less fits than a block. Used by one thread. */
        private boolean oneByOne;

        /** Of that batch or the one before. */
        private volatile OpenSpan span = OpenSpan.NONE;

        Loop(Side side, Way way, TimeSource clock) {
            String name = side.name().toLowerCase(Locale.ROOT);
            this.way = way;
            this.endpoint = new EndpointState(
                    LOG,
                    new EndpointState.Words(name + " endpoint", "outcome", "vod.outcome." + name + "-uri"),
                    way.hideSecrets,
                    clock);
            this.storeFaults = new ThrottledLog(LOG, "reporting outcomes", clock);
        }

        /** @param fault why not all were delivered; a stop is none */
        void endSpan(Throwable fault) {
            if (!(fault instanceof CallDeferredException)) {
                span.failed(fault.getClass().getSimpleName());
            }
            span.close();
        }

        void worked() {
            oneByOne = false;
            storeFaults.worked();
            endpoint.worked();
        }

        void storeFailed(StoreException cause) {
            storeFaults.storeFailed(cause, "They are kept");
        }
    }
}
