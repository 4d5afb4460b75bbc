package io.voddelete.simulator;

import io.voddelete.simulator.FaultKind.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Refuses invalid calls in the order of the real gateway, before they reach the assets. Thread-safe. */
final class Gate {
    /** The refusal of a call; {@code fault} is the text of the rule that caused it, or empty. */
    record Refusal(SimulatedResponse reply, String fault) {}

    private static final String TOKEN_HEADER = "x-auth-token";

    private final String projectId;
    private final InstantSource clock;
    private final AccessKeys keys;
    private final SignatureCheck signatures;
    private final Iam iam;
    private final KeyLock locks = new KeyLock();
    private final Map<CallKind, Quota> quotas = new EnumMap<>(CallKind.class);
    private final Faults faults;
    private final IdLedger ledger;

    Gate(SimulatorOptions options, Iam iam, Faults faults, IdLedger ledger) {
        this.projectId = options.account().projectId();
        this.clock = options.clock();
        this.keys = new AccessKeys(options.account(), clock);
        this.signatures = new SignatureCheck(keys);
        this.iam = iam;
        this.faults = faults;
        this.ledger = ledger;
        options.limits().forEach((kind, limit) -> quotas.put(kind, new Quota(limit, clock)));
    }

    /** Replaces the limits; throws IllegalArgumentException if invalid. */
    void changeLimits(String text) {
        Map<CallKind, Limit> old = new EnumMap<>(CallKind.class);
        quotas.forEach((kind, quota) -> old.put(kind, quota.limit()));
        Limit.change(old, text).forEach((kind, limit) -> quota(kind).set(limit));
    }

    private Quota quota(CallKind kind) {
        Quota quota = quotas.get(kind);
        if (quota == null) {
            throw new IllegalArgumentException("There is no limit for " + kind + " calls");
        }
        return quota;
    }

    /** Returns the limits, one per line. */
    String limits() {
        return quotas.entrySet().stream()
                .map(quota -> quota.getValue().limit().text(quota.getKey()) + '\n')
                .collect(Collectors.joining());
    }

    AccessKeys keys() {
        return keys;
    }

    /** Returns the refusal of a call; empty if it is admitted. */
    Optional<Refusal> refusal(ReceivedRequest request, ApiCall call) {
        FaultRule rule = faults.onCall(Scope.GATE, call).orElse(null);
        FaultKind fault = rule == null ? null : rule.kind();
        String faultText = rule == null ? "" : rule.text();
        Optional<SimulatedResponse> unsigned =
                signatureFault(request, fault, rule != null && fault == FaultKind.SKEW ? rule.time() : Duration.ZERO);
        if (unsigned.isPresent()) {
            return unsigned.map(reply -> new Refusal(reply, fault == FaultKind.THROTTLED ? "" : faultText));
        }
        if (call.kind() == CallKind.DELETE) {
            new HashSet<>(call.assetIds()).forEach(ledger::addSent);
        }
        Quota quota = quota(call.kind());
        if (fault == FaultKind.THROTTLED) {
            return Optional.of(new Refusal(quota.throttled(), faultText));
        }
        return quota.refusal().or(() -> parameterFault(call)).map(reply -> new Refusal(reply, ""));
    }

    private Optional<SimulatedResponse> signatureFault(
            ReceivedRequest request, @Nullable FaultKind fault, Duration skew) {
        Instant now = clock.instant();
        String accessKey = SignatureCheck.accessKey(request).orElse("");
        String token = request.headers().get(TOKEN_HEADER);
        if (token != null && accessKey.isEmpty()) {
            boolean live = fault != FaultKind.REVOKED && iam.isLive(token);
            return live ? Optional.empty() : Optional.of(ApiError.TOKEN_REFUSED.reply());
        }
        if (keys.find(accessKey).filter(key -> key.isExpired(now)).isPresent()) {
            return Optional.of(ErrorTable.reply("IAM.1108", 0));
        }
        if (locks.isLocked(accessKey, now)) {
            return Optional.of(ApiError.UNAUTHENTICATED.reply("AK access failed to reach the limit,forbidden"));
        }
        Optional<String> wrong = fault == FaultKind.REVOKED && !accessKey.isEmpty()
                ? Optional.of(SignatureCheck.unknownKey(accessKey))
                : signatures.fault(request, now.plus(skew));
        if (accessKey.isEmpty()) {
            return wrong.map(ApiError.UNAUTHENTICATED::reply);
        }
        if (wrong.isPresent()) {
            locks.failed(accessKey, now);
        } else {
            locks.succeeded(accessKey);
        }
        return wrong.map(ApiError.UNAUTHENTICATED::reply);
    }

    private Optional<SimulatedResponse> parameterFault(ApiCall call) {
        if (!call.projectId().equals(projectId)) {
            return Optional.of(ApiError.WRONG_PROJECT.reply());
        }
        if (!call.hasLegalIds()) {
            return Optional.of(ApiError.BAD_PARAMETER.reply("{asset_id}."));
        }
        if (call.kind() == CallKind.DELETE && !call.hasLegalDeleteType()) {
            return Optional.of(ApiError.BAD_DELETE_TYPE.reply());
        }
        return Optional.empty();
    }
}
