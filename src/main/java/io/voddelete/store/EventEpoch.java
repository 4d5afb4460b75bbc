package io.voddelete.store;

import io.voddelete.audit.AuditEvent;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

/**
 * The part of the names of events that changes when a store is put back from a backup, or has lost transactions. Such a store gives
 * rows and numbers to new events that it had given to others before, and receivers drop what has a name that they know.
 */
final class EventEpoch {
    /** In SQL: what follows the name of an outcome or of the store; empty in a store that was never put back. */
    static final String SUFFIX = "coalesce('-' || (SELECT value FROM setting WHERE name = 'event-epoch'), '')";

    private static final String NAME = "event-epoch";
    private static final String SET =
            "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2";

    private EventEpoch() {}

    /**
     * Begins a new epoch. Numbers of notices go on from the time in milliseconds, which no store has reached by counting.
     *
     * @param random the name of the epoch: counted ones would come again when the same backup is put back twice
     * @return a message for the operator
     */
    static String begin(Sql sql, Maintenance upkeep, AuditTrail audit, long random, Instant now) throws SQLException {
        String epoch = HexFormat.of().toHexDigits(random);
        sql.run(SET, NAME, epoch);
        upkeep.skipEventNumbers(sql, now.toEpochMilli(), now);
        audit.add(new AuditEvent("restored", Map.of("epoch", epoch)));
        return "The store was put back from a backup: what is reported from now on has the epoch " + epoch
                + " in its event ids and webhook-id, so that no receiver takes it for something it had before."
                + " Outcomes and notices that were not accepted at the time of the backup may arrive a second time."
                + " asset/info is asked about pending ids that were in calls since then, by the audit log, before they are sent";
    }

    /**
     * Begins a new epoch when the database is found to have lost transactions, whatever a person does about that: what is settled again
     * is another event. Does not count as a change, since nothing may be changed any more. No two losses are seen at the same time.
     */
    static void beginAfterLoss(Sql sql, Maintenance upkeep, Instant now) throws SQLException {
        sql.runUncounted(SET, NAME, HexFormat.of().toHexDigits(now.toEpochMilli()));
        upkeep.skipEventNumbers(sql, now.toEpochMilli(), now);
    }
}
