package io.voddelete.store;

/** Whether the store can be written. Safe for use by many threads. */
public interface StoreHealth {
    /** How the writing goes; waits for nothing. */
    StoreCondition condition();

    /** Writes something, durably, to see whether that can be done. */
    void tryToWrite();

    /** The same without waiting: what comes of it shows in {@link #condition}. */
    void tryToWriteLater();
}
