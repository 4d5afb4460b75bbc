package io.voddelete.audit;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An order, an approval, a call or whatever else somebody may ask about later. Its line has at most 1 MiB, so name long lists
 * of ids by their hash.
 *
 * @param name lower-case words joined by hyphens, such as {@code approved}
 * @param submission null if it concerns no single one
 * @param who name of the caller, or how the order came; null if nobody ordered it
 * @param reason as given with the order; null if none was given
 * @param ids asset ids; empty if there are none
 * @param details further members, which the line has in alphabetical order; values are text, whole numbers, true or false, and lists of text
 */
public record AuditEvent(
        String name,
        @Nullable String submission,
        @Nullable String who,
        @Nullable String reason,
        List<String> ids,
        Map<String, Object> details) {
    /** The name of the event that allows a call; its ids are those of the call. */
    public static final String CALL = "call";

    private static final Pattern NAME = Pattern.compile("[a-z]+(-[a-z]+)*");
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");
    private static final Set<String> TAKEN =
            Set.of("n", "time", "event", "submission", "who", "reason", "ids", "base", "prev");

    /** @throws IllegalArgumentException if a name or a value is none of those allowed */
    public AuditEvent {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is no name of an event");
        }
        ids = List.copyOf(ids);
        details = Collections.unmodifiableMap(new TreeMap<>(details));
        details.forEach(AuditEvent::require);
    }

    /** An event without ids. */
    public AuditEvent(String name, @Nullable String submission, @Nullable String who, @Nullable String reason) {
        this(name, submission, who, reason, List.of(), Map.of());
    }

    /** An event that nobody ordered and that concerns no submission. */
    public AuditEvent(String name, Map<String, Object> details) {
        this(name, null, null, null, List.of(), details);
    }

    private static void require(String key, Object value) {
        boolean allowed = value instanceof String
                || value instanceof Long
                || value instanceof Integer
                || value instanceof Boolean
                || value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
        if (!allowed || TAKEN.contains(key) || !KEY.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "'" + key + "' is no member of an event, or has a value of another kind");
        }
    }

    /** Adds the members to a line. */
    void addTo(Map<String, Object> line) {
        line.put("event", name);
        put(line, "submission", submission);
        put(line, "who", who);
        put(line, "reason", reason);
        if (!ids.isEmpty()) {
            line.put("ids", ids);
        }
        line.putAll(details);
    }

    private static void put(Map<String, Object> line, String key, @Nullable String value) {
        if (value != null) {
            line.put(key, value);
        }
    }
}
