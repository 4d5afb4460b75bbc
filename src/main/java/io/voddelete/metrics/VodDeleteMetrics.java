package io.voddelete.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.voddelete.store.Counter;
import io.voddelete.store.Outbox.Side;
import io.voddelete.store.StoreFigures;
import io.voddelete.store.StoreFigures.PendingIds;
import io.voddelete.store.StoreFigures.Unreported;
import io.voddelete.store.StoreFigures.Waiting;
import io.voddelete.support.Timings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of the module, documented in {@code metrics.md}. All values of labels belong to closed sets: none holds an id, the
 * name of a file or a code of VOD. Counters come from the store, so that they do not fall when the process ends; histograms are
 * those of this process.
 */
public final class VodDeleteMetrics implements MeterBinder, AutoCloseable {
    private static final String PREFIX = "vod.delete.";
    private static final String INFO = "build.info";

    /** The bounds that OpenTelemetry recommends for HTTP calls, in seconds. */
    private static final double[] OF_CALLS = {.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10};

    private static final double[] OF_WAITS = {.1, 1, 5, 15, 30, 60};
    private static final double[] OF_AGES = {1, 10, 60, 600, 3600, 21600, 86400, 604800};
    private static final double[] OF_DELAYS = {1, 60, 600};
    private static final double[] OF_COMMITS = {.0005, .001, .005, .01, .05, .1, .5, 1};

    private final WatchedModule module;
    private final Snapshots snapshots;
    private final List<Meters> bound = new ArrayList<>();

    /** @param nanoTime a monotonic clock, such as {@link System#nanoTime} */
    public VodDeleteMetrics(WatchedModule module, LongSupplier nanoTime) {
        this.module = module;
        this.snapshots = new Snapshots(module, nanoTime);
    }

    /** Whether another installation of the module has its meters in this registry. */
    public static boolean areIn(MeterRegistry registry) {
        return Meters.hasMeter(registry, PREFIX + INFO);
    }

    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        Meters meters = new Meters(registry, PREFIX);
        bound.add(meters);
        bindCounters(meters);
        bindPending(meters);
        bindOutcomes(meters);
        new SenderMeters(module, snapshots).bindTo(meters);
        bindSurroundings(meters);
        bindTimes(meters);
    }

    private void bindTimes(Meters meters) {
        module.calls().forEach((call, calls) -> {
            Tags tags = Tags.of("call", call);
            meters.timer("call.duration", "Duration of calls", tags, OF_CALLS, List.of(calls.times()));
            meters.time(
                    "call.last.accepted.timestamp",
                    "When VOD last accepted a call of this process",
                    tags,
                    calls.lastAccepted());
        });
        Tags none = Tags.empty();
        meters.timer("slot.wait", "How long calls wait for their slot", none, OF_WAITS, module.slotWaits());
        List<Timings> ages = List.of(module.figures().ages());
        meters.timer("id.age", "Time from the acceptance of an id to its result", none, OF_AGES, ages);
        List<Timings> delays = List.of(module.figures().delays());
        meters.timer("outcome.delay", "Time from a result until its endpoint has it", none, OF_DELAYS, delays);
        List<Timings> commits = List.of(module.figures().commits());
        meters.timer("store.commit.duration", "Duration of the commits of the store", none, OF_COMMITS, commits);
    }

    private void bindCounters(Meters meters) {
        count(meters, "ids.accepted", "Accepted ids", Counter.ACCEPTED, "intake");
        count(meters, "ids.rejected", "Lines that are not asset ids", Counter.REJECTED, "intake");
        count(meters, "ids.duplicates", "Lines with an id accepted before", Counter.DUPLICATES, "intake");
        count(meters, "ids.settled", "Ids with their final result", Counter.SETTLED, "status", "reason");
        count(meters, "ids.sent", "Ids in answered DELETE calls", Counter.SENT);
        count(meters, "ids.resent", "Ids in answered DELETE calls that an earlier call had named", Counter.RESENT);
        count(meters, "submissions.completed", "Submissions without pending ids", Counter.COMPLETED, "intake");
        count(meters, "calls", "Answered calls", Counter.CALLS, "call", "result");
        count(meters, "sender.pauses", "Pauses that began", Counter.PAUSES, "cause");
        count(meters, "outcomes.reported", "Outcomes that reached their endpoint", Counter.REPORTED, "endpoint");
        count(meters, "outcomes.failures", "Failed tries to report", Counter.REPORT_FAILURES, "endpoint");
        count(meters, "guard.hits", "Ids kept and lists held by a guard", Counter.GUARD_HITS, "guard");
        count(meters, "orders", "Orders of people", Counter.ORDERS, "order", "result");
        count(meters, "webhook.requests", "Responses of the webhook", Counter.WEBHOOK, "status");
    }

    private void bindPending(Meters meters) {
        Map<String, ToDoubleFunction<PendingIds>> ids = Map.of(
                "ready", PendingIds::ready,
                "later", PendingIds::later,
                "busy", PendingIds::busy,
                "claimed", PendingIds::claimed,
                "held", PendingIds::held,
                "ambiguous", PendingIds::ambiguous);
        ids.forEach((state, number) -> stored(
                meters,
                "ids.pending",
                "Ids without a result",
                Tags.of("state", state),
                store -> number.applyAsDouble(store.pending())));
        Map<String, ToDoubleFunction<Waiting>> submissions = Map.of(
                "open", Waiting::open, "held", Waiting::held, "grace", Waiting::grace, "pending", Waiting::pending);
        submissions.forEach((state, number) -> stored(
                meters,
                "submissions",
                "Submissions that are not done",
                Tags.of("state", state),
                store -> number.applyAsDouble(store.submissions())));
        Tags none = Tags.empty();
        storedTime(
                meters,
                "submissions.oldest.pending.timestamp",
                "When the oldest submission with ids to be sent was accepted",
                none,
                StoreFigures::oldestPending);
        storedTime(
                meters,
                "submissions.oldest.held.timestamp",
                "When the oldest held submission was accepted",
                none,
                StoreFigures::oldestHeld);
        storedTime(
                meters,
                "submissions.next.expiry.timestamp",
                "When the next held submission expires",
                none,
                StoreFigures::nextExpiry);
    }

    private void bindOutcomes(Meters meters) {
        for (Side side : Side.values()) {
            bindUnreported(meters, side.word(), store -> store.unreported(side));
        }
        bindUnreported(meters, "notice", StoreFigures::notices);
    }

    private void bindUnreported(Meters meters, String endpoint, Function<StoreFigures, Unreported> unreported) {
        Tags tags = Tags.of("endpoint", endpoint);
        String what = "Outcomes or notices that have not reached their endpoint";
        stored(
                meters,
                "outcomes.unreported",
                what,
                tags,
                store -> unreported.apply(store).count());
        storedTime(
                meters,
                "outcomes.oldest.timestamp",
                "When the oldest unreported outcome was settled, or the event of the oldest notice happened",
                tags,
                store -> unreported.apply(store).oldest());
    }

    private void bindSurroundings(Meters meters) {
        Tags none = Tags.empty();
        String fault = "1 while this part of the store cannot be written";
        meters.gauge(
                "store.fault",
                null,
                fault,
                Tags.of("part", "store"),
                () -> module.storeFails().getAsBoolean() ? 1 : 0);
        meters.gauge(
                "store.fault",
                null,
                fault,
                Tags.of("part", "audit"),
                () -> module.auditFails().getAsBoolean() ? 1 : 0);
        meters.gauge("store.size", "bytes", "Size of the files of the store", none, module.storeSize());
        meters.gauge("disk.free", "bytes", "Space left for the store", none, module.diskFree());
        meters.gauge("clock.offset", "seconds", "How far VOD's clock is ahead", none, module.clockOffset());
        meters.time("credentials.expiry.timestamp", "When the IAM token expires", none, module.credentialsExpiry());
        Tags build = none;
        for (Map.Entry<String, String> each : module.build().entrySet()) {
            build = build.and(each.getKey(), each.getValue());
        }
        meters.gauge(INFO, null, "What runs here", build, () -> 1);
    }

    /** @param labels the names of the words of the counter's label */
    private void count(Meters meters, String name, String help, Counter counter, String... labels) {
        for (String label : counter.labels()) {
            String[] words = label.split(":");
            Tags tags = Tags.empty();
            for (int i = 0; i < labels.length; i++) {
                tags = tags.and(labels[i], words[i].replace('-', '_'));
            }
            meters.counter(name, help, tags, () -> {
                StoreFigures store = snapshots.store();
                return store == null
                        ? Double.NaN
                        : store.counts().of(counter, label); // 0 would look as if it had begun anew
            });
        }
    }

    private void stored(Meters meters, String name, String help, Tags tags, ToDoubleFunction<StoreFigures> number) {
        meters.gauge(name, null, help, tags, () -> {
            StoreFigures store = snapshots.store();
            return store == null ? Double.NaN : number.applyAsDouble(store);
        });
    }

    /** A time in the store. */
    @FunctionalInterface
    private interface StoredTime {
        @Nullable
        Instant of(StoreFigures figures);
    }

    private void storedTime(Meters meters, String name, String help, Tags tags, StoredTime time) {
        meters.time(name, help, tags, () -> {
            StoreFigures store = snapshots.store();
            return store == null ? Optional.empty() : Optional.ofNullable(time.of(store));
        });
    }

    /** Takes the meters out of their registries. */
    @Override
    public synchronized void close() {
        bound.forEach(Meters::close);
        bound.clear();
    }
}
