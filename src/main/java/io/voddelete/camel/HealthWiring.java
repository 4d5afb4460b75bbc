package io.voddelete.camel;

import io.voddelete.camel.ModuleHealthCheck.Finding;
import io.voddelete.camel.ModuleHealthCheck.Kind;
import io.voddelete.outcome.ReportOutcomes;
import io.voddelete.outcome.ReportOutcomes.EndpointFault;
import io.voddelete.store.Outbox.Side;
import io.voddelete.store.Pause;
import io.voddelete.store.StoreCondition;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoreHealth;
import io.voddelete.support.Text;
import io.voddelete.support.ThrottledLog.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;

/** What probes are told: readiness of the store, the sender and the endpoints, and whether the process is stuck. */
record HealthWiring(
        StoreHealth store,
        SenderWiring sender,
        Supplier<Optional<Trouble>> end,
        ReportOutcomes outcomes,
        InstantSource clock) {
    /** No transaction takes as long on a disk that still works. */
    private static final Duration STUCK = Duration.ofMinutes(2);

    /** A fault that is shorter passes by itself. */
    private static final Duration LASTING = Duration.ofMinutes(1);

    /** Does nothing where the host has no health checks, that is no camel-health. */
    void bind(CamelContext context) {
        HealthCheckRegistry registry = HealthCheckRegistry.get(context);
        if (registry != null) {
            Supplier<Finding> success = () -> endpoint(Side.SUCCESS);
            Supplier<Finding> failure = () -> endpoint(Side.FAILURE);
            List.of(
                            new ModuleHealthCheck("vod-sender", Kind.READINESS, this::senderSends),
                            new ModuleHealthCheck("vod-store", Kind.READINESS, this::storeWrites),
                            new ModuleHealthCheck("vod-success-endpoint", Kind.READINESS, success),
                            new ModuleHealthCheck("vod-failure-endpoint", Kind.READINESS, failure),
                            new ModuleHealthCheck("vod-writer", Kind.LIVENESS, this::writerGoesOn))
                    .forEach(registry::register);
        }
    }

    /** An operator who has paused the sender knows it; whatever else stops it is down. */
    private Finding senderSends() {
        Optional<Finding> ended = ended();
        if (ended.isPresent()) {
            return ended.get();
        }
        Optional<Pause> paused = sender.pause();
        if (paused.isPresent()) {
            return paused(paused.get());
        }
        Optional<Trouble> full = sender.backlog().filter(found -> isAgo(LASTING, found.since()));
        if (full.isPresent()) {
            Instant since = full.get().since();
            return new Finding(
                    false,
                    "nothing is sent since " + since + ": "
                            + Text.visible(full.get().text())
                            + ". They are kept. What to do: check the endpoints of vod.outcome.success-uri and"
                            + " vod.outcome.failure-uri",
                    Map.of("since", since.toString()));
        }
        Optional<Trouble> lasting = sender.trouble().filter(found -> isAgo(LASTING, found.since()));
        if (lasting.isPresent()) {
            Instant since = lasting.get().since();
            return new Finding(
                    false,
                    "no id could be sent since " + since + ": "
                            + Text.visible(lasting.get().text())
                            + ". It is tried again. What to do: check vod.endpoint, the network and the disk",
                    Map.of("since", since.toString()));
        }
        return sender.hold()
                .operatorPause()
                .map(since -> new Finding(true, "paused by an operator", Map.of("since", since.toString())))
                .orElse(Finding.WELL);
    }

    private boolean isAgo(Duration time, Instant since) {
        return Duration.between(since, clock.instant()).compareTo(time) >= 0;
    }

    private static Finding paused(Pause why) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("cause", why.cause().name());
        details.put("code", why.code() == null ? "" : why.code());
        details.put("since", why.since().toString());
        details.put("next-try", why.triesAgain() ? why.until().toString() : "never with these credentials");
        return new Finding(false, "sending is paused: " + why.error() + ". What to do: " + why.remedy(), details);
    }

    /** A fault may be over, which only another try can tell. */
    private Finding storeWrites() {
        Finding stuck = writerGoesOn();
        if (!stuck.up() || store.condition().fault() == null) {
            return stuck;
        }
        try {
            store.tryToWrite();
            return Finding.WELL;
        } catch (StoreException e) {
            return new Finding(
                    false,
                    Text.visible(e.getMessage()) + ". Nothing is accepted and nothing is sent. What to do: "
                            + e.remedy(),
                    Map.of());
        }
    }

    /** Then only a restart helps. */
    private Optional<Finding> ended() {
        return end.get()
                .map(why -> new Finding(
                        false,
                        Text.visible(why.text())
                                + ": nothing is taken in, sent or reported any more; nothing accepted is lost. What to do: start"
                                + " the application again",
                        Map.of("since", why.since().toString())));
    }

    private Finding writerGoesOn() {
        Optional<Finding> ended = ended();
        if (ended.isPresent()) {
            return ended.get();
        }
        StoreCondition condition = store.condition();
        if (condition.end() != null) {
            return new Finding(
                    false,
                    "the store's writer has ended by "
                            + Text.visible(condition.end().toString())
                            + ". What to do: start again; nothing accepted is lost",
                    Map.of());
        }
        Instant since = condition.busySince();
        if (since == null || !isAgo(STUCK, since)) {
            return Finding.WELL;
        }
        return new Finding(
                false,
                "the store has been writing one transaction since " + since
                        + ". What to do: check the disk; then start again, nothing accepted is lost",
                Map.of("since", since.toString()));
    }

    private Finding endpoint(Side side) {
        Optional<EndpointFault> fault = outcomes.fault(side);
        String name = side.name().toLowerCase(Locale.ROOT);
        return fault.map(found -> new Finding(
                        false,
                        "the " + name + " endpoint does not take outcomes: " + Text.visible(found.cause())
                                + ". They are kept and sent again. What to do: check vod.outcome." + name + "-uri",
                        Map.of("since", found.since().toString())))
                .orElse(Finding.WELL);
    }
}
