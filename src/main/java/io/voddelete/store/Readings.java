package io.voddelete.store;

import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which open submissions are being read, and what becomes of the ids of those that are not any more. */
final class Readings {
    private final GroupCommit writer;
    private final Turns turns;
    /** The open submissions that are being read now: their ids are not up for others. */
    private final Set<Long> reading = ConcurrentHashMap.newKeySet();
    /** The open ones that are not read any more and whose ids were not handed over yet. */
    private final Set<Long> notHandedOver = ConcurrentHashMap.newKeySet();

    Readings(GroupCommit writer, Turns turns) {
        this.writer = writer;
        this.turns = turns;
    }

    /** The submission is read from now on; told after its {@code open} is committed. */
    void began(Submission submission) {
        if (!submission.sealed()) {
            reading.add(submission.row());
            notHandedOver.remove(submission.row());
        }
    }

    /** The submission was read to its end. */
    void ended(Submission submission) {
        reading.remove(submission.row());
    }

    /** Whether the submission of this row is being read. */
    boolean isRead(long row) {
        return reading.contains(row);
    }

    /** The submission is not read any more; gives how many of its ids have gone over. */
    int abandon(Submission submission) {
        boolean read = reading.remove(submission.row()) && notHandedOver.add(submission.row());
        return read ? handOver("hand over ids of submission " + submission.submissionId()) : 0;
    }

    /** Hands over what could not be handed over before. */
    void handOverRest() {
        if (!notHandedOver.isEmpty()) {
            handOver("hand over ids");
        }
    }

    /** Of all submissions that are not read any more, where that has failed before. */
    private int handOver(String what) {
        Set<Long> abandoned = Set.copyOf(notHandedOver);
        int ids = writer.write(what, sql -> handOver(sql, abandoned));
        notHandedOver.removeAll(abandoned);
        return ids;
    }

    private int handOver(Sql sql, Set<Long> abandoned) throws SQLException {
        int ids = 0;
        for (long row : abandoned) {
            ids += isRead(row) ? 0 : OrphanedIds.of(sql, row, turns.reached());
        }
        return ids;
    }

    /** What open submissions that nobody reads hold of a sealed one is its own from now on. */
    void takeWhatIsLeft(Sql sql, Submission sealed) throws SQLException {
        for (long open : OrphanedIds.open(sql)) {
            if (!isRead(open)) {
                OrphanedIds.to(sql, sealed.row(), open, turns.reached());
            }
        }
    }

    /** At a start nothing is being read. */
    Void recover(Sql sql) throws SQLException {
        for (long open : OrphanedIds.open(sql)) {
            OrphanedIds.of(sql, open, turns.reached());
        }
        return null;
    }
}
