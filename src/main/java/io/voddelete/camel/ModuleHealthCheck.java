package io.voddelete.camel;

import io.voddelete.operations.HealthFinding;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/** One health check of the module, of readiness or of liveness. */
final class ModuleHealthCheck implements HealthCheck {
    /** What a failure means: for readiness something must be fixed, for liveness only a restart helps. */
    enum Kind {
        READINESS,
        LIVENESS
    }

    private final String id;
    private final Kind kind;
    private final Supplier<HealthFinding> look;
    private volatile boolean enabled = true;

    ModuleHealthCheck(String id, Kind kind, Supplier<HealthFinding> look) {
        this.id = id;
        this.kind = kind;
        this.look = look;
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public String getGroup() {
        return Version.PRODUCT;
    }

    @Override
    public boolean isEnabled() {
        return enabled;
    }

    @Override
    public void setEnabled(boolean on) {
        enabled = on;
    }

    @Override
    public boolean isLiveness() {
        return kind == Kind.LIVENESS;
    }

    @Override
    public boolean isReadiness() {
        return kind == Kind.READINESS;
    }

    @Override
    public Result call(Map<String, Object> options) {
        HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this);
        if (!enabled) {
            return result.unknown().message("disabled").build();
        }
        HealthFinding found = look.get();
        result.state(found.up() ? State.UP : State.DOWN);
        found.details().forEach(result::detail);
        if (found.message() != null) {
            result.message(
                    found.remedy() == null ? found.message() : found.message() + ". What to do: " + found.remedy());
            result.detail("message", found.message()); // some hosts, such as Spring Boot, show the details only
        }
        if (found.remedy() != null) {
            result.detail("remedy", found.remedy());
        }
        return result.build();
    }
}
