package io.voddelete.store.postgresql;

import io.voddelete.store.CommitMark;
import io.voddelete.store.Sql;
import io.voddelete.store.StoreFault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * This process among those that use the store. Each transaction first locks the row of the sender, so that there is one at a time
 * whoever writes, and last counts in the row of its own node. Time is that of the database, so no clock of a machine has to be
 * right. Used by the writer only, unless said otherwise.
 */
final class Member implements CommitMark {
    /**
     * How long a killed process keeps others waiting. Must exceed the longest silence of a living one: {@link #KEEP}, and the time
     * for statistics of its tables.
     */
    static final Duration TERM = Duration.ofSeconds(8);

    /** The same while others write in transactions that take long. */
    private static final Duration LONGEST_TERM = Duration.ofSeconds(30);

    /** After which time without a commit it tells that it lives. */
    static final Duration KEEP = Duration.ofSeconds(3);

    /** No other process can tell that it lives while a transaction takes longer than this. */
    private static final Duration LONG = Duration.ofSeconds(1);

    static final String ENDED = " ended";
    /** Whether a node with another id than this is alive. */
    static final String OTHERS_LIVE = "EXISTS (SELECT 1 FROM node o WHERE o.id <> ? AND o.until >= clock_timestamp())";

    private static final String UNTIL = "clock_timestamp() + " + TERM.toMillis() + " * INTERVAL '1 millisecond'";
    private static final String JOIN =
            "INSERT INTO node AS n (id, incarnation, name, settings, until, seen_at, commits, started_at, view) VALUES (?, ?, ?, ?, "
                    + UNTIL
                    + ", clock_timestamp(), 0, clock_timestamp(), '') ON CONFLICT (id) DO UPDATE SET incarnation = excluded.incarnation,"
                    + " name = excluded.name, settings = excluded.settings, seen_at = excluded.seen_at, until = excluded.until, started_at = excluded.started_at, view = ''"
                    + " WHERE n.until < clock_timestamp() OR n.incarnation = excluded.incarnation";
    private static final String LOCK = "SELECT incarnation, halted FROM sender WHERE id = 1 FOR UPDATE";
    private static final String MARK = "UPDATE node SET commits = commits + 1, seen_at = clock_timestamp(), until = "
            + UNTIL + ", view = coalesce(?, view) WHERE id = ? AND incarnation = ? AND commits = ?";
    private static final String PROLONG = "UPDATE node SET seen_at = clock_timestamp(), until = " + UNTIL
            + ", view = coalesce(?, view) WHERE id = ? AND incarnation = ? AND commits = ?";
    /** Those that lived when the lock was taken could not tell it in the meantime. */
    private static final String PROLONG_OTHERS = "UPDATE node SET until = least(until + ?1 * INTERVAL '1 millisecond', "
            + UNTIL + ", seen_at + " + LONGEST_TERM.toMillis() + " * INTERVAL '1 millisecond')"
            + " WHERE id <> ?2 AND until >= clock_timestamp() - ?1 * INTERVAL '1 millisecond'";

    private static final String READ = "SELECT incarnation, commits FROM node WHERE id = ?";
    private static final String IS_OURS = "SELECT 1 FROM node n, sender s WHERE n.id = ? AND n.incarnation = ?"
            + " AND (? = 0 OR s.incarnation = n.incarnation)";
    /** Who has calls under way, or has not asked yet what became of those of another, leaves that to the next one. */
    private static final String GIVE_UP = "UPDATE sender SET incarnation = NULL WHERE incarnation = ?"
            + " AND NOT EXISTS (SELECT 1 FROM asset WHERE claim IS NOT NULL AND calling = 1)";

    /** Who lives takes over at its next look. */
    private static final String HAND_OVER = GIVE_UP + " AND " + OTHERS_LIVE;

    private record Sender(
            @Nullable String incarnation, @Nullable String halted) {}

    private record Node(String incarnation, long commits) {}

    private final String id;
    private final String incarnation;
    private final String name;
    private final String settings;
    private final LongSupplier nanoTime;
    /** The number of the last commit that was answered. */
    private long commits;

    private long keptAt;
    private boolean isProlonged;
    private boolean isJoined;
    /** Whether the present transaction has the lock, and since when. */
    private boolean isLocked;

    private long lockedAt;
    /** How long this transaction has waited for it, in nanoseconds. */
    private long waited;

    private volatile boolean isLeaving;
    private @Nullable String lost;
    /** Whether this process has stopped all: it only notes what is lost, whoever sends. */
    private boolean isHalted;

    private volatile boolean isSender;
    /** Whether a transaction has let another process send of which it is not known yet whether it was committed. */
    private boolean isHandingOver;
    /** What others may read of this process. */
    private volatile String view = "";
    /** What the last commit has stored of that; null if that is not known. */
    private @Nullable String storedView;
    /** What the present transaction stores of it; null if it has not changed. */
    private @Nullable String writtenView;

    /**
     * @param id of the node
     * @param incarnation of this process, which no other has
     * @param name of the node, for people
     * @param settings those that all nodes need to have alike, each on a line: its key, {@code =} and a mark of its value
     */
    Member(String id, String incarnation, String name, String settings, LongSupplier nanoTime) {
        this.id = id;
        this.incarnation = incarnation;
        this.name = name;
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    /**
     * Joins the others, in the caller's transaction.
     *
     * @return the process that has to end first; empty if this one has joined
     * @throws SQLException also if a person has to look first
     */
    Optional<String> join(Sql sql) throws SQLException {
        requireNotHalted(lock(sql));
        if (sql.runUncounted(JOIN, id, incarnation, name, settings) == 0) {
            return Optional.of("an earlier process with the same data directory");
        }
        commits = sql.first(Member::node, READ, id).orElseThrow(Member::gone).commits;
        keptAt = nanoTime.getAsLong();
        return Optional.empty();
    }

    /** Call after the commit of a {@link #join} that was successful. */
    void joined() {
        isJoined = true;
    }

    @Override
    public void begin(Sql sql) throws SQLException {
        if (!isJoined || isLocked) {
            return;
        }
        isLocked = true; // first, since this is a statement too
        long begin = nanoTime.getAsLong();
        Sender sender = lock(sql);
        lockedAt = nanoTime.getAsLong();
        waited = lockedAt - begin;
        if (isHalted) {
            return;
        }
        requireNotHalted(sender);
        if (isHandingOver) { // and was not committed if this process still sends
            isSender = incarnation.equals(sender.incarnation);
            isHandingOver = false;
        }
        if (isSender && !incarnation.equals(sender.incarnation)) {
            requireOurs(sql, 0);
        }
    }

    @Override
    public void write(Sql sql) throws SQLException {
        requireOurs(sql, sql.runUncounted(MARK, unstoredView(), id, incarnation, commits));
        long held = nanoTime.getAsLong() - lockedAt;
        if (held > LONG.toNanos()) {
            sql.runUncounted(PROLONG_OTHERS, held / 1_000_000, id);
        }
    }

    @Override
    public void prolong(Sql sql) throws SQLException {
        if (isJoined && !isLeaving && nanoTime.getAsLong() - keptAt >= KEEP.toNanos()) {
            requireOurs(sql, sql.runUncounted(PROLONG, unstoredView(), id, incarnation, commits));
            isProlonged = true;
        }
    }

    /** Null if it is stored: it may be long, and each transaction would carry it. */
    private @Nullable String unstoredView() {
        String now = view;
        if (now.equals(storedView)) {
            return null;
        }
        storedView = null; // until this is committed
        writtenView = now;
        return now;
    }

    @Override
    public void committed(boolean isMarked) {
        storedView = writtenView == null ? storedView : writtenView;
        writtenView = null;
        commits += isMarked ? 1 : 0;
        keptAt = isMarked || isProlonged ? nanoTime.getAsLong() : keptAt;
        isProlonged = false;
        isLocked = false;
        isHandingOver = false;
    }

    @Override
    public void rolledBack() {
        writtenView = null;
        isProlonged = false;
        isLocked = false;
    }

    /** Waits for what the lost connection still does, since it holds a lock on the row. */
    @Override
    public boolean isStored(Sql sql, SQLException failure) throws SQLException {
        isLocked = true; // whoever sends now, and whether anybody may write, changes nothing of what has happened
        Node now = sql.first(Member::node, READ + " FOR UPDATE", id).orElse(null);
        if (now != null && !isOurs(now)) { // a copy of the data directory is in use
            throw new SQLException(takenOver(failure).getMessage(), StoreFault.UNKNOWN_STATE, failure);
        }
        if (now == null || now.commits < commits) {
            throw behind(now, failure);
        }
        boolean isStored = now.commits > commits;
        if (isStored) {
            commits++;
        }
        return isStored;
    }

    /** @throws SQLException unless this process may act on what it reads. Also for other connections than the writer's */
    void requireOurs(Sql sql) throws SQLException {
        if (sql.first(row -> true, IS_OURS, id, incarnation, isSender).isEmpty()) {
            throw takenOver(null);
        }
    }

    /** Lets others take over at once. */
    void giveUp(Sql sql) throws SQLException {
        sql.runUncounted(GIVE_UP, incarnation);
        sql.runUncounted("UPDATE node SET until = '-infinity' WHERE id = ? AND incarnation = ?", id, incarnation);
    }

    /**
     * Lets another process send, in the caller's transaction, if one lives and no call is under way. What follows in the same
     * transaction is not done by a sender any more.
     */
    boolean handOver(Sql sql) throws SQLException {
        if (isSender && sql.run(HAND_OVER, incarnation, id) > 0) {
            isSender = false;
            isHandingOver = true;
        }
        return !isSender;
    }

    /** Stops all processes until a person has looked, unless another one has. */
    void halt(Sql sql) throws SQLException {
        isHalted = true;
        sql.runUncounted("UPDATE sender SET halted = ? WHERE halted IS NULL", lost);
    }

    String id() {
        return id;
    }

    String incarnation() {
        return incarnation;
    }

    /** Whether this process is the sender. Safe for many threads. */
    boolean isSender() {
        return isSender;
    }

    /** From now on this process is the sender. */
    void tookOver() {
        isSender = true;
    }

    /** Others may read this with the next transaction. Safe for many threads. */
    void publish(String text) {
        view = text;
    }

    /** This process does not tell any more that it lives. Safe for many threads. */
    void leave() {
        isLeaving = true;
    }

    boolean isLeaving() {
        return isLeaving;
    }

    /** How long the present transaction has waited for the lock, in milliseconds. */
    long waited() {
        return waited / 1_000_000;
    }

    /** The incarnation of the sender, whose row is locked; null if there is none. */
    static @Nullable String sender(Sql sql) throws SQLException {
        return lock(sql).incarnation;
    }

    /**
     * Keeps other writers out of the caller's transaction.
     *
     * @throws SQLException also if a person has to look first
     */
    static void requireNotHalted(Sql sql) throws SQLException {
        requireNotHalted(lock(sql));
    }

    private static Sender lock(Sql sql) throws SQLException {
        return sql.first(row -> new Sender(row.getString(1), row.getString(2)), LOCK)
                .orElseThrow(Member::gone);
    }

    private static void requireNotHalted(Sender sender) throws SQLException {
        if (sender.halted != null) {
            throw new SQLException(sender.halted, StoreFault.BEHIND_STATE);
        }
    }

    private void requireOurs(Sql sql, int rows) throws SQLException {
        if (rows == 1) {
            return;
        }
        Node now = sql.first(Member::node, READ, id).orElse(null);
        throw now == null || now.commits < commits ? behind(now, null) : takenOver(null);
    }

    /** Whether no other process has the node, even if this one was found to have ended. */
    private boolean isOurs(Node now) {
        return now.incarnation.equals(incarnation) || now.incarnation.equals(incarnation + ENDED);
    }

    private SQLException behind(@Nullable Node now, @Nullable SQLException cause) {
        lost = "it had confirmed " + (commits - (now == null ? 0 : now.commits)) + " commits more to " + name
                + " than it has now. To go on nevertheless: UPDATE sender SET halted = NULL";
        return new SQLException(lost, StoreFault.BEHIND_STATE, cause);
    }

    private SQLException takenOver(@Nullable SQLException cause) {
        return new SQLException(
                "another process has taken over from " + name + ", which had not been heard from for "
                        + TERM.toSeconds() + " s or more",
                StoreFault.TAKEN_OVER_STATE,
                cause);
    }

    static SQLException gone() {
        return new SQLException("its table sender is empty", StoreFault.BEHIND_STATE);
    }

    private static Node node(ResultSet row) throws SQLException {
        return new Node(row.getString(1), row.getLong(2));
    }
}
