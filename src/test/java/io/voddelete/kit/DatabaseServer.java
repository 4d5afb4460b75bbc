package io.voddelete.kit;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL that tests disturb. Its user {@code postgres} has no password. */
public interface DatabaseServer extends AutoCloseable {
    /** The ports of this machine where it may be; where there are several, one of them takes writes. */
    List<Integer> ports();

    /** Connects to where it takes writes, in the schema {@code vod_delete}. */
    Connection connect() throws SQLException;

    /**
     * Ends it, and waits for that.
     *
     * @param signal {@code QUIT} as {@code pg_ctl stop -m immediate} does, {@code INT} as {@code -m fast}
     */
    void end(String signal) throws IOException;

    /** Starts it again with the same port and data, after {@link #end}. */
    void startAgain() throws IOException;

    /** The processes of its sessions, except those of this method's caller. */
    default List<Long> sessions() throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT pid FROM pg_stat_activity"
                        + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")) {
            List<Long> sessions = new ArrayList<>();
            while (row.next()) {
                sessions.add(row.getLong(1));
            }
            return sessions;
        }
    }

    @Override
    void close() throws IOException;
}
