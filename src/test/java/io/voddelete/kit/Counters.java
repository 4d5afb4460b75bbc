package io.voddelete.kit;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The counters of a store, read from outside and compared with its rows.
 *
 * @param settled deleted, failed and kept ids
 * @param unreported settled ids that were not yet sent to an endpoint
 */
public record Counters(long submissions, long accepted, long pending, long settled, long unreported) {
    /** Reads the counters of a data directory that a module may be using; all zero if there is no store. */
    public static Counters of(Path dataDirectory) {
        return read(dataDirectory, false);
    }

    /** Reads the counters and fails unless they match the rows. */
    public static Counters checked(Path dataDirectory) {
        return read(dataDirectory, true);
    }

    private static Counters read(Path dataDirectory, boolean check) {
        StoreFile file = StoreFile.of(dataDirectory);
        if (!file.exists()) {
            return new Counters(0, 0, 0, 0, 0);
        }
        try (Connection connection = file.read();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false); // one snapshot for all queries
            if (number(statement, "SELECT count(*) FROM sqlite_master WHERE name = 'duplicate'") == 0) {
                return new Counters(0, 0, 0, 0, 0);
            }
            Counters counters = new Counters(
                    number(statement, "SELECT count(*) FROM submission WHERE state = 'SEALED'"),
                    number(statement, "SELECT coalesce(sum(accepted), 0) FROM submission"),
                    number(statement, "SELECT coalesce(sum(pending), 0) FROM submission"),
                    number(statement, "SELECT coalesce(sum(deleted + failed + kept), 0) FROM submission"),
                    number(statement, "SELECT count(*) FROM asset WHERE status <> 'PENDING' AND reported_at IS NULL"));
            if (check) {
                counters.compareWith(
                        number(statement, "SELECT count(*) FROM asset WHERE status = 'PENDING'"),
                        number(statement, "SELECT count(*) FROM asset WHERE status <> 'PENDING'")
                                + number(statement, "SELECT count(*) FROM earlier"));
                compareTotals(statement);
            }
            return counters;
        } catch (SQLException e) {
            throw new AssertionError("cannot read the store: " + dataDirectory, e);
        }
    }

    private void compareWith(long pendingRows, long settledRows) {
        if (accepted != pending + settled || pending != pendingRows || settled != settledRows) {
            throw new AssertionError(
                    this + " do not add up with " + pendingRows + " pending and " + settledRows + " settled rows");
        }
    }

    /** Compares the totals with those of the sealed submissions and the unreported ids. */
    private static void compareTotals(Statement statement) throws SQLException {
        String sums = "SELECT count(*) || ' ' || coalesce(sum(accepted), 0) || ' ' || coalesce(sum(pending), 0) || ' '"
                + " || coalesce(sum(deleted), 0) || ' ' || coalesce(sum(failed), 0) || ' ' || coalesce(sum(kept), 0)"
                + " || ' ' || (SELECT count(*) FROM asset"
                + " WHERE status <> 'PENDING' AND reported_at IS NULL) FROM submission WHERE state = 'SEALED'";
        String totals =
                "SELECT submissions || ' ' || accepted || ' ' || pending || ' ' || deleted || ' ' || failed || ' ' || kept"
                        + " || ' ' || (unreported - (SELECT count(*) FROM earlier WHERE reported_at IS NULL)) FROM total";
        String counted = text(statement, sums);
        String kept = text(statement, totals);
        if (kept != null && !kept.equals(counted)) { // null before the first start has counted
            throw new AssertionError("the stored totals are " + kept + ", but counting gives " + counted
                    + " (submissions, accepted, pending, deleted, failed, kept, unreported)");
        }
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
