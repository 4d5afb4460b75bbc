package io.voddelete.store;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The prepared statements of one connection, in the dialect of its database. */
final class Statements {
    /** @param order see {@link Dialect.Statement} */
    private record Prepared(PreparedStatement statement, int[] order) {}

    private final Dialect dialect;
    private final Map<String, Prepared> prepared = new HashMap<>();

    Statements(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Returns a statement with its values. */
    PreparedStatement bind(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        Prepared found = prepare(connection, sql);
        int[] order = found.order;
        int parameters = order.length == 0 ? values.length : order.length;
        for (int i = 0; i < parameters; i++) {
            found.statement.setObject(i + 1, plain(values[order.length == 0 ? i : order[i]]));
        }
        return found.statement;
    }

    /** Runs a statement once for each row of values, and returns the numbers of changed rows. */
    int[] batch(Connection connection, String sql, List<? extends @Nullable Object[]> rows) throws SQLException {
        PreparedStatement statement = prepare(connection, sql).statement;
        for (@Nullable Object[] values : rows) {
            bind(connection, sql, values);
            statement.addBatch();
        }
        int[] counts = run(statement);
        for (int count : counts) {
            if (count < 0) { // a driver that joins the rows of a batch
                throw new SQLException("the driver does not tell how many rows a batch has changed");
            }
        }
        return counts;
    }

    /** The exception of a batch repeats all its values. */
    private static int[] run(PreparedStatement statement) throws SQLException {
        try {
            return statement.executeBatch();
        } catch (BatchUpdateException e) {
            throw e.getCause() instanceof SQLException cause ? cause : e;
        }
    }

    private Prepared prepare(Connection connection, String sql) throws SQLException {
        Prepared found = prepared.get(sql);
        if (found == null) {
            Dialect.Statement words = dialect.translate(sql);
            found = new Prepared(connection.prepareStatement(words.text()), words.order());
            prepared.put(sql, found);
        }
        return found;
    }

    /** The driver may have closed a statement that failed; if it stayed cached, it would fail for ever. */
    SQLException forget(String sql, SQLException cause) {
        Prepared failed = prepared.remove(sql);
        try {
            if (failed != null) {
                failed.statement.close();
            }
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
        return cause;
    }

    /** Their connection is closed. */
    void clear() {
        prepared.clear();
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Instant instant) {
            return instant.toEpochMilli();
        }
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        if (value instanceof String text) {
            return text.indexOf('\0') < 0 ? text : text.replace('\0', '\ufffd'); // PostgreSQL takes none
        }
        return value instanceof Enum<?> word ? word.name() : value;
    }

    /** Whether a statement changes rows, also if it returns them. */
    static boolean isChange(String sql) {
        return sql.startsWith("UPDATE") || sql.startsWith("INSERT") || sql.startsWith("DELETE");
    }
}
