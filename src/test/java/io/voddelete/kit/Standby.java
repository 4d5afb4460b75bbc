package io.voddelete.kit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.PGReplicationStream;

/** Confirms all that a PostgreSQL server writes, as a synchronous standby does, and keeps nothing of it. */
public final class Standby implements AutoCloseable {
    /** Its name in {@code synchronous_standby_names}. */
    public static final String NAME = "standby_in_tests";

    private final Connection connection;
    private final PGReplicationStream stream;
    private final Thread thread = new Thread(this::confirm, "standby");
    private volatile boolean isClosed;

    private Standby(Connection connection, PGReplicationStream stream) {
        this.connection = connection;
        this.stream = stream;
    }

    /** Begins to confirm. */
    public static Standby of(PostgresServer server) throws SQLException {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, "postgres");
        PGProperty.REPLICATION.set(properties, "true");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "15");
        PGProperty.APPLICATION_NAME.set(properties, NAME);
        Connection connection = DriverManager.getConnection(server.url(), properties);
        PGReplicationStream stream = connection
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .physical()
                .withStartPosition(server.position())
                .withStatusInterval(1, TimeUnit.SECONDS)
                .start();
        Standby standby = new Standby(connection, stream);
        standby.thread.setDaemon(true);
        standby.thread.start();
        return standby;
    }

    private void confirm() {
        try {
            while (!isClosed) {
                while (stream.readPending() != null) {
                    stream.setFlushedLSN(stream.getLastReceiveLSN());
                    stream.setAppliedLSN(stream.getLastReceiveLSN());
                }
                stream.forceUpdateStatus();
                LockSupport.parkNanos(1_000_000);
            }
        } catch (SQLException e) {
            if (!isClosed) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        isClosed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
    }
}
