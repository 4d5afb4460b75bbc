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
 * The right of this process to be the only one that writes the store: a row that each of its transactions changes. It ends by
 * the time of the database, so no clock of a machine has to be right. Used by the writer only, unless said otherwise.
 */
final class Owner implements CommitMark {
    /** After which time without a commit it is kept by an empty one. */
    static final Duration KEEP = Duration.ofSeconds(3);

    private static final long UNKNOWN = Long.MAX_VALUE;
    private static final String UNTIL = "clock_timestamp() + ? * INTERVAL '1 millisecond'";
    private static final String OURS = " WHERE incarnation = ? AND commits = ? AND halted IS NULL";
    private static final String TAKE =
            "UPDATE owner SET previous = incarnation, incarnation = ?, name = ?, first = commits, until = " + UNTIL
                    + " WHERE until < clock_timestamp() AND halted IS NULL RETURNING commits";
    private static final String INSERT = "INSERT INTO owner (id, incarnation, name, until, first, commits)"
            + " VALUES (1, ?, ?, " + UNTIL + ", 0, 0) ON CONFLICT DO NOTHING";
    private static final String MARK = "UPDATE owner SET commits = commits + 1, until = " + UNTIL + OURS;
    private static final String PROLONG = "UPDATE owner SET until = " + UNTIL + OURS;
    /** Who has calls under way, or has not asked yet what became of those of another, leaves that to the next one. */
    private static final String GIVE_UP = "UPDATE owner SET until = CASE WHEN EXISTS (SELECT 1 FROM asset"
            + " WHERE claim IS NOT NULL AND calling = 1) THEN clock_timestamp() ELSE '-infinity' END WHERE incarnation = ?";

    private static final String HALT = "UPDATE owner SET halted = ? WHERE halted IS NULL";
    private static final String READ =
            "SELECT incarnation, name, commits, previous, first, halted, until = '-infinity' FROM owner WHERE id = 1";

    private record Row(
            String incarnation,
            String name,
            long commits,
            @Nullable String previous,
            long first,
            @Nullable String halted,
            boolean isGivenUp) {}

    private final String incarnation;
    private final String name;
    private final LongSupplier nanoTime;
    private long term;
    private boolean wasGivenUp;
    /** The number of the last commit that was answered. */
    private long commits;

    private long keptAt;
    /** Whether the present transaction has kept it. */
    private boolean isProlonged;

    private boolean isTaken;
    private @Nullable String lost;

    /**
     * @param incarnation of this process, which no other has
     * @param name of this process, for people
     * @param term how long it keeps others waiting if it is killed
     */
    Owner(String incarnation, String name, Duration term, LongSupplier nanoTime) {
        this.incarnation = incarnation;
        this.name = name;
        this.term = term.toMillis();
        this.nanoTime = nanoTime;
    }

    /** From now on it is kept for this long. */
    void keepFor(Duration term) {
        this.term = term.toMillis();
    }

    /**
     * Takes over the store, in the caller's transaction.
     *
     * @return the name of the process that has it; empty if it is ours now
     * @throws SQLException also if a person has to look first
     */
    Optional<String> take(Sql sql) throws SQLException {
        isTaken = false;
        sql.run(INSERT, incarnation, name, term);
        Row before = read(sql);
        if (before.halted != null) {
            throw new SQLException(before.halted, StoreFault.BEHIND_STATE);
        }
        Optional<Long> taken = sql.first(row -> row.getLong(1), TAKE, incarnation, name, term);
        Row now = read(sql);
        if (taken.isPresent()) {
            wasGivenUp = before.isGivenUp && before.incarnation.equals(now.previous);
        }
        if (taken.isPresent() || now.incarnation.equals(incarnation)) {
            commits = now.commits;
            keptAt = nanoTime.getAsLong();
            isTaken = true;
            return Optional.empty();
        }
        return Optional.of(now.name);
    }

    /** Whether the process before this one had ended as it should and left no call under way, or there was none. */
    boolean wasGivenUp() {
        return wasGivenUp;
    }

    @Override
    public void write(Sql sql) throws SQLException {
        requireOurs(sql, sql.runUncounted(MARK, term, incarnation, commits));
    }

    @Override
    public void committed(boolean isMarked) {
        commits += isMarked ? 1 : 0;
        keptAt = isMarked || isProlonged ? nanoTime.getAsLong() : keptAt;
        isProlonged = false;
    }

    @Override
    public void rolledBack() {
        isProlonged = false;
    }

    /** Waits for what the lost connection still does, since it holds a lock on the row. */
    @Override
    public boolean isStored(Sql sql, SQLException failure) throws SQLException {
        isProlonged = true; // not now: the number may be the next one
        Row now = sql.first(Owner::row, READ + " FOR UPDATE").orElseThrow(Owner::gone);
        long known = known(now);
        if (known == UNKNOWN) { // two have been here since
            throw ofAnother(now, StoreFault.UNKNOWN_STATE, failure);
        }
        if (known < commits) {
            throw notOurs(now, failure);
        }
        boolean isStored = known > commits;
        if (isStored) {
            commits++;
        }
        return isStored;
    }

    @Override
    public void keep(Sql sql) throws SQLException {
        if (isTaken && !isProlonged && nanoTime.getAsLong() - keptAt >= KEEP.toNanos()) {
            isProlonged = true; // first, since this is a statement too; the row is locked from now on
            requireOurs(sql, sql.runUncounted(PROLONG, term, incarnation, commits));
        }
    }

    /** @throws SQLException unless the store is ours. Also for other connections than the writer's */
    void requireOurs(Sql sql) throws SQLException {
        Row now = read(sql);
        if (!now.incarnation.equals(incarnation)) {
            throw ofAnother(now, StoreFault.TAKEN_OVER_STATE, null);
        }
    }

    /** Lets another process take over at once. */
    void giveUp(Sql sql) throws SQLException {
        sql.runUncounted(GIVE_UP, incarnation);
    }

    /** Whether the database has lost transactions. */
    boolean hasLost() {
        return lost != null;
    }

    /** Stops whoever has the store, until a person has looked. */
    void halt(Sql sql) throws SQLException {
        isProlonged = true; // it is not ours any more
        sql.runUncounted(HALT, lost);
    }

    private void requireOurs(Sql sql, int rows) throws SQLException {
        if (rows != 1) {
            throw notOurs(read(sql), null);
        }
    }

    /** The number of our last commit that the database has; {@link #UNKNOWN} if two others have been here since. */
    private long known(Row now) {
        if (now.incarnation.equals(incarnation)) {
            return now.commits;
        }
        return incarnation.equals(now.previous) ? now.first : UNKNOWN;
    }

    /** Why the row is not as this process left it. */
    private SQLException notOurs(Row now, @Nullable SQLException cause) {
        long known = known(now);
        if (known < commits) {
            lost = "it had confirmed " + (commits - known) + " commits more to " + name
                    + " than it has now. To go on nevertheless: UPDATE owner SET halted = NULL";
            return new SQLException(lost, StoreFault.BEHIND_STATE, cause);
        }
        return now.incarnation.equals(incarnation) && now.halted != null
                ? new SQLException(now.halted, StoreFault.BEHIND_STATE, cause)
                : ofAnother(now, StoreFault.TAKEN_OVER_STATE, cause);
    }

    private static SQLException ofAnother(Row now, String state, @Nullable SQLException cause) {
        return new SQLException("it belongs to " + now.name + " now", state, cause);
    }

    private static SQLException gone() {
        return new SQLException("its table owner is empty", StoreFault.BEHIND_STATE);
    }

    private static Row read(Sql sql) throws SQLException {
        return sql.first(Owner::row, READ).orElseThrow(Owner::gone);
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString(1),
                row.getString(2),
                row.getLong(3),
                row.getString(4),
                row.getLong(5),
                row.getString(6),
                row.getBoolean(7));
    }
}
