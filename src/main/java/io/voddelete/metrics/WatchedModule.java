package io.voddelete.metrics;

import io.voddelete.store.Figures;
import io.voddelete.support.Timings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * What the metrics are about.
 *
 * @param sender whether ids are sent
 * @param calls the calls of each kind: delete and info
 * @param slotWaits how long calls of any kind waited
 * @param configuredPace DELETE calls a minute; infinite if there is no limit
 * @param admittedPace the same, as learnt from VOD
 * @param storeFails whether the store cannot be written
 * @param auditFails whether the audit log cannot be written
 * @param storeSize the bytes of the store's files
 * @param diskFree the bytes that are left for them
 * @param clockOffset how far VOD's clock is ahead, in seconds
 * @param credentialsExpiry when they expire; empty if that is not known
 * @param schedules the configured ones
 * @param build what runs here
 */
public record WatchedModule(
        Figures figures,
        Supplier<SenderState> sender,
        Map<String, Calls> calls,
        List<Timings> slotWaits,
        DoubleSupplier configuredPace,
        DoubleSupplier admittedPace,
        BooleanSupplier storeFails,
        BooleanSupplier auditFails,
        DoubleSupplier storeSize,
        DoubleSupplier diskFree,
        DoubleSupplier clockOffset,
        Supplier<Optional<Instant>> credentialsExpiry,
        Map<String, Runs> schedules,
        Map<String, String> build) {
    /**
     * Whether ids are sent.
     *
     * @param state running, waiting, paused or stopped
     * @param cause of a pause, a word of {@link io.voddelete.store.Counter#PAUSES}; otherwise backlog, fault, setting,
     *     throttled or unknown; empty while it is running
     */
    public record SenderState(String state, Optional<String> cause) {
        boolean isPausedBy(String pause) {
            return state.equals("paused") && cause.filter(pause::equals).isPresent();
        }

        boolean isHinderedBy(String hindrance) {
            return !state.equals("paused") && cause.filter(hindrance::equals).isPresent();
        }
    }

    /**
     * Calls of one kind.
     *
     * @param times how long they took
     * @param lastAccepted when VOD last accepted one; empty if it has not since the start
     */
    public record Calls(Timings times, Supplier<Optional<Instant>> lastAccepted) {}

    /**
     * The runs of a schedule.
     *
     * @param last the planned time of the newest recorded one; empty if there was none
     * @param next the first planned time without one, which may be in the past; empty if there will be none
     */
    public record Runs(Supplier<Optional<Instant>> last, Supplier<Optional<Instant>> next) {}
}
