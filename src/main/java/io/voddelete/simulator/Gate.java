package io.voddelete.simulator;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;

/** Refuses, in the order of a gateway, the calls that never reach the assets. Thread-safe. */
final class Gate {
    private final SimulatorOptions options;
    private final SignatureCheck signatures;
    private final Map<CallKind, Quota> quotas;
    private final IdLedger ledger;

    Gate(SimulatorOptions options, IdLedger ledger) {
        var limits = options.limits();
        var clock = options.clock();
        this.options = options;
        this.signatures = new SignatureCheck(options.account(), clock);
        this.quotas = Map.of(
                CallKind.DELETE, new Quota(limits.deletesPerMinute(), limits.window(), limits.sliding(), clock),
                CallKind.INFO, new Quota(limits.infosPerMinute(), limits.window(), limits.sliding(), clock));
        this.ledger = ledger;
    }

    /** The answer that turns the call away, or empty if it may be carried out. */
    Optional<Reply> refusal(ReceivedRequest request, ApiCall call) {
        Optional<String> fault = signatures.fault(request);
        if (fault.isPresent()) {
            return fault.map(ApiError.UNAUTHENTICATED::reply);
        }
        if (call.kind() == CallKind.DELETE) {
            new HashSet<>(call.assetIds()).forEach(ledger::addSent);
        }
        return throttled(quotas.get(call.kind())).or(() -> parameterFault(call));
    }

    private Optional<Reply> throttled(Quota quota) {
        return quota.refusal().map(wait -> {
            Reply reply = ApiError.THROTTLED.reply("limit:" + quota.perMinute() + ",time:"
                    + time(options.limits().window()));
            return options.limits().retryAfter() ? reply.withHeader("Retry-After", seconds(wait)) : reply;
        });
    }

    private static String time(Duration window) {
        return window.toSeconds() == 60 ? "1 minute" : window.toSeconds() + " second";
    }

    private static String seconds(Duration wait) {
        return Long.toString(wait.plusMillis(999).toSeconds());
    }

    private Optional<Reply> parameterFault(ApiCall call) {
        if (!call.projectId().equals(options.account().projectId())) {
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
