package io.voddelete.operations;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of a health check.
 *
 * @param up whether everything works
 * @param message null if there is nothing to say
 * @param remedy what to do; null if nothing
 * @param details for programs; may be empty
 */
public record HealthFinding(
        boolean up, @Nullable String message, @Nullable String remedy, Map<String, String> details) {
    /** All is well. */
    public static final HealthFinding WELL = new HealthFinding(true, null, null, Map.of());

    /** Returns a finding of something that does not work. */
    public static HealthFinding down(String message, String remedy, Map<String, String> details) {
        return new HealthFinding(false, message, remedy, details);
    }

    /** Returns the same with more details. */
    public HealthFinding with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(details);
        all.putAll(more);
        return new HealthFinding(up, message, remedy, all);
    }
}
