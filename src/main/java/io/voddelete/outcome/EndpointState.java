package io.voddelete.outcome;

import io.voddelete.outcome.ReportOutcomes.EndpointFault;
import io.voddelete.support.LogEvent;
import io.voddelete.support.RootCause;
import io.voddelete.support.TimeSource;
import io.voddelete.support.Times;
import io.voddelete.vod.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * What is known of an endpoint: whether it accepts messages, and whether it hangs. One thread delivers, others look. A fault
 * and its end are logged once each.
 */
final class EndpointState {
    /** A local file is cheap to retry, so that delivery continues soon after there is room again. */
    private static final Duration AFTER_FILE_FAULT = Duration.ofSeconds(5);
    /** An endpoint that has not finished one message for this long is reported as hanging. */
    private static final Duration HANGING = Duration.ofMinutes(1);

    /**
     * The words of its log lines.
     *
     * @param endpoint such as {@code success endpoint}
     * @param message what it gets, such as {@code outcome}
     * @param setting its key
     */
    record Words(String endpoint, String message, String setting) {}

    private record Sent(Instant at, long nanoTime) {}

    private final Logger log;
    private final Words words;
    private final UnaryOperator<String> hideSecrets;
    private final TimeSource clock;
    private int failures;
    private volatile @Nullable EndpointFault fault;
    /** The unfinished message; null if there is none. */
    private volatile @Nullable Sent sent;

    private boolean hung;

    /** @param hideSecrets removes the address of the endpoint and its secrets from a message */
    EndpointState(Logger log, Words words, UnaryOperator<String> hideSecrets, TimeSource clock) {
        this.log = log;
        this.words = words;
        this.hideSecrets = hideSecrets;
        this.clock = clock;
    }

    /** @param withAnother whether the next message is sent now */
    void goesOn(boolean withAnother) {
        sent = withAnother ? new Sent(clock.instant(), clock.nanoTime()) : null;
    }

    /** Why the endpoint does not accept messages; empty if it does, as far as is known. */
    Optional<EndpointFault> fault() {
        return Optional.ofNullable(fault).or(this::hang);
    }

    private Optional<EndpointFault> hang() {
        Sent last = sent;
        return last == null || clock.nanoTime() - last.nanoTime < HANGING.toNanos()
                ? Optional.empty()
                : Optional.of(
                        new EndpointFault("no response to the " + words.message + " that was sent then", last.at));
    }

    /** Reports that the endpoint hangs, or no longer does. */
    synchronized void look() {
        Optional<EndpointFault> hang = hang();
        if (hang.isPresent() && !hung) {
            log.error(
                    "The {} hangs: the {} that was sent at {} has neither arrived nor failed. All {}s are kept in the store"
                            + " until it continues. Check the endpoint, give it a time-out, or change {}",
                    words.endpoint,
                    words.message,
                    Times.text(hang.get().since()),
                    words.message,
                    words.setting);
        } else if (hung && hang.isEmpty()) {
            log.info("The {} no longer hangs", words.endpoint);
        }
        hung = hang.isPresent();
    }

    void worked() {
        if (failures > 0) {
            LogEvent.done(log, Level.INFO, "endpoint-recovered")
                    .log("The {} accepts {}s again", words.endpoint, words.message);
        }
        failures = 0;
        fault = null;
    }

    /** Returns how long to wait before the endpoint is tried again. */
    Duration failed(Throwable cause, Backoff backoff) {
        EndpointFault before = fault;
        Instant since = before == null ? clock.instant() : before.since();
        EndpointFault now = new EndpointFault(hideSecrets.apply(RootCause.shown(cause)), since);
        fault = now;
        if (failures == 0) {
            LogEvent.failed(log, Level.ERROR, "endpoint-failed")
                    .log(
                            "The {} does not accept {}s: {}. They are kept in the store and sent again until it does. Check the"
                                    + " endpoint, or change {}",
                            words.endpoint,
                            words.message,
                            now.cause(),
                            words.setting);
        }
        return pause(cause, backoff.after(failures++));
    }

    /** For a remote endpoint, according to the back-off. */
    static Duration pause(Throwable cause, Duration backoff) {
        boolean shorter = cause instanceof OutcomeFileException && backoff.compareTo(AFTER_FILE_FAULT) > 0;
        return shorter ? AFTER_FILE_FAULT : backoff;
    }
}
