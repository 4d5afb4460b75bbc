package io.voddelete.store;

import java.sql.SQLException;
import java.time.InstantSource;

/** Tells whether the writer of the store can write. */
record JdbcStoreHealth(GroupCommit writer, Maintenance upkeep, InstantSource clock) implements StoreHealth {
    private static final String WHAT = "be written to";

    @Override
    public StoreCondition condition() {
        return writer.condition();
    }

    @Override
    public void tryToWrite() {
        writer.write(WHAT, this::touch);
    }

    @Override
    public void tryToWriteLater() {
        writer.writeIfIdle(WHAT, this::touch); // other work shows the same
    }

    private int touch(Sql sql) throws SQLException {
        return upkeep.touch(sql, clock.instant());
    }
}
