package io.voddelete.store.postgresql;

import io.voddelete.audit.Head;
import io.voddelete.store.AssetStore;
import io.voddelete.store.AuditTrail;
import io.voddelete.store.JdbcAssetStore;
import io.voddelete.store.Maintenance;
import io.voddelete.store.Ownership;
import io.voddelete.store.Sql;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoreRules;
import io.voddelete.store.Target;
import io.voddelete.support.TimeSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A store in PostgreSQL 15 or later.
 *
 * @param dataSource of its connections, of which the store keeps five
 * @param isPool whether the connections come from the pool of a host
 * @param node what tells the data directory of this process from those of others that use the store at the same time
 * @param settings those that all processes need to have alike, each on a line: its key, {@code =} and a mark of its value
 * @param schema of its tables, an identifier that needs no quotes
 * @param tables what is done about them at the start
 * @param patience how long it waits at the start for a process that has to end first
 * @param needsStandby whether it is opened only if commits wait until a standby has them
 * @param timeout how long it waits for a lock, and for the answer to a read
 */
public record PostgresStore(
        DataSource dataSource,
        boolean isPool,
        String node,
        String settings,
        String schema,
        TablesAtStart tables,
        boolean needsStandby,
        Duration timeout,
        Duration patience) {
    /** The URL may name several hosts, each of which may take the whole time-out. */
    private static final int MOST_HOSTS = 3;

    /**
     * Connections to a database.
     *
     * @param url {@code jdbc:postgresql://<host>/<database>}
     * @param user empty for the default of the driver
     * @param password empty for none
     * @param timeout for a connection, unless the URL has one
     * @throws IllegalArgumentException if the driver does not understand the URL
     */
    public static DataSource dataSource(String url, String user, String password, Duration timeout) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        int seconds = Math.toIntExact(timeout.toSeconds());
        if (!url.contains("connectTimeout=")) {
            dataSource.setConnectTimeout(seconds);
        }
        if (!url.contains("loginTimeout=")) {
            dataSource.setLoginTimeout(MOST_HOSTS * seconds);
        }
        if (!url.contains("ApplicationName=")) {
            dataSource.setApplicationName("vod-delete-routes");
        }
        dataSource.setTcpKeepAlive(true);
        if (!user.isEmpty()) {
            dataSource.setUser(user);
        }
        if (!password.isEmpty()) {
            dataSource.setPassword(password);
        }
        return dataSource;
    }

    /**
     * Reads up to which line the store knows the audit log, whether the module runs or not.
     *
     * @throws StoreException if there is no store, or it cannot be read
     */
    public Head head() {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL search_path TO " + schema); // ends with the transaction
                return AuditTrail.stored(new Sql(connection), auditLog());
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new StoreException("the store in schema " + schema + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Opens the store, which others may have open too.
     *
     * @param name of this process, for people
     * @param rules what is checked and recorded beyond the tables
     * @param remarks receives messages for the operator
     * @param ours checked before each commit, and before each read of something to be sent
     * @throws io.voddelete.store.WrongTargetException if the store is bound to another endpoint or project
     * @throws io.voddelete.store.StoreException if it cannot be opened, or a process that has to end first does not
     */
    public AssetStore open(
            String name,
            Target target,
            StoreRules rules,
            TimeSource clock,
            RandomGenerator random,
            Consumer<String> remarks,
            Ownership ours) {
        return JdbcAssetStore.open(dataSource, target, rules, clock, random, maintenance(name, random, remarks, ours));
    }

    /** What tells the audit log of this node from those of others. */
    String auditLog() {
        return ":" + node;
    }

    Maintenance maintenance(String name, RandomGenerator random, Consumer<String> remarks, Ownership ours) {
        String incarnation = new UUID(random.nextLong(), random.nextLong()).toString();
        return new PostgresMaintenance(this, name, incarnation, ours, remarks);
    }
}
