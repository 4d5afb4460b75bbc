package io.voddelete.store;

import io.voddelete.support.Explained;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** An operation of the store failed and changed nothing, unless {@link StoreFault#UNKNOWN} is behind it. The message says why. */
public sealed class StoreException extends RuntimeException implements Explained permits ArchiveException {
    private static final long serialVersionUID = 1L;

    private final StoreFault fault;

    /** @param cause null if there is none */
    public StoreException(String message, @Nullable Throwable cause) {
        this(message, StoreFault.OTHER, cause);
    }

    private StoreException(String message, StoreFault fault, @Nullable Throwable cause) {
        super(message, cause);
        this.fault = fault;
    }

    /**
     * Creates an exception of the kind that the cause shows.
     *
     * @param what beginning of the message, such as "the store could not …"
     * @param database the file of the store; may be empty
     */
    static StoreException of(String what, Throwable cause, String database) {
        StoreFault fault = StoreFault.of(cause);
        return new StoreException(what + ": " + fault.text(cause, database), fault, cause);
    }

    /** Like {@link #of}, for work that failed in another thread. */
    static StoreException ofWork(String what, ExecutionException failed, String database) {
        Throwable cause = failed.getCause();
        return of(what, cause == null ? failed : cause, database);
    }

    @Override
    public String remedy() {
        return getCause() instanceof Explained explained ? explained.remedy() : fault.remedy();
    }

    /** Returns the kind of fault in words for callers, without any path; empty if it is unknown. */
    public Optional<String> kind() {
        return fault.words();
    }
}
