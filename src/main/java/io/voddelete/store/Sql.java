package io.voddelete.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Plain SQL on one connection, with its prepared statements cached. Use by one thread at a time. */
public final class Sql implements AutoCloseable {
    /** Converts the current row to a value. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** The use of a statement. */
    @FunctionalInterface
    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private Connection connection;
    private final Statements statements;
    private final CommitMark mark;
    /** Null if the connection cannot be lost. */
    private final @Nullable ConnectionSource source;

    private final String database;
    private final CountSql counts = new CountSql();
    private final TransactionSums sums = new TransactionSums();
    /** Rows that this transaction has changed. */
    private long changed;

    private long committed;
    /** Whether this transaction has written something that does not count as a change. */
    private boolean hasMore;

    private boolean isLost;
    private boolean isClosed;
    private boolean isInDoubt;

    /** For SQL as it is written here. */
    public Sql(Connection connection) throws SQLException {
        this(connection, Dialect.AS_WRITTEN, CommitMark.NONE, null);
    }

    private Sql(Connection connection, Dialect dialect, CommitMark mark, @Nullable ConnectionSource source)
            throws SQLException {
        this.connection = connection;
        this.statements = new Statements(dialect);
        this.mark = mark;
        this.source = source;
        this.database = StoreFault.database(connection);
    }

    /** Opens the connection of the writer, and adds it to {@code opened} at once, so that it can be closed. */
    static Sql forWriting(DataSource dataSource, Maintenance upkeep, List<Sql> opened) throws SQLException {
        return connect(dataSource, upkeep, false, upkeep.mark(), opened);
    }

    /** Opens connections that only read, as {@link #forWriting}. */
    static List<Sql> forReading(DataSource dataSource, Maintenance upkeep, List<Sql> opened, int many)
            throws SQLException {
        List<Sql> all = new ArrayList<>();
        while (all.size() < many) {
            all.add(connect(dataSource, upkeep, true, CommitMark.NONE, opened));
        }
        return all;
    }

    private static Sql connect(
            DataSource dataSource, Maintenance upkeep, boolean readOnly, CommitMark mark, List<Sql> opened)
            throws SQLException {
        ConnectionSource source = new ConnectionSource(dataSource, upkeep, readOnly);
        Sql sql = new Sql(source.open(), upkeep.dialect(), mark, upkeep.isRemote() ? source : null);
        opened.add(sql);
        return sql;
    }

    /** Opens another connection to the same database, for {@link Maintenance#lateMark}. */
    Sql forLateAnswers() throws SQLException {
        ConnectionSource other = Objects.requireNonNull(source, "a connection that cannot be lost");
        return new Sql(other.open(), other.upkeep().dialect(), other.upkeep().lateMark(), other);
    }

    /** Returns the file or the address of the database, for messages. */
    public String database() {
        return database;
    }

    /**
     * Runs a statement and returns the number of changed rows.
     *
     * @param values of the parameters: instants are stored as milliseconds, enums by name, booleans as 0 or 1
     */
    public int run(String sql, @Nullable Object... values) throws SQLException {
        int rows = use(sql, PreparedStatement::executeUpdate, values);
        changed += rows;
        return rows;
    }

    /** Like {@link #run} for something that does not count as a change of the store. */
    public int runUncounted(String sql, @Nullable Object... values) throws SQLException {
        hasMore = true;
        return use(sql, PreparedStatement::executeUpdate, values);
    }

    /**
     * Runs a statement once for each row of values, with as few round trips as the database permits.
     *
     * @return the number of changed rows for each of them
     */
    int[] batch(String sql, List<? extends @Nullable Object[]> rows) throws SQLException {
        if (rows.isEmpty()) {
            return new int[0];
        }
        try {
            mark.begin(this);
            int[] counts = statements.batch(connection, sql, rows);
            for (int count : counts) {
                changed += count;
            }
            return counts;
        } catch (SQLException e) {
            throw statements.forget(sql, e);
        }
    }

    /** Returns all rows that a query finds, or a statement changes and returns. */
    public <T> List<T> list(Row<T> reader, String sql, @Nullable Object... values) throws SQLException {
        return query(
                sql,
                rows -> {
                    List<T> list = new ArrayList<>();
                    while (rows.next()) {
                        list.add(reader.read(rows));
                    }
                    changed += Statements.isChange(sql) ? list.size() : 0;
                    return list;
                },
                values);
    }

    /** Returns the first row that a query finds, or the only one that a statement changes and returns. */
    public <T> Optional<T> first(Row<T> reader, String sql, @Nullable Object... values) throws SQLException {
        Optional<T> first = query(sql, rows -> rows.next() ? Optional.of(reader.read(rows)) : Optional.empty(), values);
        changed += first.isPresent() && Statements.isChange(sql) ? 1 : 0;
        return first;
    }

    /** The places of some values, at least one, as a list in a statement. */
    static String places(int values) {
        return "(" + "?, ".repeat(values - 1) + "?)";
    }

    /** Reads a column that holds a time in milliseconds and is never null. */
    static Instant instant(ResultSet row, int column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }

    /** Reads a column that holds a time in milliseconds, or null. */
    static @Nullable Instant instantOrNull(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    /** Counts something if and when this transaction is committed; so many counts of one kind are one write. */
    void count(Counter counter, String label, long by) {
        counts.add(counter, label, by);
    }

    /** What is summed up until this transaction is committed. */
    TransactionSums sums() {
        return sums;
    }

    /** Commits, with the counts and sums, and returns whether anything was written. */
    public boolean commit() throws SQLException {
        counts.write(this);
        sums.write(this);
        if (changed > 0) {
            mark.write(this);
        }
        isInDoubt = changed > 0;
        if (changed == 0 && !hasMore && source != null) {
            connection.rollback(); // a commit would cost a flush, because of the lock
        } else {
            connection.commit();
            if (source != null) {
                source.warn(connection);
            }
        }
        isInDoubt = false;
        hasMore = false;
        mark.committed(changed > 0);
        committed = changed;
        changed = 0;
        return committed > 0;
    }

    /** Whether a commit that would have changed something was sent and has failed. */
    boolean isInDoubt() {
        return isInDoubt;
    }

    /** Returns the number of rows that the last commit changed. */
    public long committedRows() {
        return committed;
    }

    /**
     * Rolls the transaction back and begins the next one. If the disk is full, SQLite has already ended the transaction and the
     * driver would not begin another, so that each statement would be committed alone.
     */
    public void rollback() throws SQLException {
        counts.forget();
        sums.forget();
        mark.rolledBack();
        isInDoubt = false;
        hasMore = false;
        changed = 0;
        if (isLost) {
            reopen();
            return;
        }
        try {
            connection.rollback();
        } catch (SQLException e) {
            if (source == null) {
                begin(e);
            } else {
                reopen();
            }
        }
    }

    /** Whether each statement is a round trip to a server, and the connection may be lost. */
    boolean isRemote() {
        return source != null;
    }

    /** Whether each statement is a transaction of its own. Call between two transactions. */
    void commitEach(boolean each) throws SQLException {
        if (!connection.isClosed()) {
            connection.setAutoCommit(each);
        }
    }

    /** The database cannot be reached by this connection: the next rollback opens another one, if that helps. */
    public void lose() {
        isLost = source != null;
    }

    private void reopen() throws SQLException {
        if (source == null || isClosed) {
            throw new SQLException("the connection is closed");
        }
        isLost = true;
        statements.clear();
        source.upkeep().close(connection, true);
        connection = source.open();
        isLost = false;
    }

    /** Sets how long the answer to a statement may take. */
    public void limit(Duration longest) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(longest.toMillis()));
    }

    /** Runs a statement without caching it. */
    public void execute(String sql) throws SQLException {
        hasMore = true;
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void begin(SQLException cause) throws SQLException {
        try {
            execute("BEGIN"); // refused if the old one still runs
        } catch (SQLException e) {
            e.addSuppressed(cause);
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        isClosed = true;
        if (source == null) {
            connection.close();
        } else {
            source.upkeep().close(connection, isLost);
        }
    }

    private <T> T query(String sql, Row<T> reader, @Nullable Object... values) throws SQLException {
        return use(
                sql,
                statement -> {
                    try (ResultSet rows = statement.executeQuery()) {
                        return reader.read(rows);
                    }
                },
                values);
    }

    private <T> T use(String sql, Use<T> use, @Nullable Object... values) throws SQLException {
        try {
            mark.begin(this);
            return use.of(statements.bind(connection, sql, values));
        } catch (SQLException e) {
            throw statements.forget(sql, e);
        }
    }
}
