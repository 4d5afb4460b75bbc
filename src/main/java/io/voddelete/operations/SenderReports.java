package io.voddelete.operations;

import io.voddelete.sender.RateLimiter;
import io.voddelete.store.Nodes;
import io.voddelete.store.StoreException;
import io.voddelete.store.SubmissionQueries;
import io.voddelete.support.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is known about sending: by this process if it sends, otherwise what the one that does has published. Thread-safe. */
public final class SenderReports {
    private final Sender sender;
    private final RateLimiter infos;
    private final Supplier<Duration> clockOffset;
    private final Supplier<Optional<Instant>> credentialsExpiry;
    private final SubmissionQueries queries;
    private final Nodes nodes;
    private final InstantSource clock;

    /**
     * @param sender of this process
     * @param infos the rate of the calls that ask VOD about assets
     * @param clockOffset how far VOD's clock is ahead
     * @param credentialsExpiry when the current credentials expire; empty if that is not known
     */
    public SenderReports(
            Sender sender,
            RateLimiter infos,
            Supplier<Duration> clockOffset,
            Supplier<Optional<Instant>> credentialsExpiry,
            SubmissionQueries queries,
            Nodes nodes,
            InstantSource clock) {
        this.sender = sender;
        this.infos = infos;
        this.clockOffset = clockOffset;
        this.credentialsExpiry = credentialsExpiry;
        this.queries = queries;
        this.nodes = nodes;
        this.clock = clock;
    }

    /** A report, and when the process that sends said so; no time if that is this one, or none has published. */
    record Dated(SenderReport report, Optional<String> at) {}

    /** Publishes what this process knows, as long as it sends. */
    public void publish(Supplier<Map<String, HealthFinding>> health) {
        nodes.publish(() -> own(health.get()).json());
    }

    Dated current() {
        return told().map(report -> new Dated(report.with(view(report)), Optional.of(report.madeAt())))
                .orElseGet(() -> new Dated(nodes.isSender() ? own(Map.of()) : untold(), Optional.empty()));
    }

    /** After an order that is stored; if the store cannot be read just now, what this process knows itself. */
    SenderView viewAfterOrder() {
        try {
            return view();
        } catch (StoreException e) {
            return here();
        }
    }

    private SenderView view() {
        return told().map(this::view).orElseGet(this::here);
    }

    private SenderView view(SenderReport told) {
        return sender.hasEnded() ? sender.view() : told.sender().with(sender.paused());
    }

    private SenderView here() {
        return nodes.isSender() || sender.hasEnded()
                ? sender.view()
                : sender.paused().orElse(SenderView.UNKNOWN);
    }

    private SenderReport untold() {
        return own(Map.of()).withoutCalls().with(here());
    }

    private Optional<SenderReport> told() {
        return nodes.published().map(Nodes.Published::view).flatMap(SenderReport::of);
    }

    /** Returns whether ids are sent, and if not, why. */
    public Sender.Condition condition() {
        SenderView now = view();
        return new Sender.Condition(now.state(), Optional.ofNullable(now.cause()));
    }

    /** Returns what the process that sends has found in one of its health checks; empty if that is this one, or none has published. */
    public Optional<HealthFinding> published(String check) {
        return told().map(report -> report.health().getOrDefault(check, HealthFinding.WELL));
    }

    /** The word for it if the database confirms commits before a standby has them; null if not. */
    @Nullable
    String replication() {
        return nodes.unreplicatedSince().isPresent() ? "asynchronous" : null;
    }

    /** Settings that need to be alike at all nodes, and are not. */
    List<DifferingSettings> differingSettings() {
        return DifferingSettings.of(nodes);
    }

    /** The same as a detail of a health check; empty if there are none. */
    public Map<String, String> differingDetail() {
        String all = differingSettings().stream()
                .map(each -> each.node() + ": " + String.join(", ", each.settings()))
                .collect(Collectors.joining("; "));
        return all.isEmpty() ? Map.of() : Map.of("differing-settings", all);
    }

    private SenderReport own(Map<String, HealthFinding> health) {
        return new SenderReport(
                Times.text(clock.instant()),
                sender.view(),
                CallsView.of(sender.deletes()),
                CallsView.of(infos),
                Summary.Lately.of(queries.lately()),
                sender.batchSize(),
                clockOffset.get().toSeconds(),
                credentialsExpiry.get().map(Times::text).orElse(null),
                health);
    }
}
