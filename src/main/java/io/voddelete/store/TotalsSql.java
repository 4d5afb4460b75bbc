package io.voddelete.store;

import java.sql.SQLException;

/** The SQL of the totals: one row that changes in the same transaction as the counters of the sealed submissions. */
final class TotalsSql {
    private static final String SUMS =
            " coalesce(sum(accepted), 0), coalesce(sum(pending), 0), coalesce(sum(deleted), 0),"
                    + " coalesce(sum(failed), 0), coalesce(sum(rejected), 0), coalesce(sum(duplicate), 0), coalesce(sum(kept), 0)";

    private TotalsSql() {}

    /** Counts everything, once at the start. */
    static void count(Sql sql) throws SQLException {
        sql.run("DELETE FROM total");
        sql.run("INSERT INTO total SELECT count(*)," + SUMS
                + ", (SELECT count(*) FROM asset WHERE status <> 'PENDING' AND reported_at IS NULL)"
                + " + (SELECT count(*) FROM earlier WHERE reported_at IS NULL)"
                + " FROM submission WHERE state = 'SEALED'");
    }

    static boolean areThere(Sql sql) throws SQLException {
        return sql.first(row -> true, "SELECT 1 FROM total").isPresent();
    }

    /** Adds the counters of a submission that has just been sealed. */
    static void sealed(Sql sql, Submission submission) throws SQLException {
        sql.run(
                "UPDATE total SET submissions = total.submissions + 1, accepted = total.accepted + s.accepted,"
                        + " pending = total.pending + s.pending, deleted = total.deleted + s.deleted,"
                        + " failed = total.failed + s.failed, rejected = total.rejected + s.rejected,"
                        + " duplicate = total.duplicate + s.duplicate, kept = total.kept + s.kept FROM submission s WHERE s.id = ?",
                submission.row());
    }

    static void settled(Sql sql, int deleted, int failed, int kept) throws SQLException {
        sql.run(
                "UPDATE total SET pending = pending - ?1, deleted = deleted + ?2, failed = failed + ?3, kept = kept + ?4,"
                        + " unreported = unreported + ?1",
                deleted + failed + kept,
                deleted,
                failed,
                kept);
    }

    /** An id that had failed, or was kept, is deleted after all. */
    static void corrected(Sql sql, boolean failed, boolean isReported) throws SQLException {
        sql.run(
                "UPDATE total SET deleted = deleted + 1, failed = failed - ?, kept = kept - ?, unreported = unreported + ?",
                failed,
                !failed,
                isReported);
    }

    /** Counts duplicates in sealed submissions that have become accepted ids. */
    static void handedOver(Sql sql, int ids) throws SQLException {
        sql.run("UPDATE total SET accepted = accepted + ?1, pending = pending + ?1, duplicate = duplicate - ?1", ids);
    }

    static void reported(Sql sql, int outcomes) throws SQLException {
        sql.run("UPDATE total SET unreported = unreported - ?", outcomes);
    }

    static Totals read(Sql sql) throws SQLException {
        return sql.first(
                        row -> new Totals(
                                row.getLong(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6),
                                row.getLong(7),
                                row.getLong(8),
                                row.getLong(9)),
                        "SELECT submissions, accepted, pending, deleted, failed, kept, rejected, duplicate, unreported"
                                + " FROM total")
                .orElseThrow();
    }
}
