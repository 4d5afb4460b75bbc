package io.voddelete.store;

import java.time.InstantSource;

/** Whether the store can be written, by its one writer. */
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
