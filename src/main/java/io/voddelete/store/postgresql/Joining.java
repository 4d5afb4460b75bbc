package io.voddelete.store.postgresql;

import io.voddelete.store.Sql;
import io.voddelete.store.StoreFault;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The start of a process until it is one of those that use the store. */
final class Joining {
    private static final int OLDEST_VERSION = 15;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final PostgresStore database;
    private final Member member;
    private final String name;
    private final Consumer<String> remarks;
    private volatile boolean isStopped;

    /**
     * @param member this process
     * @param name of this process, for people
     * @param remarks receives messages for the operator
     */
    Joining(PostgresStore database, Member member, String name, Consumer<String> remarks) {
        this.database = database;
        this.member = member;
        this.name = name;
        this.remarks = remarks;
    }

    /**
     * Creates the tables if they are missing or migrates them, and waits for a process that has to end first.
     *
     * @throws SQLException also if that takes too long, or the JVM or the thread is told to stop meanwhile
     */
    void await(Sql sql) throws SQLException {
        requireVersion(sql);
        warnOfReplication(sql);
        Thread hook = new Thread(() -> isStopped = true, "vod-joining-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            awaitOthers(sql);
        } finally {
            unhook(hook);
        }
    }

    private void awaitOthers(Sql sql) throws SQLException {
        long begin = System.nanoTime();
        Optional<String> holder = takeNow(sql);
        if (holder.isPresent()) {
            remarks.accept("The store is in use by " + holder.get() + ". " + name
                    + " waits until that ends, for as long as vod.store.wait says");
        }
        while (holder.isPresent()
                && !isStopped
                && System.nanoTime() - begin < database.patience().toNanos()) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            isStopped |= Thread.currentThread().isInterrupted();
            holder = isStopped ? holder : takeNow(sql);
        }
        if (holder.isEmpty() && isStopped) {
            member.giveUp(sql); // told to stop at the same moment
            sql.commit();
        }
        if (isStopped) {
            throw new SQLException("this process was told to stop", StoreFault.TAKEN_OVER_STATE);
        }
        if (holder.isPresent()) {
            throw new SQLException(
                    holder.get() + " is using the schema " + database.schema(), StoreFault.TAKEN_OVER_STATE);
        }
        member.joined();
    }

    private static void unhook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // it runs
        }
    }

    private void requireVersion(Sql sql) throws SQLException {
        int version = Integer.parseInt(sql.first(row -> row.getString(1), "SHOW server_version_num")
                        .orElseThrow())
                / 10_000;
        if (version < OLDEST_VERSION) {
            throw new SQLException(
                    "its PostgreSQL has version " + version + ". Allowed: " + OLDEST_VERSION + " or later");
        }
        if (sql.first(row -> row.getString(1), "SHOW fsync")
                .filter("off"::equals)
                .isPresent()) {
            remarks.accept(
                    "PostgreSQL runs with fsync=off: if its machine fails, lists that were accepted may be lost, and assets"
                            + " that were deleted may be sent again. Set fsync=on");
        }
    }

    /** What is answered before a standby has it may be gone after a failover. */
    private void requireReplication(Sql sql) throws SQLException {
        if (database.needsStandby() && !waits(sql)) {
            throw new SQLException(
                    "its PostgreSQL confirms commits before a standby has them, which vod.store.replication=required forbids."
                            + " Set synchronous_standby_names and max_wal_senders");
        }
    }

    private static boolean waits(Sql sql) throws SQLException {
        return sql.first(row -> row.getBoolean(1), "SELECT " + Peers.WAITS).orElseThrow();
    }

    private void warnOfReplication(Sql sql) throws SQLException {
        if (!database.needsStandby()
                && !waits(sql)
                && sql.first(row -> row.getLong(1), "SELECT count(*) FROM pg_stat_replication")
                        .filter(standbys -> standbys > 0)
                        .isPresent()) {
            remarks.accept(
                    "PostgreSQL has a standby, but confirms commits before that has them: a failover may lose lists that were"
                            + " accepted, and orders. Set synchronous_standby_names, or see nodes.md, \"When the database fails over\"");
        }
    }

    /** The database may be restarted meanwhile, or another process be frozen in a transaction. */
    private Optional<String> takeNow(Sql sql) throws SQLException {
        try {
            sql.rollback();
            requireReplication(sql); // each time, since it may take long until this process joins
            Optional<String> holder = Tables.prepare(sql, database.schema(), database.tables());
            holder = holder.isPresent() ? holder : member.join(sql);
            sql.commit();
            return holder;
        } catch (SQLException e) {
            if (!StoreFault.of(e).mayEnd()) {
                throw e;
            }
            if (StoreFault.of(e) == StoreFault.LOCKED) {
                sql.rollback();
                sql.list(row -> row.getBoolean(1), Peers.UNBLOCK);
            }
            sql.lose();
            return Optional.of("an unknown process");
        }
    }
}
