package io.voddelete.camel;

import io.voddelete.camel.ModuleHealthCheck.Kind;
import io.voddelete.operations.HealthFinding;
import io.voddelete.operations.SenderReports;
import io.voddelete.outcome.ReportOutcomes;
import io.voddelete.outcome.ReportOutcomes.EndpointFault;
import io.voddelete.protect.Guards.Halt;
import io.voddelete.sender.ClaimRoom;
import io.voddelete.store.Nodes;
import io.voddelete.store.Outbox.Side;
import io.voddelete.store.Pause;
import io.voddelete.store.StoreCondition;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoreFault;
import io.voddelete.store.StoreHealth;
import io.voddelete.support.Text;
import io.voddelete.support.ThrottledLog.Trouble;
import io.voddelete.support.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;

/** The health checks: readiness of the store, the sender and the endpoints, and liveness of the process. */
record HealthWiring(
        StoreHealth store,
        Nodes nodes,
        SenderWiring sender,
        SenderReports reports,
        Supplier<Optional<Trouble>> end,
        ReportOutcomes outcomes,
        InstantSource clock) {
    /** No transaction takes this long on a working disk. */
    private static final Duration STUCK = Duration.ofMinutes(2);

    private static final String SENDER = "vod-sender";

    /** A shorter fault is temporary. */
    private static final Duration LASTING = Duration.ofMinutes(1);

    /** Publishes the findings, and registers the checks if the host has health checks (camel-health). */
    void bind(CamelContext context) {
        reports.publish(this::findings);
        HealthCheckRegistry registry = HealthCheckRegistry.get(context);
        if (registry != null) {
            checks().forEach(registry::register);
        }
    }

    /** Takes the checks back, of an installation that has ended. */
    void unbind(CamelContext context) {
        HealthCheckRegistry registry = HealthCheckRegistry.get(context);
        if (registry != null) {
            checks().stream()
                    .map(check -> registry.getCheck(check.getId()))
                    .flatMap(Optional::stream)
                    .forEach(registry::unregister);
        }
    }

    private List<ModuleHealthCheck> checks() {
        return List.of(
                new ModuleHealthCheck(SENDER, Kind.READINESS, this::sending),
                new ModuleHealthCheck("vod-store", Kind.READINESS, this::storeWrites),
                endpointCheck(Side.SUCCESS),
                endpointCheck(Side.FAILURE),
                endpointCheck(Side.KEPT),
                new ModuleHealthCheck("vod-writer", Kind.LIVENESS, this::writerGoesOn));
    }

    private static String check(Side side) {
        return "vod-" + side.word() + "-endpoint";
    }

    private ModuleHealthCheck endpointCheck(Side side) {
        return new ModuleHealthCheck(check(side), Kind.READINESS, () -> ofSender(check(side), () -> endpoint(side)));
    }

    private HealthFinding sending() {
        HealthFinding found = ended().orElseGet(() -> ofSender(SENDER, this::senderSends));
        try {
            return found.with(reports.differingDetail());
        } catch (StoreException e) {
            return found; // the check of the store tells of it
        }
    }

    /** Every node tells what the one that sends has found. */
    private HealthFinding ofSender(String check, Supplier<HealthFinding> own) {
        Optional<HealthFinding> published;
        try {
            published = reports.published(check);
        } catch (StoreException e) {
            published = Optional.empty(); // the check of the store tells of it
        }
        return published.orElseGet(own);
    }

    /** What this process finds about sending and about the endpoints of outcomes. */
    Map<String, HealthFinding> findings() {
        Map<String, HealthFinding> found = new LinkedHashMap<>();
        found.put(SENDER, senderSends());
        for (Side side : Side.values()) {
            found.put(check(side), endpoint(side));
        }
        found.values().removeIf(HealthFinding.WELL::equals);
        return found;
    }

    /** A pause by an operator or a stop file is intended, so the check is up; anything else that stops the sender makes it down. */
    private HealthFinding senderSends() {
        Optional<HealthFinding> ended = ended();
        if (ended.isPresent()) {
            return ended.get();
        }
        if (!nodes.isSender()) {
            return elsewhere();
        }
        Optional<Pause> paused = sender.hold().pause();
        if (paused.isPresent()) {
            return paused(paused.get());
        }
        Optional<Halt> halt = sender.guarding().guards().halt();
        if (halt.isPresent()) {
            return halted(halt.get());
        }
        Optional<Trouble> full = sender.backlog().filter(found -> isAgo(LASTING, found.since()));
        if (full.isPresent()) {
            Instant since = full.get().since();
            return HealthFinding.down(
                    "nothing has been sent since " + Times.text(since) + ": "
                            + Text.visible(full.get().text())
                            + ". They are kept",
                    "check " + endpoints(),
                    Map.of("since", Times.text(since)));
        }
        Optional<Trouble> lasting = sender.trouble().filter(found -> isAgo(LASTING, found.since()));
        if (lasting.isPresent()) {
            Instant since = lasting.get().since();
            return HealthFinding.down(
                    "no id could be sent since " + Times.text(since) + ": "
                            + Text.visible(lasting.get().text())
                            + ". It is retried",
                    "check vod.endpoint, the network and the disk",
                    Map.of("since", Times.text(since)));
        }
        return sender.hold()
                .operatorPause()
                .map(since ->
                        new HealthFinding(true, "paused by an operator", null, Map.of("since", Times.text(since))))
                .orElse(HealthFinding.WELL);
    }

    private HealthFinding elsewhere() {
        return nodes.nobodySendsSince()
                .filter(since -> isAgo(LASTING, since))
                .map(since -> HealthFinding.down(
                        "no node has been sending since " + Times.text(since),
                        "check the log of each node",
                        Map.of("since", Times.text(since))))
                .orElse(new HealthFinding(true, "another node sends", null, Map.of()));
    }

    /** Those that accept nothing; all, if each of them seems to. */
    private String endpoints() {
        String failing = Stream.of(Side.values())
                .filter(side -> outcomes.fault(side).isPresent())
                .map(side -> "the endpoint vod.outcome." + side.word() + "-uri")
                .collect(Collectors.joining(" and "));
        return failing.isEmpty() ? ClaimRoom.ENDPOINTS : failing;
    }

    private boolean isAgo(Duration time, Instant since) {
        return Duration.between(since, clock.instant()).compareTo(time) >= 0;
    }

    private static HealthFinding halted(Halt halt) {
        Map<String, String> since = Map.of("cause", halt.cause(), "since", Times.text(halt.since()));
        return halt.byIntent()
                ? new HealthFinding(true, halt.text(), null, since)
                : HealthFinding.down("no DELETE call begins: " + halt.text(), halt.remedy(), since);
    }

    private static HealthFinding paused(Pause why) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("cause", why.cause().name());
        details.put("code", why.code() == null ? "" : why.code());
        details.put("since", Times.text(why.since()));
        details.put("next-try", why.triesAgain() ? Times.text(why.until()) : "never with these credentials");
        return HealthFinding.down("sending is paused: " + why.error(), why.remedy(), details);
    }

    /** A fault may have ended, which only another attempt can show. */
    private HealthFinding storeWrites() {
        HealthFinding stuck = writerGoesOn();
        if (!stuck.up() || store.condition().fault() == null) {
            return stuck;
        }
        try {
            store.tryToWrite();
            return HealthFinding.WELL;
        } catch (StoreException e) {
            return HealthFinding.down(
                    Text.visible(e.getMessage()) + ". Nothing is accepted or sent", e.remedy(), Map.of());
        }
    }

    /** If the module has ended, only a restart helps. */
    private Optional<HealthFinding> ended() {
        Throwable ofStore = store.condition().end();
        if (ofStore != null && StoreFault.of(ofStore).isFinal()) {
            StoreFault fault = StoreFault.of(ofStore);
            return Optional.of(HealthFinding.down(
                    Text.visible(fault.text(ofStore, "")) + ": nothing is accepted, sent or reported any more",
                    fault.remedy(),
                    Map.of()));
        }
        return end.get()
                .map(why -> HealthFinding.down(
                        Text.visible(why.text())
                                + ": nothing is accepted, sent or reported any more; nothing accepted is lost",
                        "restart the application",
                        Map.of("since", Times.text(why.since()))));
    }

    private HealthFinding writerGoesOn() {
        Optional<HealthFinding> ended = ended();
        if (ended.isPresent()) {
            return ended.get();
        }
        StoreCondition condition = store.condition();
        if (condition.end() != null) {
            return HealthFinding.down(
                    "the writer thread of the store has ended because of "
                            + Text.visible(condition.end().toString()),
                    "restart the application; nothing accepted is lost",
                    Map.of());
        }
        Instant since = condition.busySince();
        if (since == null || !isAgo(STUCK, since)) {
            return HealthFinding.WELL;
        }
        return HealthFinding.down(
                "the store has been writing one transaction since " + Times.text(since),
                "check the disk, then restart the application; nothing accepted is lost",
                Map.of("since", Times.text(since)));
    }

    private HealthFinding endpoint(Side side) {
        Optional<EndpointFault> fault = outcomes.fault(side);
        String name = side.name().toLowerCase(Locale.ROOT);
        return fault.map(found -> HealthFinding.down(
                        "the " + name + " endpoint does not accept outcomes: " + Text.visible(found.cause())
                                + ". They are kept and sent again",
                        "check vod.outcome." + name + "-uri",
                        Map.of("since", Times.text(found.since()))))
                .orElse(HealthFinding.WELL);
    }
}
