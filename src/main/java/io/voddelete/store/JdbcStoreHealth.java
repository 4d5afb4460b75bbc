package io.voddelete.store;

import java.sql.SQLException;
import java.time.InstantSource;

/** Tells whether the writer of the store can write. */
record JdbcStoreHealth(GroupCommit writer, InstantSource clock) implements StoreHealth {
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

    /** Writes something that nobody reads. */
    private int touch(Sql sql) throws SQLException {
        return sql.run(
                "INSERT INTO setting (name, value) VALUES ('written-at', ?1) ON CONFLICT (name) DO UPDATE SET value = ?1",
                String.valueOf(clock.instant().toEpochMilli()));
    }
}
