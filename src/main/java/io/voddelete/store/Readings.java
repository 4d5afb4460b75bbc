package io.voddelete.store;

import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Knows which open submissions are being read, and hands over the ids of those that no longer are. */
final class Readings {
    private final GroupCommit writer;
    private final Turns turns;
    /** Rows of the open submissions that are being read; their ids must not be taken by others. */
    private final Set<Long> reading = ConcurrentHashMap.newKeySet();
    /** Rows of the open submissions that are no longer read and whose ids have not been handed over. */
    private final Set<Long> notHandedOver = ConcurrentHashMap.newKeySet();

    Readings(GroupCommit writer, Turns turns) {
        this.writer = writer;
        this.turns = turns;
    }

    /** The submission is being read from now on. Call after {@code open} is committed. */
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

    /** Returns whether the submission of this row is being read. */
    boolean isRead(long row) {
        return reading.contains(row);
    }

    /** The submission is no longer read. Returns how many of its ids were handed over. */
    int abandon(Submission submission) {
        boolean read = reading.remove(submission.row()) && notHandedOver.add(submission.row());
        return read ? handOver("hand over ids of submission " + submission.submissionId()) : 0;
    }

    /** Whether the hand-over of ids has failed. */
    boolean hasRest() {
        return !notHandedOver.isEmpty();
    }

    /** Hands over the ids whose hand-over failed before. */
    void handOverRest() {
        if (!notHandedOver.isEmpty()) {
            handOver("hand over ids");
        }
    }

    /** Hands over the ids of all submissions in {@link #notHandedOver}. */
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

    /** Gives a sealed submission those of its ids that belong to open submissions which are no longer read. */
    void takeWhatIsLeft(Sql sql, Submission sealed) throws SQLException {
        for (long open : OrphanedIds.open(sql)) {
            if (!isRead(open)) {
                OrphanedIds.to(sql, sealed.row(), open, turns.reached());
            }
        }
    }

    /** Hands over the ids of all open submissions, since none is being read at the start. */
    Void recover(Sql sql) throws SQLException {
        for (long open : OrphanedIds.open(sql)) {
            OrphanedIds.of(sql, open, turns.reached());
        }
        return null;
    }
}
