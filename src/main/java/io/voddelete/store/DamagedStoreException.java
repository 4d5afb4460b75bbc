package io.voddelete.store;

/** The files of the store are not what was written into them. Nothing was changed; the message says what and what to do. */
public final class DamagedStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DamagedStoreException(String message) {
        super(message);
    }
}
