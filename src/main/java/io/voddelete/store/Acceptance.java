package io.voddelete.store;

import io.voddelete.asset.Entry;
import io.voddelete.asset.Status;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The SQL of open, accept and seal. Counters move with the rows. */
final class Acceptance {
    private record Row(long id, long submission, Status status, boolean open) {}

    private final Supplier<String> newSubmissionId;
    /** The open submissions that are being read now: their ids are not up for others. */
    private final Set<Long> reading = ConcurrentHashMap.newKeySet();

    Acceptance(Supplier<String> newSubmissionId) {
        this.newSubmissionId = newSubmissionId;
    }

    Submission open(Sql sql, String intakeKey, String source, Instant now) throws SQLException {
        sql.run(
                "INSERT INTO submission (submission_id, intake_key, source, opened_at) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (intake_key) DO NOTHING",
                newSubmissionId.get(),
                intakeKey,
                source,
                now);
        Submission submission = sql.first(
                        row -> new Submission(
                                row.getLong(1), row.getString(2), row.getString(3), "SEALED".equals(row.getString(4))),
                        "SELECT id, submission_id, source, state FROM submission WHERE intake_key = ?",
                        intakeKey)
                .orElseThrow();
        if (!submission.sealed()) {
            reading.add(submission.row());
        }
        return submission;
    }

    /** Accepts some ids and returns null: the counters tell what became of them. */
    Void accept(Sql sql, Submission submission, List<Entry.Found> ids) throws SQLException {
        int accepted = 0;
        int duplicates = 0;
        for (Entry.Found found : ids) {
            int inserted = sql.run(
                    "INSERT INTO asset (asset_id, submission, line) VALUES (?, ?, ?) ON CONFLICT (asset_id) DO NOTHING",
                    found.assetId().value(),
                    submission.row(),
                    found.line());
            if (inserted == 1 || acceptKnown(sql, submission, found)) {
                accepted++;
            } else {
                duplicates += duplicate(sql, submission, found);
            }
        }
        sql.run(
                "UPDATE submission SET accepted = accepted + ?, pending = pending + ?, duplicate = duplicate + ?"
                        + " WHERE id = ?",
                accepted,
                accepted,
                duplicates,
                submission.row());
        return null;
    }

    /** Accepts an id that the store has, if it may be accepted again. */
    private boolean acceptKnown(Sql sql, Submission submission, Entry.Found found) throws SQLException {
        Row row = existing(sql, found).orElseThrow();
        if (row.status == Status.FAILED) {
            again(sql, submission, found, row);
            return true;
        }
        if (row.open && !reading.contains(row.submission)) {
            takeOver(sql, submission, found, row);
            return true;
        }
        return false;
    }

    void seal(Sql sql, Submission submission, long lines, long rejected, long turn, Instant now) throws SQLException {
        sql.run(
                "UPDATE submission SET state = 'SEALED', sealed_at = ?, lines = ?, rejected = ?, turn = ?, next_due = 0"
                        + " WHERE id = ? AND state = 'OPEN'",
                now,
                lines,
                rejected,
                turn,
                submission.row());
    }

    void ended(Submission submission) {
        reading.remove(submission.row());
    }

    private static Optional<Row> existing(Sql sql, Entry.Found found) throws SQLException {
        return sql.first(
                row -> new Row(
                        row.getLong(1),
                        row.getLong(2),
                        Status.valueOf(row.getString(3)),
                        "OPEN".equals(row.getString(4))),
                "SELECT a.id, a.submission, a.status, s.state FROM asset a"
                        + " JOIN submission s ON s.id = a.submission WHERE a.asset_id = ?",
                found.assetId().value());
    }

    /** A FAILED id is tried again; how it ended before is kept. */
    private static void again(Sql sql, Submission submission, Entry.Found found, Row row) throws SQLException {
        sql.run(
                "INSERT INTO earlier SELECT id, generation, submission, line, status, attempts, reason, error_code,"
                        + " error_msg, settled_at, reported_at FROM asset WHERE id = ?",
                row.id);
        sql.run(
                "UPDATE asset SET submission = ?, line = ?, generation = generation + 1, status = 'PENDING', due_at = 0,"
                        + " call_id = NULL, call_at = NULL, evidence = 'NONE', ask = 0, asked = 0, alone = 0,"
                        + " attempts = 0, refusals = 0, delays = 0, reason = NULL, error_code = NULL,"
                        + " error_msg = NULL, settled_at = NULL, reported_at = NULL WHERE id = ?",
                submission.row(),
                found.line(),
                row.id);
    }

    /** The id stands in a submission that will never be sealed, so nobody else would ever send it. */
    private static void takeOver(Sql sql, Submission submission, Entry.Found found, Row row) throws SQLException {
        sql.run("UPDATE asset SET submission = ?, line = ? WHERE id = ?", submission.row(), found.line(), row.id);
        sql.run("UPDATE submission SET accepted = accepted - 1, pending = pending - 1 WHERE id = ?", row.submission);
    }

    /** Records a duplicate once; the very line that was accepted, read again after a crash, is none. */
    private static int duplicate(Sql sql, Submission submission, Entry.Found found) throws SQLException {
        return sql.run(
                "INSERT INTO duplicate (submission, line, asset) SELECT ?, ?, id FROM asset"
                        + " WHERE asset_id = ? AND NOT (submission = ? AND line = ?) ON CONFLICT DO NOTHING",
                submission.row(),
                found.line(),
                found.assetId().value(),
                submission.row(),
                found.line());
    }
}
