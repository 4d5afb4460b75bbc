package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Status;
import io.voddelete.reader.Entry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** An id that the store already has when a line names it, and the SQL for that case. */
record KnownId(long id, long submission, Status status, int generation, boolean open) {
    /** Returns whether naming it again begins a new generation: it still exists as far as is known. */
    boolean isToBeTriedAgain() {
        return status == Status.FAILED || status == Status.KEPT;
    }

    /** Finds an id, also one whose submissions are all archived. */
    static Optional<KnownId> find(Sql sql, Entry.Found found) throws SQLException {
        Optional<KnownId> known = find(sql, "asset", found);
        return known.isPresent() ? known : find(sql, "archived", found);
    }

    /** Returns a known id, whose row is in {@code asset} from now on. */
    static KnownId use(Sql sql, Entry.Found found) throws SQLException {
        Optional<KnownId> known = find(sql, "asset", found);
        if (known.isPresent()) {
            return known.get();
        }
        ArchivedIds.putBack(sql, found.assetId());
        return find(sql, "asset", found).orElseThrow();
    }

    private static Optional<KnownId> find(Sql sql, String table, Entry.Found found) throws SQLException {
        return sql.first(
                row -> read(row, found.assetId()),
                "SELECT a.id, a.submission, a.status, a.generation, s.state, a.line, a.checksum FROM " + table + " a"
                        + " JOIN submission s ON s.id = a.submission WHERE a.asset_id = ?",
                found.assetId().value());
    }

    /** Also checks that the index has led to the row of this id. */
    private static KnownId read(ResultSet row, AssetId assetId) throws SQLException {
        KnownId known = new KnownId(
                row.getLong(1),
                row.getLong(2),
                Status.valueOf(row.getString(3)),
                row.getInt(4),
                "OPEN".equals(row.getString(5)));
        new AssetChecksum(assetId.value(), known.submission, row.getLong(6), known.generation)
                .require(known.id, row.getInt(7));
        return known;
    }

    /** Returns the checksum for the row with which this line is accepted. */
    static int checksum(Submission submission, Entry.Found found, int generation) {
        return new AssetChecksum(found.assetId().value(), submission.row(), found.line(), generation).value();
    }

    /** Accepts a FAILED or KEPT id again; its earlier outcome stays in the store. */
    void again(Sql sql, Submission submission, Entry.Found found) throws SQLException {
        OutcomeCountSql.again(sql, id);
        sql.run(
                "INSERT INTO earlier SELECT id, generation, submission, line, status, attempts, reason, error_code,"
                        + " error_msg, settled_at, reported_at, checksum, title, vod_status, created_at, request_id"
                        + " FROM asset WHERE id = ?",
                id);
        sql.run(
                "UPDATE asset SET submission = ?, line = ?, generation = generation + 1, status = 'PENDING', due_at = 0,"
                        + " call_id = NULL, call_at = NULL, evidence = 'NONE', ask = 0, asked = 0, alone = 0,"
                        + " attempts = 0, refusals = 0, delays = 0, busy_since = NULL, busy_looks = 0, busy_calls = 0, busy_hidden = 0, reason = NULL, error_code = NULL,"
                        + " error_msg = NULL, settled_at = NULL, reported_at = NULL, title = NULL, vod_status = NULL,"
                        + " created_at = NULL, request_id = NULL, checksum = ? WHERE id = ?",
                submission.row(),
                found.line(),
                checksum(submission, found, generation + 1),
                id);
    }

    /** Takes the id from a submission that will never be sealed, since it would never be sent otherwise. */
    void takeOver(Sql sql, Submission submission, Entry.Found found) throws SQLException {
        sql.run(
                "UPDATE asset SET submission = ?, line = ?, checksum = ? WHERE id = ?",
                submission.row(),
                found.line(),
                checksum(submission, found, generation),
                id);
        sql.run("UPDATE submission SET accepted = accepted - 1, pending = pending - 1 WHERE id = ?", this.submission);
    }

    static boolean isDuplicate(Sql sql, Submission submission, Entry.Found found) throws SQLException {
        return sql.first(
                        row -> true,
                        "SELECT 1 FROM duplicate WHERE submission = ? AND line = ?",
                        submission.row(),
                        found.line())
                .isPresent();
    }

    /** Records a duplicate once. The line with which the id was accepted, read again after a crash, is not a duplicate. */
    static boolean duplicate(Sql sql, Submission submission, Entry.Found found) throws SQLException {
        int recorded = sql.run(
                "INSERT INTO duplicate (submission, line, asset, generation) SELECT ?, ?, id, generation FROM asset"
                        + " WHERE asset_id = ? AND NOT (submission = ? AND line = ?) ON CONFLICT DO NOTHING",
                submission.row(),
                found.line(),
                found.assetId().value(),
                submission.row(),
                found.line());
        return recorded == 1;
    }

    /** Counts the duplicates of a settled id as no longer waiting; returns the rows of their submissions. */
    static List<Long> settleDuplicates(Sql sql, long asset, int generation) throws SQLException {
        int counted = sql.run(
                "UPDATE submission SET waiting = waiting - (SELECT count(*) FROM duplicate d WHERE d.asset = ?1"
                        + " AND d.generation = ?2 AND d.submission = submission.id)"
                        + " WHERE id IN (SELECT submission FROM duplicate WHERE asset = ?1 AND generation = ?2)",
                asset,
                generation);
        return counted == 0
                ? List.of()
                : sql.list(
                        row -> row.getLong(1),
                        "SELECT submission FROM duplicate WHERE asset = ? AND generation = ?",
                        asset,
                        generation);
    }
}
