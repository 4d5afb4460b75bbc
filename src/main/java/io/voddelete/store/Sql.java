package io.voddelete.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private final Connection connection;
    private final String database;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private final CountSql counts = new CountSql();
    /** Rows that this transaction has changed. */
    private long changed;

    private long committed;

    public Sql(Connection connection) throws SQLException {
        this.connection = connection;
        this.database = StoreFault.database(connection);
    }

    /** Opens a connection that does not commit by itself, and adds it to {@code opened} at once, so that it can be closed. */
    static Sql connect(DataSource dataSource, Maintenance upkeep, List<Sql> opened) throws SQLException {
        Connection connection = dataSource.getConnection();
        Sql sql = new Sql(connection);
        opened.add(sql);
        upkeep.setUp(connection);
        return sql;
    }

    /** Opens several connections, as the method above. */
    static List<Sql> connect(DataSource dataSource, Maintenance upkeep, List<Sql> opened, int many)
            throws SQLException {
        List<Sql> all = new ArrayList<>();
        while (all.size() < many) {
            all.add(connect(dataSource, upkeep, opened));
        }
        return all;
    }

    /** Returns the file of the database, for messages. */
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

    /** Returns all rows that a query finds. */
    public <T> List<T> list(Row<T> reader, String sql, @Nullable Object... values) throws SQLException {
        return query(
                sql,
                rows -> {
                    List<T> list = new ArrayList<>();
                    while (rows.next()) {
                        list.add(reader.read(rows));
                    }
                    return list;
                },
                values);
    }

    /** Returns the first row that a query finds. */
    public <T> Optional<T> first(Row<T> reader, String sql, @Nullable Object... values) throws SQLException {
        return query(sql, rows -> rows.next() ? Optional.of(reader.read(rows)) : Optional.empty(), values);
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

    /** Commits, with the counts, and returns whether anything was written. */
    public boolean commit() throws SQLException {
        counts.write(this);
        connection.commit();
        committed = changed;
        changed = 0;
        return committed > 0;
    }

    /** Returns the number of rows that the last commit changed. */
    long committedRows() {
        return committed;
    }

    /**
     * Rolls the transaction back and begins the next one. If the disk is full, SQLite has already ended the transaction and the
     * driver would not begin another, so that each statement would be committed alone.
     */
    public void rollback() throws SQLException {
        counts.forget();
        changed = 0;
        try {
            connection.rollback();
        } catch (SQLException e) {
            begin(e);
        }
    }

    /** Runs a statement without caching it. */
    public void execute(String sql) throws SQLException {
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
        connection.close();
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
            return use.of(bind(sql, values));
        } catch (SQLException e) {
            throw forget(sql, e);
        }
    }

    /** The driver may have closed a statement that failed; if it stayed cached, it would fail for ever. */
    private SQLException forget(String sql, SQLException cause) {
        PreparedStatement statement = prepared.remove(sql);
        try {
            if (statement != null) {
                statement.close();
            }
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
        return cause;
    }

    private PreparedStatement bind(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, plain(values[i]));
        }
        return statement;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Instant instant) {
            return instant.toEpochMilli();
        }
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        return value instanceof Enum<?> word ? word.name() : value;
    }
}
