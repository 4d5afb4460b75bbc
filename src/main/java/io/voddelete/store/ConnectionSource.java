package io.voddelete.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import javax.sql.DataSource;

/** Where connections come from, and in which state they are used. */
record ConnectionSource(DataSource dataSource, Maintenance upkeep, boolean readOnly) {
    Connection open() throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            upkeep.setUp(connection, readOnly);
            return connection;
        } catch (SQLException | RuntimeException | Error e) {
            upkeep.close(connection, true);
            throw e;
        }
    }

    /** Call after each commit: some are confirmed with a warning. */
    void warn(Connection connection) throws SQLException {
        SQLWarning warning = connection.getWarnings();
        if (warning != null) {
            upkeep.warned(warning);
            connection.clearWarnings();
        }
    }
}
