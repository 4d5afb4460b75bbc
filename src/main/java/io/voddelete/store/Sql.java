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

/** Plain SQL on one connection with its statements kept prepared. Used by one thread at a time. */
final class Sql implements AutoCloseable {
    /** Makes a value of the current row. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Sql(Connection connection) {
        this.connection = connection;
    }

    /** Runs a statement and gives the number of changed rows. */
    int run(String sql, Object... values) throws SQLException {
        try {
            return bind(sql, values).executeUpdate();
        } catch (SQLException e) {
            throw forget(sql, e);
        }
    }

    <T> List<T> list(Row<T> reader, String sql, Object... values) throws SQLException {
        try (ResultSet rows = bind(sql, values).executeQuery()) {
            List<T> list = new ArrayList<>();
            while (rows.next()) {
                list.add(reader.read(rows));
            }
            return list;
        } catch (SQLException e) {
            throw forget(sql, e);
        }
    }

    <T> Optional<T> first(Row<T> reader, String sql, Object... values) throws SQLException {
        try (ResultSet rows = bind(sql, values).executeQuery()) {
            return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
        } catch (SQLException e) {
            throw forget(sql, e);
        }
    }

    /** A time in milliseconds, or null. */
    static Instant instant(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    void commit() throws SQLException {
        connection.commit();
    }

    /**
     * Ends the transaction without effect and begins the next one. Where the disk is full SQLite has ended it by itself, and
     * the driver begins none: then each statement would be committed alone.
     */
    void rollback() throws SQLException {
        try {
            connection.rollback();
        } catch (SQLException e) {
            begin(e);
        }
    }

    private void begin(SQLException cause) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN"); // refused if the old one still runs
        } catch (SQLException e) {
            e.addSuppressed(cause);
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
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
