package io.voddelete.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The SQL of which node reads an open submission, and has the file of a sealed one. Does nothing in a store that only one process
 * can have open.
 */
record HomeSql(Membership members) {
    /** Limits a query of {@code submission} to those whose files this node has; the sender has those of which nobody knows it. */
    private static final String OURS =
            " AND coalesce((SELECT node FROM home WHERE home.submission = submission.id), %s) = '%s'";

    /** Whether other processes can use the store. */
    boolean isShared() {
        return members.node() != null;
    }

    /** A condition for the end of a query of {@code submission}; empty if all are ours. */
    String ours() {
        String node = members.node(); // no quotes in it
        return node == null ? "" : String.format(Locale.ROOT, OURS, members.isSender() ? "'" + node + "'" : "''", node);
    }

    /** The name under which this node stores something in {@code setting}. */
    String own(String name) {
        String node = members.node();
        return node == null ? name : name + ":" + node;
    }

    /** This node reads the submission from now on. */
    void beginReading(Sql sql, Submission open) throws SQLException {
        if (isShared() && !open.sealed()) {
            sql.run(
                    "INSERT INTO home (submission, node) VALUES (?1, ?2) ON CONFLICT (submission) DO UPDATE SET node = ?2",
                    open.row(),
                    members.node());
        }
    }

    /** No node reads the submission any more; it is open still, or has no file. */
    void endReading(Sql sql, long row) throws SQLException {
        if (isShared()) {
            sql.run("DELETE FROM home WHERE submission = ?", row);
        }
    }

    /** Whether another node reads the open submission. */
    boolean isReadElsewhere(Sql sql, long row) throws SQLException {
        return isShared()
                && sql.first(
                                found -> true,
                                "SELECT 1 FROM home WHERE submission = ? AND node <> ?",
                                row,
                                members.node())
                        .isPresent();
    }

    /** @throws SQLException if another node reads a submission with this key, whose lines would be mixed with ours */
    void requireNotReadElsewhere(Sql sql, String intakeKey) throws SQLException {
        if (!isShared()) {
            return;
        }
        Optional<String> reader = sql.first(
                row -> row.getString(1),
                "SELECT n.name FROM submission s JOIN home h ON h.submission = s.id JOIN node n ON n.id = h.node"
                        + " WHERE s.intake_key = ? AND s.state = 'OPEN' AND h.node <> ?",
                intakeKey,
                members.node());
        if (reader.isPresent()) {
            throw new SQLException("node '" + reader.get() + "'", StoreFault.ELSEWHERE_STATE);
        }
    }

    /** The rows of the open submissions that some nodes read. */
    static List<Long> open(Sql sql, List<String> nodes) throws SQLException {
        return nodes.isEmpty()
                ? List.of()
                : sql.list(
                        row -> row.getLong(1),
                        "SELECT s.id FROM submission s JOIN home h ON h.submission = s.id WHERE s.state = 'OPEN' AND h.node IN "
                                + Sql.places(nodes.size()),
                        nodes.toArray());
    }
}
