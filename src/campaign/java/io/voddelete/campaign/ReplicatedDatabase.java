package io.voddelete.campaign;

import io.voddelete.kit.DatabaseServer;
import io.voddelete.kit.TcpProxy;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A primary and its standby, and the network between them. The standby can be promoted once. */
final class ReplicatedDatabase implements DatabaseServer {
    private static final String SYNCED =
            "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = ";

    private final DatabaseProcess primary;
    private final TcpProxy replication;
    private final DatabaseProcess standby;
    private boolean isFailedOver;

    private ReplicatedDatabase(DatabaseProcess primary, boolean isSynchronous) throws IOException, SQLException {
        this.primary = primary;
        this.replication = TcpProxy.to(primary.port());
        this.standby = DatabaseProcess.standby(primary, replication.port());
        if (isSynchronous) {
            primary.execute("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
            primary.execute("SELECT pg_reload_conf()");
        }
        String state = isSynchronous ? "'sync'" : "'async'";
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> count(SYNCED + state) == 1);
    }

    /** @param isSynchronous whether a commit waits for the standby */
    static ReplicatedDatabase start(boolean isSynchronous) throws IOException, SQLException {
        return new ReplicatedDatabase(DatabaseProcess.start(), isSynchronous);
    }

    private DatabaseProcess present() {
        return isFailedOver ? standby : primary;
    }

    /** The standby gets nothing any more. */
    void holdReplication() {
        replication.hold(true, true);
    }

    /** Commits that wait for the standby go on without it, as {@code pg_cancel_backend} makes them; gives how many. */
    long cancelWaits() throws SQLException {
        return count("SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    }

    /** The primary dies. */
    void killPrimary() {
        primary.kill();
    }

    /** After {@link #killPrimary}. */
    void promote() throws SQLException {
        standby.promote();
        isFailedOver = true;
    }

    long count(String query) throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    void execute(String sql) throws SQLException {
        present().execute(sql);
    }

    @Override
    public List<Integer> ports() {
        return List.of(primary.port(), standby.port());
    }

    @Override
    public Connection connect() throws SQLException {
        return present().connect();
    }

    @Override
    public void end(String signal) {
        present().end(signal);
    }

    @Override
    public void startAgain() throws IOException {
        present().startAgain();
    }

    @Override
    public void close() throws IOException {
        standby.close();
        replication.close();
        primary.close();
    }
}
