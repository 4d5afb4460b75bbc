package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Status;
import io.voddelete.reader.Entry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The SQL of lines: ids, duplicates and rejected lines. Counters change in the same transaction as the rows. */
record LineSql(Readings readings) {
    /**
     * Ids that were added to a submission.
     *
     * @param waiting those of the duplicates whose outcome is to come
     */
    record Added(int accepted, int duplicates, int waiting) {
        static final Added NONE = new Added(0, 0, 0);
    }

    /** Accepts ids, and counts them as accepted or duplicate. Returns null. */
    Void accept(Sql sql, Submission submission, List<Entry.Found> ids) throws SQLException {
        Added added = add(sql, submission, ids);
        sql.run(
                "UPDATE submission SET accepted = accepted + ?1, pending = pending + ?1, duplicate = duplicate + ?2,"
                        + " waiting = waiting + ?3 WHERE id = ?4",
                added.accepted,
                added.duplicates,
                added.waiting,
                submission.row());
        return null;
    }

    /** Accepts ids, and leaves it to the caller to count them in the row of the submission. */
    Added add(Sql sql, Submission submission, List<Entry.Found> ids) throws SQLException {
        List<Entry.Found> known = InsertSql.insert(sql, submission, ids);
        int accepted = ids.size() - known.size();
        int duplicates = 0;
        int waiting = 0;
        int takenOver = 0;
        for (Entry.Found found : known) {
            KnownId row = KnownId.use(sql, found);
            if (acceptKnown(sql, submission, found, row)) {
                accepted++;
                takenOver += row.isToBeTriedAgain() ? 0 : 1;
            } else if (KnownId.duplicate(sql, submission, found)) {
                duplicates++;
                waiting += row.status() == Status.PENDING ? 1 : 0;
            }
        }
        LostCallSql.markAccepted(sql, ids);
        KeptColumnSql.keep(sql, submission, ids);
        // an id that is taken over was counted when it was accepted first
        sql.count(Counter.ACCEPTED, Counter.ACCEPTED.ofSource(submission.source()), accepted - takenOver);
        sql.count(Counter.DUPLICATES, Counter.DUPLICATES.ofSource(submission.source()), duplicates);
        return new Added(accepted, duplicates, waiting);
    }

    /** Returns how many of these sorted ids would be accepted. */
    long countNew(Sql sql, List<Entry.Found> sorted) throws SQLException {
        long count = 0;
        AssetId last = null;
        for (Entry.Found found : sorted) {
            if (!found.assetId().equals(last)) {
                Optional<KnownId> row = KnownId.find(sql, found);
                count += row.isEmpty() || row.get().isToBeTriedAgain() || isUnread(sql, row.get()) ? 1 : 0;
            }
            last = found.assetId();
        }
        return count;
    }

    /** Accepts an id that the store already has, if permitted; returns whether it did. */
    private boolean acceptKnown(Sql sql, Submission submission, Entry.Found found, KnownId row) throws SQLException {
        boolean again = row.isToBeTriedAgain() || row.submission() != submission.row() && isUnread(sql, row);
        // a line that was a duplicate stays one when it is read again after a crash
        if (!again || KnownId.isDuplicate(sql, submission, found)) {
            return false;
        }
        if (row.isToBeTriedAgain()) {
            row.again(sql, submission, found);
        } else {
            row.takeOver(sql, submission, found);
        }
        return true;
    }

    /** Returns whether its submission is open and no longer read, so that it would never be sent. */
    boolean isUnread(Sql sql, KnownId row) throws SQLException {
        return row.open() && !readings.isRead(sql, row.submission());
    }

    /** Records rejected lines, each once. Returns null. */
    Void reject(Sql sql, Submission submission, List<Entry.Rejected> lines) throws SQLException {
        List<Object[]> rows = new ArrayList<>();
        for (Entry.Rejected line : lines) {
            rows.add(new Object[] {submission.row(), line.line(), line.text(), line.reason()});
        }
        int[] inserted = sql.batch(
                "INSERT INTO rejected (submission, line, text, reason) SELECT ?, ?, ?, ? WHERE true ON CONFLICT DO NOTHING",
                rows);
        Map<String, Integer> reasons = new TreeMap<>();
        for (int i = 0; i < inserted.length; i++) {
            reasons.merge(lines.get(i).reason(), inserted[i], Integer::sum);
        }
        int rejected = 0;
        for (Map.Entry<String, Integer> reason : reasons.entrySet()) {
            ReasonSql.countRejected(sql, submission.row(), reason.getKey(), reason.getValue());
            rejected += reason.getValue();
        }
        KeptColumnSql.keep(sql, submission, lines);
        sql.run("UPDATE submission SET rejected = rejected + ? WHERE id = ?", rejected, submission.row());
        sql.count(Counter.REJECTED, Counter.REJECTED.ofSource(submission.source()), rejected);
        return null;
    }
}
