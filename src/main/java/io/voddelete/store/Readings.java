package io.voddelete.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Knows which open submissions are being read, and hands over the ids of those that no longer are. */
final class Readings {
    private final GroupCommit writer;
    private final Turns turns;
    private final HomeSql homes;
    /** Rows of the open submissions that are being read; their ids must not be taken by others. */
    private final Set<Long> reading = ConcurrentHashMap.newKeySet();
    /** Rows of the open submissions that are no longer read and whose ids have not been handed over. */
    private final Set<Long> notHandedOver = ConcurrentHashMap.newKeySet();

    Readings(GroupCommit writer, Turns turns, HomeSql homes) {
        this.writer = writer;
        this.turns = turns;
        this.homes = homes;
    }

    /** Which node reads what. */
    HomeSql homes() {
        return homes;
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

    /** Returns whether the open submission of this row is being read, by this node or another one. */
    boolean isRead(Sql sql, long row) throws SQLException {
        return reading.contains(row) || homes.isReadElsewhere(sql, row);
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
            ids += isRead(sql, row) ? 0 : handOver(sql, row);
        }
        return ids;
    }

    private int handOver(Sql sql, long open) throws SQLException {
        homes.endReading(sql, open);
        return OrphanedIds.of(sql, open, turns.reached(sql));
    }

    /** Gives a sealed submission those of its ids that belong to open submissions which are no longer read. */
    void takeWhatIsLeft(Sql sql, Submission sealed) throws SQLException {
        for (long open : OrphanedIds.open(sql)) {
            if (!isRead(sql, open)) {
                OrphanedIds.to(sql, sealed.row(), open, turns.reached(sql));
            }
        }
    }

    /** Hands over the ids of all open submissions but those that other nodes read, since this one reads none at the start. */
    Void recover(Sql sql) throws SQLException {
        for (long open : OrphanedIds.open(sql)) {
            if (!isRead(sql, open)) {
                handOver(sql, open);
            }
        }
        return null;
    }

    /** Hands over the ids of what these nodes have read, since they have ended. */
    void recover(Sql sql, List<String> nodes) throws SQLException {
        for (long open : HomeSql.open(sql, nodes)) {
            handOver(sql, open);
        }
    }
}
