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
import io.voddelete.vod.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings settled results to their endpoints, at least once each. The only reader of unreported rows; each side has a loop
 * of its own, so that one goes on when the other's endpoint is slow or down.
 */
public final class ReportOutcomes implements AutoCloseable {
    /**
     * The way to one endpoint.
     *
     * @param settled raised when ids were settled
     * @param file the default endpoint's file, flushed to the disk before outcomes are marked as reported
     * @param hideSecrets takes the address of the endpoint, and what it may hold, out of a message
     */
    public record Way(WakeUp settled, JsonLines file, UnaryOperator<String> hideSecrets) {}

    /**
     * An endpoint does not take outcomes, which are kept meanwhile.
     *
     * @param cause why it refused the last one
     * @param since when it refused the first one in a row
     */
    public record EndpointFault(String cause, Instant since) {}

    private static final int MOST = 500;
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
    /** The loop comes again at once, and a store that is out of order says so each time. */
    private static final Duration AFTER_FAULT = Duration.ofSeconds(1);
    /** To try a file of this machine costs nothing, and soon after there is room again it is to go on. */
    private static final Duration AFTER_FILE_FAULT = Duration.ofSeconds(5);
    /** An endpoint that has not come to an end with one outcome for so long is said to hang. */
    private static final Duration HANGING = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(ReportOutcomes.class);

    private final Outbox outbox;
    private final boolean missingIsSuccess;
    private final Backoff backoff;
    private final Map<Side, Loop> loops;

    /**
     * @param success the way to the success endpoint
     * @param failure the way to the failure endpoint
     */
    public ReportOutcomes(
            Outbox outbox, boolean missingIsSuccess, Backoff backoff, Way success, Way failure, TimeSource clock) {
        this.outbox = outbox;
        this.missingIsSuccess = missingIsSuccess;
        this.backoff = backoff;
        this.loops = Map.of(Side.SUCCESS, new Loop(success, clock), Side.FAILURE, new Loop(failure, clock));
    }

    /** Why the endpoint of a side does not take outcomes; empty if it does, as far as is known. */
    public Optional<EndpointFault> fault(Side side) {
        Loop loop = loops.get(side);
        return Optional.ofNullable(loop.fault).or(loop::hang);
    }

    /** Says of an endpoint that hangs that it does; to be called every few seconds. */
    public void look() {
        loops.forEach((side, loop) -> loop.look(side));
    }

    /** The next outcomes of the success side; empty if there were none for a while or the stop has come. */
    public OutcomeBatch nextSuccesses() {
        return next(Side.SUCCESS);
    }

    /** The same for the failure side. */
    public OutcomeBatch nextFailures() {
        return next(Side.FAILURE);
    }

    /**
     * Notes that the endpoint took the next outcome.
     *
     * @throws CallDeferredException if the stop has come and outcomes are left: a slow endpoint is not to hold up the stop
     */
    public void delivered(OutcomeBatch batch) {
        batch.delivered();
        loops.get(batch.side()).goesOn(!batch.isDelivered());
        if (!batch.isDelivered() && loops.get(batch.side()).way.settled.isStopping()) {
            throw new CallDeferredException("stopping; the other outcomes are sent after the next start");
        }
    }

    /** Marks what has reached the endpoint. */
    public void markReported(OutcomeBatch batch) {
        loops.get(batch.side()).goesOn(false);
        loops.get(batch.side()).unmarked = null; // first: a flush that failed is not tried again
        List<Outcome> reached = batch.reached();
        if (reached.isEmpty()) {
            return;
        }
        loops.get(batch.side()).way.file.force();
        outbox.markReported(reached);
        if (batch.isDelivered()) {
            loops.get(batch.side()).worked(batch.side());
        }
    }

    /**
     * Marks what has reached the endpoint before it failed or the stop came; after a fault it waits, marked or not, before
     * the endpoint is tried again.
     */
    public void backOff(OutcomeBatch batch, Exception cause) {
        Loop loop = loops.get(batch.side());
        loop.goesOn(false);
        Throwable fault = RootCause.innermost(cause);
        try {
            // else it was the marking that failed, and a flush that failed is not tried again
            if (!batch.isDelivered()) {
                markReported(batch);
            }
        } catch (StoreException | OutcomeFileException e) {
            fault = e;
        }
        if (fault instanceof StoreException store) {
            loop.storeFailed(store);
        } else if (!(fault instanceof CallDeferredException)) {
            loop.endpointFailed(batch.side(), fault, backoff);
        }
    }

    /** Marks what arrived of a batch whose asynchronous endpoint never answered, so that it is not sent again. */
    @Override
    public void close() {
        for (Loop loop : loops.values()) {
            OutcomeBatch unmarked = loop.unmarked;
            if (unmarked != null) {
                markReported(unmarked);
            }
        }
    }

    private OutcomeBatch next(Side side) {
        Loop loop = loops.get(side);
        List<Outcome> unreported = loop.way.settled.mayBegin() ? unreported(side, loop) : List.of();
        if (unreported.isEmpty()) {
            loop.way.settled.await(LONGEST_WAIT);
        }
        OutcomeBatch batch = new OutcomeBatch(side, unreported);
        loop.unmarked = batch;
        loop.goesOn(!unreported.isEmpty());
        return batch;
    }

    private List<Outcome> unreported(Side side, Loop loop) {
        try {
            return outbox.unreported(side, missingIsSuccess, MOST);
        } catch (StoreException e) {
            loop.storeFailed(e);
            return List.of();
        }
    }

    /** How long an endpoint is left alone: a remote one as the back-off says. */
    static Duration pause(Throwable cause, Duration backoff) {
        boolean shorter = cause instanceof OutcomeFileException && backoff.compareTo(AFTER_FILE_FAULT) > 0;
        return shorter ? AFTER_FILE_FAULT : backoff;
    }

    /** The loop of one side; one thread runs it. */
    private static final class Loop {
        private record Sent(Instant at, long nanoTime) {}

        private final Way way;
        private final ThrottledLog storeFaults;
        private final TimeSource clock;
        private int failures;
        private volatile EndpointFault fault;
        /** The batch that is out. */
        private volatile OutcomeBatch unmarked;
        /** The outcome that has not come to an end; null if there is none. */
        private volatile Sent sent;

        private boolean hung;

        Loop(Way way, TimeSource clock) {
            this.way = way;
            this.clock = clock;
            this.storeFaults = new ThrottledLog(LOG, "reporting outcomes", clock);
        }

        void goesOn(boolean withAnother) {
            sent = withAnother ? new Sent(clock.instant(), clock.nanoTime()) : null;
        }

        Optional<EndpointFault> hang() {
            Sent last = sent;
            return last == null || clock.nanoTime() - last.nanoTime < HANGING.toNanos()
                    ? Optional.empty()
                    : Optional.of(new EndpointFault("it has not answered the outcome that was sent then", last.at));
        }

        synchronized void look(Side side) {
            Optional<EndpointFault> hang = hang();
            if (hang.isPresent() && !hung) {
                LOG.error(
                        "the {} endpoint hangs: an outcome was sent at {}, and has neither arrived nor failed. Outcomes are"
                                + " kept in the store until it goes on; check the endpoint, give it a time-out, or set another"
                                + " vod.outcome.{}-uri",
                        name(side),
                        hang.get().since(),
                        name(side));
            } else if (hung && hang.isEmpty()) {
                LOG.info("the {} endpoint hangs no more", name(side));
            }
            hung = hang.isPresent();
        }

        void worked(Side side) {
            storeFaults.worked();
            if (failures > 0) {
                LOG.info("the {} endpoint takes outcomes again", name(side));
            }
            failures = 0;
            fault = null;
        }

        void storeFailed(StoreException cause) {
            storeFaults.storeFailed(cause, "They are kept");
            way.settled.pause(AFTER_FAULT);
        }

        void endpointFailed(Side side, Throwable cause, Backoff backoff) {
            Instant since = fault == null ? clock.instant() : fault.since();
            fault = new EndpointFault(way.hideSecrets.apply(RootCause.shown(cause)), since);
            if (failures == 0) {
                LOG.error(
                        "the {} endpoint does not take outcomes: {}. They are kept in the store and sent until it does;"
                                + " check the endpoint, or set another vod.outcome.{}-uri",
                        name(side),
                        fault.cause(),
                        name(side));
            }
            way.settled.pause(pause(cause, backoff.after(failures++)));
        }

        private static String name(Side side) {
            return side.name().toLowerCase(Locale.ROOT);
        }
    }
}
