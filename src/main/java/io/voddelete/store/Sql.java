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

/** Plain SQL on one connection with its statements kept prepared. Used by one thread at a time. */
public final class Sql implements AutoCloseable {
    /** Makes a value of the current row. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** What is done with a statement. */
    @FunctionalInterface
    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private final Connection connection;
    private final String database;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private boolean changed;

    public Sql(Connection connection) throws SQLException {
        this.connection = connection;
        this.database = StoreFault.database(connection);
    }

    /** A connection whose statements are transactions until they are committed; noted as soon as it is there. */
    static Sql connect(DataSource dataSource, Maintenance upkeep, List<Sql> opened) throws SQLException {
        Connection connection = dataSource.getConnection();
        Sql sql = new Sql(connection);
        opened.add(sql);
        upkeep.setUp(connection);
        return sql;
    }

    /** As many of them; each is noted as soon as it is there. */
    static List<Sql> connect(DataSource dataSource, Maintenance upkeep, List<Sql> opened, int many)
            throws SQLException {
        List<Sql> all = new ArrayList<>();
        while (all.size() < many) {
            all.add(connect(dataSource, upkeep, opened));
        }
        return all;
    }

    /** The file of the database, for messages. */
    public String database() {
        return database;
    }

    /** Runs a statement and gives the number of changed rows. */
    public int run(String sql, Object... values) throws SQLException {
        int rows = use(sql, PreparedStatement::executeUpdate, values);
        changed |= rows > 0;
        return rows;
    }

    public <T> List<T> list(Row<T> reader, String sql, Object... values) throws SQLException {
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

    public <T> Optional<T> first(Row<T> reader, String sql, Object... values) throws SQLException {
        return query(sql, rows -> rows.next() ? Optional.of(reader.read(rows)) : Optional.empty(), values);
    }

    /** A time in milliseconds, or null. */
    static Instant instant(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    /** Says whether there was anything to be written. */
    public boolean commit() throws SQLException {
        connection.commit();
        boolean wrote = changed;
        changed = false;
        return wrote;
    }

    /**
     * Ends the transaction without effect and begins the next one. Where the disk is full SQLite has ended it by itself, and
     * the driver begins none: then each statement would be committed alone.
     */
    public void rollback() throws SQLException {
        changed = false;
        try {
            connection.rollback();
        } catch (SQLException e) {
            begin(e);
        }
    }

    /** Runs a statement that is not kept. */
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

    private <T> T query(String sql, Row<T> reader, Object... values) throws SQLException {
        return use(
                sql,
                statement -> {
                    try (ResultSet rows = statement.executeQuery()) {
                        return reader.read(rows);
                    }
                },
                values);
    }

    private <T> T use(String sql, Use<T> use, Object... values) throws SQLException {
        try {
            return use.of(bind(sql, values));
        } catch (SQLException e) {
            throw forget(sql, e);
        }
    }

    /** The driver may have ended a statement that failed, so that it would fail ever after. */
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

    private PreparedStatement bind(String sql, Object... values) throws SQLException {
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

    private static Object plain(Object value) {
        if (value instanceof Instant instant) {
            return instant.toEpochMilli();
        }
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        return value instanceof Enum<?> word ? word.name() : value;
    }
}
