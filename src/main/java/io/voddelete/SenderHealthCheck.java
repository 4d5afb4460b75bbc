package io.voddelete;

import io.voddelete.store.Pause;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckResultBuilder;

/** Readiness: down while the sender is paused, with the reason, the remedy and when the next call is tried. */
final class SenderHealthCheck implements HealthCheck {
    private final Supplier<Optional<Pause>> pause;
    private volatile boolean enabled = true;

    private SenderHealthCheck(Supplier<Optional<Pause>> pause) {
        this.pause = pause;
    }

    /** Does nothing where the host has no health checks, that is no camel-health. */
    static void register(CamelContext context, Supplier<Optional<Pause>> pause) {
        HealthCheckRegistry checks = HealthCheckRegistry.get(context);
        if (checks != null) {
            checks.register(new SenderHealthCheck(pause));
        }
    }

    @Override
    public String getId() {
        return "vod-sender";
    }

    @Override
    public String getGroup() {
        return "vod-delete-routes";
    }

    @Override
    public boolean isEnabled() {
        return enabled;
    }

    @Override
    public void setEnabled(boolean on) {
        enabled = on;
    }

    /** A restart would not help, so the process is alive all the same. */
    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    public Result call(Map<String, Object> options) {
        HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this);
        if (!enabled) {
            return result.unknown().message("disabled").build();
        }
        Optional<Pause> paused = pause.get();
        if (paused.isEmpty()) {
            return result.up().build();
        }
        Pause why = paused.get();
        return result.down()
                .message("sending is paused: " + why.error() + ". What to do: " + why.remedy())
                .detail("cause", why.cause().name())
                .detail("code", why.code() == null ? "" : why.code())
                .detail("since", why.since().toString())
                .detail("next-try", why.triesAgain() ? why.until().toString() : "never with these credentials")
                .build();
    }
}
