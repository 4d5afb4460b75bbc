package io.voddelete.store;

import java.time.InstantSource;

/** Tells whether the writer of the store can write. */
record JdbcStoreHealth(GroupCommit writer, InstantSource clock) implements StoreHealth {
    @Override
    public StoreCondition condition() {
        return writer.condition();
    }

    @Override
    public void tryToWrite() {
        writer.touch(clock.instant());
    }
}
