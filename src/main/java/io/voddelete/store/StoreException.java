package io.voddelete.store;

import io.voddelete.support.Explained;
import java.util.Optional;

/** The store could not do what was asked; nothing of it was done. The message says what to look at. */
public final class StoreException extends RuntimeException implements Explained {
    private static final long serialVersionUID = 1L;

    private final StoreFault fault;

    public StoreException(String message, Throwable cause) {
        this(message, StoreFault.OTHER, cause);
    }

    private StoreException(String message, StoreFault fault, Throwable cause) {
        super(message, cause);
        this.fault = fault;
    }

    /**
     * Tells from the cause what kind of trouble it is.
     *
     * @param what begins the sentence: "the store could not …"
     * @param database its file
     */
    static StoreException of(String what, Throwable cause, String database) {
        StoreFault fault = StoreFault.of(cause);
        return new StoreException(what + ": " + fault.text(cause, database), fault, cause);
    }

    @Override
    public String remedy() {
        return fault.remedy();
    }

    /** The kind of trouble in words for people outside, without any path; empty if it is none that is known. */
    public Optional<String> kind() {
        return Optional.ofNullable(fault.words());
    }
}
