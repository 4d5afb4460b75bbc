package io.voddelete.store;

/** The store could not do what was asked; nothing of it was done. The message says what to look at. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
