package io.voddelete.store.postgresql;

import io.voddelete.store.ArchiveFiles;
import io.voddelete.store.CommitMark;
import io.voddelete.store.Dialect;
import io.voddelete.store.Maintenance;
import io.voddelete.store.Membership;
import io.voddelete.store.Ownership;
import io.voddelete.store.Sql;
import io.voddelete.store.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** What the writer does in PostgreSQL outside of its transactions. */
final class PostgresMaintenance implements Maintenance {
    /** Locks of a process that is frozen, or whose machine has gone, end after this. */
    private static final Duration LONGEST_IDLE_TRANSACTION = Duration.ofSeconds(5);

    /** The start counts all rows. */
    private static final Duration LONGEST_START = Duration.ofMinutes(2);

    private static final Duration LONGEST_WRITE = Duration.ofSeconds(20);
    private static final int MOST_TRIES = 300; // a minute
    private static final int FIRST_ROWS = 2_000;
    private static final int GROWTH = 5;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Dialect dialect = new PostgresDialect();
    private final PostgresStore database;
    private final String name;
    private final Member member;
    private final Replication replication;
    private final Peers peers;
    private final Ownership ours;
    private final Consumer<String> remarks;
    /** Whether all processes were stopped after a loss, and whether that was said and marked too. Used by the writer. */
    private boolean isHalted;

    private boolean isLossNoted;
    /** Rows since the start, and when they are so many that the plans may be others. */
    private long changed;

    private long analyzeAt = FIRST_ROWS;

    /**
     * @param name of this process, for people
     * @param incarnation of this process, which no other has
     * @param ours checked before each commit
     * @param remarks receives messages for the operator
     */
    PostgresMaintenance(
            PostgresStore database, String name, String incarnation, Ownership ours, Consumer<String> remarks) {
        this.database = database;
        this.name = name;
        this.member = new Member(database.node(), incarnation, name, database.settings(), System::nanoTime);
        this.replication = new Replication(System::nanoTime);
        this.peers = new Peers(member, replication, System::nanoTime);
        this.ours = ours;
        this.remarks = remarks;
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public boolean isRemote() {
        return true;
    }

    @Override
    public CommitMark mark() {
        return member;
    }

    @Override
    public CommitMark lateMark() {
        return new LateMark();
    }

    @Override
    public Membership members() {
        return peers;
    }

    @Override
    public String auditLog() {
        return database.auditLog();
    }

    @Override
    public long keepMillis() {
        return Member.KEEP.toMillis();
    }

    @Override
    public void started(Sql sql) throws SQLException {
        sql.limit(longestAnswer());
    }

    /** Who cancels the wait for a standby lets a commit be confirmed that no other server has. */
    @Override
    public void warned(SQLWarning warning) {
        if (List.of("01000", "57P01").contains(warning.getSQLState())) { // see SyncRepWaitForLSN in its sources
            remarks.accept("PostgreSQL has confirmed a commit that perhaps no standby has: " + warning.getMessage()
                    + ". If it fails over now, do what nodes.md says, \"When the database fails over\"");
        }
    }

    /** A statement waits for a lock at most, and reads or writes a few rows. */
    private Duration longestAnswer() {
        return database.timeout().plus(LONGEST_WRITE);
    }

    @Override
    public void requireOurs(Sql sql) throws SQLException {
        member.requireOurs(sql);
    }

    @Override
    public void setUp(Connection connection, boolean readOnly) throws SQLException {
        Duration answer = readOnly ? database.timeout() : longestAnswer();
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(answer.toMillis())); // first: the next may hang
        connection.setAutoCommit(true);
        long readsFor = readOnly ? database.timeout().toMillis() : 0; // 0: without limit
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET search_path TO " + database.schema() + "; SET lock_timeout TO "
                    + database.timeout().toMillis() + "; SET statement_timeout TO " + readsFor
                    + "; SET idle_in_transaction_session_timeout TO " + LONGEST_IDLE_TRANSACTION.toMillis());
            // what is answered is told to callers, and begun calls rest on it; set even if it is the same, since a
            // session
            // otherwise follows what the server is told later
            statement.execute("SELECT set_config('synchronous_commit', CASE WHEN current_setting('synchronous_commit')"
                    + " IN ('off', 'local') THEN 'on' ELSE current_setting('synchronous_commit') END, false)");
        }
        if (readOnly) { // several statements of one read see one state
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
        } else {
            askForReplication(connection);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setReadOnly(false);
        }
        connection.setAutoCommit(false);
    }

    /** At once, since a call may begin with the first commit on this connection. */
    private void askForReplication(Connection connection) throws SQLException {
        Replication.Question question = replication.ask();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + Peers.WAITS + ", " + Peers.MILLIS)) {
            row.next();
            replication.connected(question, row.getBoolean(1), Instant.ofEpochMilli(row.getLong(2)));
        }
    }

    /** The connections of a pool are closed for good: what they were set to before is known to nobody. */
    @Override
    public void close(Connection connection, boolean isLost) throws SQLException {
        boolean isAborted = isLost || database.isPool();
        try {
            if (isAborted) {
                connection.abort(Runnable::run);
            }
            connection.close();
        } catch (SQLException e) {
            if (!isAborted) {
                throw e;
            }
        }
    }

    @Override
    public void begin(Sql sql) throws SQLException {
        new Joining(database, member, name, remarks).await(sql);
        sql.limit(LONGEST_START);
    }

    @Override
    public Optional<String> prepare(Sql sql, Target target) throws SQLException {
        target.bind(sql);
        return Optional.empty();
    }

    @Override
    public void requireInPlace() throws SQLException {
        try {
            ours.require();
        } catch (IOException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    /** Autovacuum analyzes tables once a minute at most; until then plans would read those whole that fill within seconds. */
    @Override
    public void committed(Sql sql) {
        changed += sql.committedRows();
        if (changed < analyzeAt) {
            return;
        }
        analyzeAt *= GROWTH;
        try {
            // for each; meanwhile nobody hears from this process, see Member.TERM
            sql.execute("SET LOCAL statement_timeout TO 1500");
            sql.execute("ANALYZE submission; ANALYZE asset");
            sql.commit();
        } catch (SQLException e) {
            sql.lose(); // the next transaction does without
        }
    }

    @Override
    public void skipEventNumbers(Sql sql, long number, Instant now) throws SQLException {
        sql.first(
                row -> row.getLong(1),
                "SELECT setval(pg_get_serial_sequence('event', 'id'), CASE WHEN last_value > ?1 THEN last_value ELSE ?1 END)"
                        + " FROM event_id_seq",
                number);
    }

    @Override
    public void say(String remark) {
        remarks.accept(remark);
    }

    @Override
    public ArchiveFiles archiveFiles(Path folder) {
        throw new UnsupportedOperationException("archives of a store in PostgreSQL");
    }

    /** Whoever goes on with a database that has lost transactions could send what somebody has stopped in them. */
    @Override
    public void halted(Sql sql, boolean hasLost, Lost lost) {
        for (int tries = 0; hasLost && !isLossNoted && tries < MOST_TRIES; tries++) {
            try {
                sql.rollback();
                if (!isHalted) {
                    member.halt(sql);
                    sql.commit(); // whatever comes of the rest, which is done at the next start too
                    isHalted = true;
                }
                int marked = lost.mark(sql);
                sql.commit();
                isLossNoted = true;
                if (marked > 0) {
                    remarks.accept("The database has lost calls that " + name + " had begun: asset/info is asked about "
                            + marked + " pending ids of them before these are sent again");
                }
                return;
            } catch (SQLException e) {
                sql.lose();
                LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            }
        }
    }

    @Override
    public void end(Sql sql) {
        try {
            sql.rollback();
            member.giveUp(sql);
            sql.commit();
        } catch (SQLException e) {
            return; // then others wait until the term ends
        }
    }
}
