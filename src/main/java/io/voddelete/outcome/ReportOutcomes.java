package io.voddelete.outcome;

import io.voddelete.asset.Outcome;
import io.voddelete.store.Outbox;
import io.voddelete.store.Outbox.Side;
import io.voddelete.store.StoreException;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.RootCause;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import io.voddelete.support.Times;
import io.voddelete.support.WakeUp;
import io.voddelete.vod.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
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
     * @param hideSecrets removes the address of the endpoint and its secrets from a message
     */
    public record Way(WakeUp settled, JsonLines file, UnaryOperator<String> hideSecrets) {}

    /**
     * An endpoint does not accept outcomes, which are kept.
     *
     * @param cause the latest failure
     * @param since the first failure in a row
     */
    public record EndpointFault(String cause, Instant since) {}

    private static final int MOST = 500;
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
    /** The loop runs again immediately, and a store that does not work fails each time. */
    private static final Duration AFTER_FAULT = Duration.ofSeconds(1);
    /** A local file is cheap to retry, so that delivery continues soon after there is room again. */
    private static final Duration AFTER_FILE_FAULT = Duration.ofSeconds(5);
    /** An endpoint that has not finished one outcome for this long is reported as hanging. */
    private static final Duration HANGING = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(ReportOutcomes.class);

    private final Outbox outbox;
    private final boolean missingIsSuccess;
    private final Backoff backoff;
    private final Loop successes;
    private final Loop failures;

    /**
     * @param success the delivery to the success endpoint
     * @param failure the delivery to the failure endpoint
     */
    public ReportOutcomes(
            Outbox outbox, boolean missingIsSuccess, Backoff backoff, Way success, Way failure, TimeSource clock) {
        this.outbox = outbox;
        this.missingIsSuccess = missingIsSuccess;
        this.backoff = backoff;
        this.successes = new Loop(success, clock);
        this.failures = new Loop(failure, clock);
    }

    private Loop loop(Side side) {
        return side == Side.SUCCESS ? successes : failures;
    }

    /** Why the endpoint of a side does not accept outcomes; empty if it does, as far as is known. */
    public Optional<EndpointFault> fault(Side side) {
        Loop loop = loop(side);
        return Optional.ofNullable(loop.fault).or(loop::hang);
    }

    /** Reports hanging endpoints. Call every few seconds. */
    public void look() {
        successes.look(Side.SUCCESS);
        failures.look(Side.FAILURE);
    }

    /** Waits until there may be successes, for a while at most, or until the stop; not after a turn that found some. */
    public void waitForSuccesses() {
        successes.way.settled.await(LONGEST_WAIT);
    }

    /** Waits until there may be failures, for a while at most, or until the stop; not after a turn that found some. */
    public void waitForFailures() {
        failures.way.settled.await(LONGEST_WAIT);
    }

    /** The next outcomes of the success side; empty if there are none or the stop has come. Does not wait. */
    public OutcomeBatch nextSuccesses() {
        return next(Side.SUCCESS);
    }

    /** The next outcomes of the failure side; empty if there are none or the stop has come. Does not wait. */
    public OutcomeBatch nextFailures() {
        return next(Side.FAILURE);
    }

    /**
     * The endpoint accepted the next outcome.
     *
     * @throws CallDeferredException if the stop has come and outcomes are left: a slow endpoint must not delay the stop
     */
    public void delivered(OutcomeBatch batch) {
        Loop loop = loop(batch.side());
        batch.delivered();
        loop.goesOn(!batch.isDelivered());
        if (!batch.isDelivered() && loop.way.settled.isStopping()) {
            throw new CallDeferredException("stopping; the remaining outcomes are sent after the next start");
        }
    }

    /** Marks the delivered outcomes as reported. */
    public void markReported(OutcomeBatch batch) {
        Loop loop = loop(batch.side());
        loop.goesOn(false);
        loop.unmarked = null; // first: a flush that failed is not tried again
        List<Outcome> reached = batch.reached();
        if (reached.isEmpty()) {
            return;
        }
        loop.way.file.force();
        outbox.markReported(reached);
        if (batch.isDelivered()) {
            loop.worked(batch.side());
        }
    }

    /**
     * Marks the outcomes that were delivered before a failure or the stop; after a failure, waits before the endpoint is tried
     * again.
     */
    public void backOff(OutcomeBatch batch, Exception cause) {
        Loop loop = loop(batch.side());
        loop.goesOn(false);
        Throwable fault = RootCause.innermost(cause);
        try {
            // otherwise the marking failed, and a failed flush is not retried
            if (!batch.isDelivered()) {
                markReported(batch);
            }
        } catch (StoreException | OutcomeFileException e) {
            fault = e;
        }
        if (fault instanceof StoreException store) {
            loop.storeFailed(store);
            loop.way.settled.pause(AFTER_FAULT);
        } else if (!(fault instanceof CallDeferredException)) {
            loop.endpointFailed(batch.side(), fault, backoff);
        }
    }

    /** Marks the delivered outcomes of a batch whose asynchronous endpoint never answered, so that they are not sent again. */
    @Override
    public void close() {
        for (Loop loop : List.of(successes, failures)) {
            OutcomeBatch unmarked = loop.unmarked;
            if (unmarked != null) {
                markReported(unmarked);
            }
        }
    }

    private OutcomeBatch next(Side side) {
        Loop loop = loop(side);
        List<Outcome> unreported = loop.way.settled.mayBegin() ? unreported(side, loop) : List.of();
        if (!unreported.isEmpty()) {
            loop.way.settled.raise(); // there may be more
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
            loop.way.settled.restFirst(AFTER_FAULT);
            return List.of();
        }
    }

    /** How long to wait before an endpoint is tried again; for a remote one, according to the back-off. */
    static Duration pause(Throwable cause, Duration backoff) {
        boolean shorter = cause instanceof OutcomeFileException && backoff.compareTo(AFTER_FILE_FAULT) > 0;
        return shorter ? AFTER_FILE_FAULT : backoff;
    }

    /** The loop of one side, run by one thread. */
    private static final class Loop {
        private record Sent(Instant at, long nanoTime) {}

        private final Way way;
        private final ThrottledLog storeFaults;
        private final TimeSource clock;
        private int failures;
        private volatile @Nullable EndpointFault fault;
        /** The batch in delivery; null if there is none. */
        private volatile @Nullable OutcomeBatch unmarked;
        /** The unfinished outcome; null if there is none. */
        private volatile @Nullable Sent sent;

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
                    : Optional.of(new EndpointFault("no response to the outcome that was sent then", last.at));
        }

        synchronized void look(Side side) {
            Optional<EndpointFault> hang = hang();
            if (hang.isPresent() && !hung) {
                LOG.error(
                        "The {} endpoint hangs: an outcome was sent at {} and has neither arrived nor failed. Outcomes are"
                                + " kept in the store until it continues. Check the endpoint, give it a time-out, or change"
                                + " vod.outcome.{}-uri",
                        name(side),
                        Times.text(hang.get().since()),
                        name(side));
            } else if (hung && hang.isEmpty()) {
                LOG.info("The {} endpoint no longer hangs", name(side));
            }
            hung = hang.isPresent();
        }

        void worked(Side side) {
            storeFaults.worked();
            if (failures > 0) {
                LOG.info("The {} endpoint accepts outcomes again", name(side));
            }
            failures = 0;
            fault = null;
        }

        void storeFailed(StoreException cause) {
            storeFaults.storeFailed(cause, "They are kept");
        }

        void endpointFailed(Side side, Throwable cause, Backoff backoff) {
            EndpointFault before = fault;
            Instant since = before == null ? clock.instant() : before.since();
            EndpointFault now = new EndpointFault(way.hideSecrets.apply(RootCause.shown(cause)), since);
            fault = now;
            if (failures == 0) {
                LOG.error(
                        "The {} endpoint does not accept outcomes: {}. They are kept in the store and sent again until it"
                                + " does. Check the endpoint, or change vod.outcome.{}-uri",
                        name(side),
                        now.cause(),
                        name(side));
            }
            way.settled.pause(pause(cause, backoff.after(failures++)));
        }

        private static String name(Side side) {
            return side.name().toLowerCase(Locale.ROOT);
        }
    }
}
