package io.voddelete.store;

import io.voddelete.asset.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a new {@link Gate} for each id of a submission. Done page by page, each in one transaction with its
 * counters, so that a list of a million ids delays nobody. A task that is interrupted goes on after the next start.
 */
final class GateTasks {
    /** A released submission takes the ids that it names from submissions that are not. */
    static final String TAKE = "TAKE";
    /** A submission that is not released gives its ids to those released ones that name them too. */
    static final String GIVE = "GIVE";
    /** A submission that has ended gives its ids to others that may still be released, and keeps the rest. */
    static final String KEEP_CANCELLED = "KEEP:cancelled";

    static final String KEEP_EXPIRED = "KEEP:expired";
    static final String KEEP_UNDONE = "KEEP:undone";

    private static final String KEEP = "KEEP:";

    private static final String ROW = "a.id, a.asset_id, a.generation, a.submission, a.line, a.checksum,"
            + " a.status = 'PENDING', a.calling = 0 AND a.evidence NOT IN ('MAY_HAVE_ACTED', 'SAID_DELETED')";

    private record Task(long submission, String name, long after) {}

    /** The submission that gets an id, and its line. */
    private record Heir(long submission, long line, boolean open) {}

    /**
     * A line that names an id, and the id's row.
     *
     * @param pending whether it can be passed over
     * @param free whether no call can have deleted it
     */
    private record Named(
            long line,
            long asset,
            String assetId,
            int generation,
            long owner,
            long ownerLine,
            int checksum,
            boolean pending,
            boolean free) {
        void require() throws SQLException {
            new AssetChecksum(assetId, owner, ownerLine, generation).require(asset, checksum);
        }
    }

    private final Readings readings;
    private final Turns turns;

    GateTasks(Readings readings, Turns turns) {
        this.readings = readings;
        this.turns = turns;
    }

    /** Begins a task, in place of an earlier one of this submission. */
    static void begin(Sql sql, long submission, String name) throws SQLException {
        sql.run(
                TAKE.equals(name)
                        ? "UPDATE submission SET task = CASE WHEN waiting > 0 THEN ?1 END, task_after = 0 WHERE id = ?2"
                        : "UPDATE submission SET task = ?1, task_after = 0 WHERE id = ?2",
                name,
                submission);
    }

    /** Whether there is a task. */
    static boolean any(Sql sql) throws SQLException {
        return sql.first(row -> row.getLong(1), "SELECT id FROM submission WHERE task IS NOT NULL LIMIT 1")
                .isPresent();
    }

    /**
     * Does the next page of the oldest task.
     *
     * @param done receives submissions that are done by it
     * @return empty if there is no task; otherwise how many ids were kept
     */
    Optional<Integer> page(Sql sql, int most, Instant now, List<Long> done) throws SQLException {
        Task task = sql.first(
                        row -> new Task(row.getLong(1), row.getString(2), row.getLong(3)),
                        "SELECT id, task, task_after FROM submission WHERE task IS NOT NULL ORDER BY id LIMIT 1")
                .orElse(null);
        if (task == null) {
            return Optional.empty();
        }
        List<Named> page = TAKE.equals(task.name) ? duplicates(sql, task, most) : pending(sql, task, most);
        int kept = 0;
        String lastKept = "";
        List<Long> touched = new ArrayList<>();
        for (Named one : page) {
            if (one.pending && doOne(sql, task, one, now, touched)) {
                kept++;
                lastKept = one.assetId;
            }
        }
        if (kept > 0) {
            String reason = task.name.substring(KEEP.length());
            sql.count(Counter.SETTLED, Counter.SETTLED.label("kept", reason), kept);
            OutcomeCountSql outcomes = new OutcomeCountSql();
            outcomes.add(Status.KEPT, reason, null, kept, lastKept);
            outcomes.write(sql, now);
            ReasonSql.count(sql, task.submission, Status.KEPT, reason, kept);
            count(sql, task.submission, kept);
            touched.add(task.submission);
        }
        if (page.size() < most) {
            end(sql, task);
        } else {
            sql.run(
                    "UPDATE submission SET task_after = ? WHERE id = ?",
                    page.get(page.size() - 1).line,
                    task.submission);
        }
        done.addAll(DoneSubmissions.among(sql, touched.stream().distinct().toList()));
        return Optional.of(kept);
    }

    /**
     * Passes the pending id of an ended submission over to another one that names it and may still be released.
     *
     * @return whether there is one
     */
    boolean passOver(Sql sql, long asset) throws SQLException {
        Named one = sql.first(GateTasks::read, "SELECT a.line, " + ROW + " FROM asset a WHERE a.id = ?", asset)
                .orElseThrow();
        one.require();
        Heir heir = heir(sql, one, true);
        if (heir != null) {
            move(sql, one, heir);
        }
        return heir != null;
    }

    /** Returns whether the id was kept. */
    private boolean doOne(Sql sql, Task task, Named one, Instant now, List<Long> touched) throws SQLException {
        one.require();
        if (TAKE.equals(task.name)) {
            move(sql, one, new Heir(task.submission, one.line, false));
            return false;
        }
        boolean keeps = task.name.startsWith(KEEP) && one.free;
        Heir heir = heir(sql, one, keeps);
        if (heir != null) {
            move(sql, one, heir);
            return false;
        }
        if (!keeps) {
            return false;
        }
        int kept = sql.run(
                "UPDATE asset SET status = 'KEPT', reason = ?, settled_at = ?, claim = NULL WHERE id = ?",
                task.name.substring(KEEP.length()),
                now,
                one.asset);
        touched.addAll(KnownId.settleDuplicates(sql, one.asset, one.generation));
        return kept == 1;
    }

    private static void count(Sql sql, long submission, int kept) throws SQLException {
        sql.run("UPDATE submission SET pending = pending - ?1, kept = kept + ?1 WHERE id = ?2", kept, submission);
        TotalsSql.settled(sql, 0, 0, kept);
    }

    /** An ended submission may be claimed again for the ids that a call may have deleted: they need an answer. */
    private static void end(Sql sql, Task task) throws SQLException {
        sql.run(
                "UPDATE submission SET task = NULL, next_due = 0,"
                        + " claimable = CASE WHEN gate IN ('RELEASED', 'CANCELLED', 'EXPIRED') THEN 1 ELSE 0 END WHERE id = ?",
                task.submission);
    }

    /** The next lines with which the submission owns an id. */
    private static List<Named> pending(Sql sql, Task task, int most) throws SQLException {
        return sql.list(
                GateTasks::read,
                "SELECT a.line, " + ROW + " FROM asset a INDEXED BY asset_line WHERE a.submission = ? AND a.line > ?"
                        + " ORDER BY a.line LIMIT ?",
                task.submission,
                task.after,
                most);
    }

    /** The next duplicates of the submission; those ids can be taken that belong to a submission which is not released. */
    private static List<Named> duplicates(Sql sql, Task task, int most) throws SQLException {
        return sql.list(
                GateTasks::read,
                "SELECT d.line, a.id, a.asset_id, a.generation, a.submission, a.line, a.checksum, a.status = 'PENDING'"
                        + " AND a.generation = d.generation AND s.state = 'SEALED' AND s.gate <> 'RELEASED', 0"
                        + " FROM duplicate d CROSS JOIN asset a ON a.id = d.asset CROSS JOIN submission s ON s.id = a.submission"
                        + " WHERE d.submission = ? AND d.line > ? ORDER BY d.line LIMIT ?",
                task.submission,
                task.after,
                most);
    }

    private static Named read(ResultSet row) throws SQLException {
        return new Named(
                row.getLong(1),
                row.getLong(2),
                row.getString(3),
                row.getInt(4),
                row.getLong(5),
                row.getLong(6),
                row.getInt(7),
                row.getBoolean(8),
                row.getBoolean(9));
    }

    /**
     * Returns who gets the id: a released submission that names it, otherwise, if any will do, the first one that may still be
     * released, or is being read at this moment. Null if there is none.
     */
    private @Nullable Heir heir(Sql sql, Named one, boolean any) throws SQLException {
        List<Heir> heirs = sql.list(
                row -> new Heir(row.getLong(1), row.getLong(2), row.getBoolean(3)),
                "SELECT d.submission, d.line, s.state = 'OPEN', s.state = 'SEALED' AND s.gate = 'RELEASED' AS released"
                        + " FROM duplicate d CROSS JOIN submission s ON s.id = d.submission"
                        + " WHERE d.asset = ?1 AND d.generation = ?2 AND d.submission <> ?3 AND (s.state = 'SEALED'"
                        + " AND s.gate = 'RELEASED' OR ?4 = 1 AND (s.state = 'OPEN' OR s.gate NOT IN ('CANCELLED', 'EXPIRED')))"
                        + " ORDER BY released DESC, d.submission, d.line",
                one.asset,
                one.generation,
                one.owner,
                any);
        for (Heir heir : heirs) {
            // nobody sends the ids of a list that is no longer read, and the totals do not know those of an open one
            if (!heir.open || one.free && readings.isRead(sql, heir.submission)) {
                return heir;
            }
        }
        return null;
    }

    /**
     * The line of the new owner is no duplicate any more, and that of the old owner becomes one. A claim without a call ends,
     * because what was checked for it, such as an approval, is not that of the new owner. Does nothing if the id has moved
     * before, for a list may name it twice.
     */
    private void move(Sql sql, Named one, Heir heir) throws SQLException {
        int moved = sql.run(
                "UPDATE asset SET submission = ?, line = ?, checksum = ?,"
                        + " due_at = CASE WHEN claim IS NULL OR calling = 1 THEN due_at ELSE 0 END,"
                        + " claim = CASE WHEN calling = 1 THEN claim END, planned = NULL WHERE id = ? AND submission = ?",
                heir.submission,
                heir.line,
                new AssetChecksum(one.assetId, heir.submission, heir.line, one.generation).value(),
                one.asset,
                one.owner);
        if (moved == 0) {
            return;
        }
        sql.run("DELETE FROM duplicate WHERE submission = ? AND line = ?", heir.submission, heir.line);
        sql.run(
                "INSERT INTO duplicate (submission, line, asset, generation) VALUES (?, ?, ?, ?)",
                one.owner,
                one.ownerLine,
                one.asset,
                one.generation);
        sql.run(
                "UPDATE submission SET accepted = accepted - 1, pending = pending - 1, duplicate = duplicate + 1,"
                        + " waiting = waiting + 1 WHERE id = ?",
                one.owner);
        sql.run(
                "UPDATE submission SET accepted = accepted + 1, pending = pending + 1, duplicate = duplicate - 1,"
                        + " waiting = waiting - 1, turn = CASE WHEN pending > 0 AND turn > ?1 THEN turn ELSE ?1 END,"
                        + " next_due = 0 WHERE id = ?2",
                turns.reached(sql),
                heir.submission);
        if (heir.open) { // not part of the totals before it is sealed
            TotalsSql.handedOver(sql, -1);
        }
    }
}
