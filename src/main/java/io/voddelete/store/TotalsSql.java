package io.voddelete.store;

import io.voddelete.store.TransactionSums.Total;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * The SQL of the totals: one row that changes in the same transaction as the counters of the sealed submissions, at its end, see
 * {@link TransactionSums}.
 */
final class TotalsSql {
    private static final String SUMS =
            " coalesce(sum(accepted), 0), coalesce(sum(pending), 0), coalesce(sum(deleted), 0),"
                    + " coalesce(sum(failed), 0), coalesce(sum(rejected), 0), coalesce(sum(duplicate), 0), coalesce(sum(kept), 0)";

    private TotalsSql() {}

    /** Counts everything, once at the start. */
    static void count(Sql sql) throws SQLException {
        sql.sums().forgetTotals();
        sql.run("DELETE FROM total");
        sql.run("INSERT INTO total SELECT count(*)," + SUMS
                + ", (SELECT count(*) FROM asset WHERE status <> 'PENDING' AND reported_at IS NULL)"
                + " + (SELECT count(*) FROM earlier WHERE reported_at IS NULL)"
                + " FROM submission WHERE state = 'SEALED'");
    }

    static boolean areThere(Sql sql) throws SQLException {
        return sql.first(row -> true, "SELECT 1 FROM total").isPresent();
    }

    /** Adds sums in the order of {@link Total}. */
    static void add(Sql sql, long[] sums) throws SQLException {
        sql.run(
                "UPDATE total SET submissions = submissions + ?, accepted = accepted + ?, pending = pending + ?,"
                        + " deleted = deleted + ?, failed = failed + ?, rejected = rejected + ?, duplicate = duplicate + ?,"
                        + " kept = kept + ?, unreported = unreported + ?",
                Arrays.stream(sums).boxed().toArray());
    }

    /** Adds the counters of a submission that has just been sealed. */
    static void sealed(Sql sql, Submission.Progress counted) {
        TransactionSums sums = sql.sums();
        sums.add(Total.SUBMISSIONS, 1);
        sums.add(Total.ACCEPTED, counted.accepted());
        sums.add(Total.PENDING, counted.pending());
        sums.add(Total.DELETED, counted.deleted());
        sums.add(Total.FAILED, counted.failed());
        sums.add(Total.REJECTED, counted.rejected());
        sums.add(Total.DUPLICATE, counted.duplicates());
        sums.add(Total.KEPT, counted.kept());
    }

    static void settled(Sql sql, int deleted, int failed, int kept) {
        TransactionSums sums = sql.sums();
        sums.add(Total.PENDING, -(deleted + failed + kept));
        sums.add(Total.DELETED, deleted);
        sums.add(Total.FAILED, failed);
        sums.add(Total.KEPT, kept);
        sums.add(Total.UNREPORTED, deleted + failed + kept);
    }

    /** An id that had failed, or was kept, is deleted after all. */
    static void corrected(Sql sql, boolean failed, boolean isReported) {
        TransactionSums sums = sql.sums();
        sums.add(Total.DELETED, 1);
        sums.add(failed ? Total.FAILED : Total.KEPT, -1);
        sums.add(Total.UNREPORTED, isReported ? 1 : 0);
    }

    /** Counts duplicates in sealed submissions that have become accepted ids. */
    static void handedOver(Sql sql, int ids) {
        TransactionSums sums = sql.sums();
        sums.add(Total.ACCEPTED, ids);
        sums.add(Total.PENDING, ids);
        sums.add(Total.DUPLICATE, -ids);
    }

    static void reported(Sql sql, int outcomes) {
        sql.sums().add(Total.UNREPORTED, -outcomes);
    }

    /** Not in a transaction that writes. */
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
