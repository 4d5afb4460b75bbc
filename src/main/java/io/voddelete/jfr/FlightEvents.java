package io.voddelete.jfr;

import java.util.function.Supplier;

/**
 * Tells the JDK's flight recorder what the module does, documented in {@code traces.md}. No event holds an id, a file name or a
 * text of others. While nobody records, a method costs one branch. A JVM has one recorder, so this is static. Thread-safe.
 */
public final class FlightEvents {
    /** A runtime image may lack the module; then none of the event classes is loaded. */
    private static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    /** A call to VOD or IAM that has begun. */
    @FunctionalInterface
    public interface Call {
        /**
         * Ends it.
         *
         * @param status the HTTP status; 0 if there was no response
         * @param result returns what came of it, in a word of {@code VodError}; called only if somebody records
         */
        void end(int status, Supplier<String> result);
    }

    /** A call that waits for its slot. */
    @FunctionalInterface
    public interface Slot {
        /** @param granted false if the call gave up */
        void end(boolean granted);
    }

    /** A commit of the store. */
    @FunctionalInterface
    public interface Commit {
        /**
         * Ends it.
         *
         * @param rows the changed rows
         * @param verb what was done, without ids; called only if somebody records
         */
        void end(long rows, Supplier<String> verb);
    }

    /** A look for ids that are due. */
    @FunctionalInterface
    public interface Claim {
        /** @param ids how many were claimed; none is no event */
        void end(int ids);
    }

    private static final Call NO_CALL = (status, result) -> {};
    private static final Slot NO_SLOT = granted -> {};
    private static final Commit NO_COMMIT = (rows, verb) -> {};
    private static final Claim NO_CLAIM = ids -> {};

    private FlightEvents() {}

    /**
     * Begins the event of a call.
     *
     * @param kind delete, info or token
     * @param ids how many ids it names
     */
    public static Call call(String kind, int ids) {
        return PRESENT ? CallEvent.begin(kind, ids, NO_CALL) : NO_CALL;
    }

    /**
     * Begins the event of a wait for a slot.
     *
     * @param kind delete or info
     * @param ids how many ids wait for it
     */
    public static Slot slot(String kind, int ids) {
        return PRESENT ? SlotEvent.begin(kind, ids, NO_SLOT) : NO_SLOT;
    }

    /** Begins the event of a commit; not ended if nothing was written. */
    public static Commit commit() {
        return PRESENT ? CommitEvent.begin(NO_COMMIT) : NO_COMMIT;
    }

    /** Begins the event of a claim. */
    public static Claim claim() {
        return PRESENT ? ClaimEvent.begin(NO_CLAIM) : NO_CLAIM;
    }

    /**
     * Sending was paused or goes on.
     *
     * @param cause why it is or was paused, in a word of the counter of pauses
     * @param begins false if it ends
     */
    public static void pause(String cause, boolean begins) {
        if (PRESENT) {
            PauseEvent.write(cause, begins);
        }
    }
}
