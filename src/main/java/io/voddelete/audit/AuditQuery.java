package io.voddelete.audit;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of the audit log are wanted: those that fit each member that is not null.
 *
 * @param events names of events, of which the line has one; empty for any
 * @param by who gave the order, or asked for the list, exactly; the name itself, or as it is escaped in the line
 * @param submission the line is about it, or it is a call with ids of it
 * @param asset the line is about it
 * @param since that time or later
 * @param until before that time
 * @param except name of an event whose lines are not wanted, such as that of calls, of which there are very many
 */
public record AuditQuery(
        Set<String> events,
        @Nullable String by,
        @Nullable String submission,
        @Nullable Asset asset,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String except) {
    public AuditQuery {
        events = Set.copyOf(events);
    }

    /** One that excepts no event, and wants one at most. */
    public AuditQuery(
            @Nullable String event,
            @Nullable String by,
            @Nullable String submission,
            @Nullable Asset asset,
            @Nullable Instant since,
            @Nullable Instant until) {
        this(event == null ? Set.of() : Set.of(event), by, submission, asset, since, until, null);
    }

    /** Every line. */
    public static final AuditQuery ALL = new AuditQuery(null, null, null, null, null, null);

    /**
     * An asset: wanted are lines with its id, such as calls, and what happened to its submissions.
     *
     * @param submissions that named the id
     */
    public record Asset(String assetId, Set<String> submissions) {}
}
