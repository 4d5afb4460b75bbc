package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Status;
import io.voddelete.reader.Entry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The SQL of open, accept and seal. Counters move with the rows. */
final class Acceptance {
    /** All of a submission, its ids sorted. */
    record Whole(
            String submissionId,
            String intakeKey,
            String source,
            List<Entry.Found> found,
            List<Entry.Rejected> rejected,
            Seal sealing,
            DayLimit limit) {}

    /**
     * A submission that was handed in whole.
     *
     * @param done its row if it was done as soon as it was sealed
     */
    record Accepted(Submitted submitted, List<Long> done) {}

    private final Supplier<String> newSubmissionId;
    /** The open submissions that are being read now: their ids are not up for others. */
    private final Set<Long> reading = ConcurrentHashMap.newKeySet();
    /** The open ones that are not read any more and whose ids were not handed over yet. */
    private final Set<Long> notHandedOver = ConcurrentHashMap.newKeySet();

    Acceptance(Supplier<String> newSubmissionId) {
        this.newSubmissionId = newSubmissionId;
    }

    Submission open(Sql sql, String intakeKey, String source, Instant now) throws SQLException {
        return open(sql, newSubmissionId.get(), intakeKey, source, null, now);
    }

    private static Submission open(
            Sql sql, String submissionId, String intakeKey, String source, String caller, Instant now)
            throws SQLException {
        sql.run(
                "INSERT INTO submission (submission_id, intake_key, source, caller, opened_at) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT (intake_key) DO NOTHING",
                submissionId,
                intakeKey,
                source,
                caller,
                now);
        return sql.first(
                        row -> new Submission(
                                row.getLong(1), row.getString(2), row.getString(3), "SEALED".equals(row.getString(4))),
                        "SELECT id, submission_id, source, state FROM submission WHERE intake_key = ?",
                        intakeKey)
                .orElseThrow();
    }

    /** The submission is read from now on; told after its {@code open} is committed. */
    void began(Submission submission) {
        if (!submission.sealed()) {
            reading.add(submission.row());
            notHandedOver.remove(submission.row());
        }
    }

    /** Opens, accepts and seals; gives what was there already as it is. */
    DayLimitResult<Accepted> submit(Sql sql, Whole whole, long turn, Instant now) throws SQLException {
        boolean isThere = sql.first(row -> true, "SELECT 1 FROM submission WHERE intake_key = ?", whole.intakeKey)
                .isPresent();
        Optional<DayUse> over = isThere ? Optional.empty() : over(sql, whole.found, whole.limit, now);
        return DayLimitResult.unless(over, () -> submitAll(sql, whole, turn, now));
    }

    /** Looks whether the limit of a day lets these ids, sorted, be accepted. */
    DayLimitResult<Void> check(Sql sql, List<Entry.Found> found, DayLimit limit, Instant now) throws SQLException {
        return DayLimitResult.unless(over(sql, found, limit, now), () -> null);
    }

    private Optional<DayUse> over(Sql sql, List<Entry.Found> found, DayLimit limit, Instant now) throws SQLException {
        return DayCounts.over(sql, limit, found.size(), () -> countNew(sql, found), now);
    }

    private Accepted submitAll(Sql sql, Whole whole, long turn, Instant now) throws SQLException {
        Submission submission = open(sql, whole.submissionId, whole.intakeKey, whole.source, whole.limit.caller(), now);
        List<Long> done = List.of();
        if (!submission.sealed()) {
            accept(sql, submission, whole.found);
            if (!whole.rejected.isEmpty()) {
                reject(sql, submission, whole.rejected);
            }
            done = seal(sql, submission, whole.sealing, turn, now);
            DayCounts.add(sql, whole.limit.caller(), accepted(sql, submission), now);
        }
        SealedSubmission sealed = sql.first(
                        JdbcSubmissions::submission, JdbcSubmissions.SUBMISSION + " WHERE id = ?", submission.row())
                .orElseThrow();
        return new Accepted(new Submitted(sealed, submission.sealed()), done);
    }

    /** Accepts some ids and returns null: the counters tell what became of them. */
    Void accept(Sql sql, Submission submission, List<Entry.Found> ids) throws SQLException {
        int accepted = 0;
        int duplicates = 0;
        int waiting = 0;
        for (Entry.Found found : ids) {
            int inserted = sql.run(
                    "INSERT INTO asset (asset_id, submission, line) VALUES (?, ?, ?) ON CONFLICT (asset_id) DO NOTHING",
                    found.assetId().value(),
                    submission.row(),
                    found.line());
            if (inserted == 1) {
                accepted++;
                continue;
            }
            KnownId row = KnownId.find(sql, found).orElseThrow();
            if (acceptKnown(sql, submission, found, row)) {
                accepted++;
            } else if (KnownId.duplicate(sql, submission, found)) {
                duplicates++;
                waiting += row.status() == Status.PENDING ? 1 : 0;
            }
        }
        sql.run(
                "UPDATE submission SET accepted = accepted + ?1, pending = pending + ?1, duplicate = duplicate + ?2,"
                        + " waiting = waiting + ?3 WHERE id = ?4",
                accepted,
                duplicates,
                waiting,
                submission.row());
        return null;
    }

    /** How many of these ids, sorted, would be accepted. */
    private long countNew(Sql sql, List<Entry.Found> sorted) throws SQLException {
        long count = 0;
        AssetId last = null;
        for (Entry.Found found : sorted) {
            if (!found.assetId().equals(last)) {
                Optional<KnownId> row = KnownId.find(sql, found);
                count += row.isEmpty() || row.get().isFailed() || isUnread(row.get()) ? 1 : 0;
            }
            last = found.assetId();
        }
        return count;
    }

    private static long accepted(Sql sql, Submission submission) throws SQLException {
        return sql.first(row -> row.getLong(1), "SELECT accepted FROM submission WHERE id = ?", submission.row())
                .orElseThrow();
    }

    /** Accepts an id that the store has, if it may be accepted again. */
    private boolean acceptKnown(Sql sql, Submission submission, Entry.Found found, KnownId row) throws SQLException {
        boolean again = row.isFailed() || row.submission() != submission.row() && isUnread(row);
        // what a line was when it was read first, it is when it is read again after a crash
        if (!again || KnownId.isDuplicate(sql, submission, found)) {
            return false;
        }
        if (row.isFailed()) {
            row.again(sql, submission, found);
        } else {
            row.takeOver(sql, submission, found);
        }
        return true;
    }

    /** Whether it belongs to a reading that was broken off, so that it is not sent. */
    private boolean isUnread(KnownId row) {
        return row.open() && !reading.contains(row.submission());
    }

    /** Records lines that hold no asset id, each once, and returns null. */
    Void reject(Sql sql, Submission submission, List<Entry.Rejected> lines) throws SQLException {
        int rejected = 0;
        for (Entry.Rejected line : lines) {
            rejected += sql.run(
                    "INSERT INTO rejected (submission, line, text, reason) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    submission.row(),
                    line.line(),
                    line.text(),
                    line.reason());
        }
        sql.run("UPDATE submission SET rejected = rejected + ? WHERE id = ?", rejected, submission.row());
        return null;
    }

    /** Gives the row of the submission if it is sealed by this, and done at once since nothing of it is to be sent. */
    List<Long> seal(Sql sql, Submission submission, Seal sealing, long turn, Instant now) throws SQLException {
        int sealed = sql.run(
                "UPDATE submission SET state = 'SEALED', sealed_at = ?, lines = ?, sha256 = ?, kept_as = ?, turn = ?,"
                        + " next_due = 0 WHERE id = ? AND state = 'OPEN'",
                now,
                sealing.lines(),
                sealing.sha256(),
                sealing.keptAs(),
                turn,
                submission.row());
        if (sealed == 1) {
            Notices.record(sql, submission, sealing.notices());
            if (sealing.keptAs() != null) {
                Move.record(sql, new Move(sealing.keptAs(), sealing.sha256()));
            }
            TotalsSql.sealed(sql, submission);
            return DoneSubmissions.among(sql, List.of(submission.row()));
        }
        return List.of();
    }

    /** A submission of this id alone, from open to seal; empty if it is not FAILED and not left by a broken-off reading. */
    DayLimitResult<Optional<Submission>> retry(Sql sql, AssetId assetId, DayLimit limit, long turn, Instant now)
            throws SQLException {
        Entry.Found only = new Entry.Found(1, assetId);
        KnownId row = KnownId.find(sql, only).orElse(null);
        if (row == null || !row.isFailed() && !isUnread(row)) {
            return new DayLimitResult<>(Optional.empty(), null);
        }
        return DayLimitResult.unless(
                over(sql, List.of(only), limit, now), () -> Optional.of(retry(sql, only, row, limit, turn, now)));
    }

    private Submission retry(Sql sql, Entry.Found only, KnownId row, DayLimit limit, long turn, Instant now)
            throws SQLException {
        AssetId assetId = only.assetId();
        String source = "retry:" + assetId;
        String key = source + (row.isFailed() ? ":" + row.generation() : ":left-by:" + row.submission());
        Submission submission = open(sql, newSubmissionId.get(), key, source, limit.caller(), now);
        accept(sql, submission, List.of(only));
        seal(sql, submission, new Seal(1, null, null), turn, now);
        DayCounts.add(sql, limit.caller(), 1, now);
        return submission;
    }

    /** The same of one that was read; what open submissions that nobody reads hold of it is its own from now on. */
    List<Long> sealRead(Sql sql, Submission submission, Seal sealing, long turn, Instant now) throws SQLException {
        List<Long> done = seal(sql, submission, sealing, turn, now);
        takeWhatIsLeft(sql, submission, turn);
        return done;
    }

    private void takeWhatIsLeft(Sql sql, Submission sealed, long turn) throws SQLException {
        for (long open : OrphanedIds.open(sql)) {
            if (!reading.contains(open)) {
                OrphanedIds.to(sql, sealed.row(), open, turn);
            }
        }
    }

    /** At a start nothing is being read. */
    Void recover(Sql sql, long turn) throws SQLException {
        for (long open : OrphanedIds.open(sql)) {
            OrphanedIds.of(sql, open, turn);
        }
        return null;
    }

    /** The submission was read to its end. */
    void ended(Submission submission) {
        reading.remove(submission.row());
    }

    /** The submission is not read any more; gives whether it was. */
    boolean abandoned(Submission submission) {
        return reading.remove(submission.row()) && notHandedOver.add(submission.row());
    }

    /** The rows of the submissions that are not read any more and whose ids were not handed over yet. */
    Set<Long> notHandedOver() {
        return Set.copyOf(notHandedOver);
    }

    /** Gives how many ids have gone over. */
    int handOver(Sql sql, Set<Long> abandoned, long turn) throws SQLException {
        int ids = 0;
        for (long row : abandoned) {
            ids += reading.contains(row) ? 0 : OrphanedIds.of(sql, row, turn);
        }
        return ids;
    }

    /** Told after the commit. */
    void handedOver(Set<Long> abandoned) {
        notHandedOver.removeAll(abandoned);
    }
}
