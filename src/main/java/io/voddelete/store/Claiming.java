package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.AssetInfo;
import io.voddelete.asset.Batch;
import io.voddelete.asset.Busy;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Result;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.Timings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Claims ids and stores the results of their calls, over plain JDBC. */
final class Claiming implements Claims {
    private record Turn(long submission, long turn) {}

    static final String WHO_IS_DUE =
            "UPDATE submission SET next_due = 0 WHERE state = 'SEALED' AND claimable = 1 AND live = 1"
                    + " AND next_due BETWEEN 1 AND ?";
    static final String NEXT =
            "SELECT id, turn FROM submission INDEXED BY submission_turn WHERE state = 'SEALED' AND claimable = 1 AND live = 1 AND next_due = 0"
                    + " ORDER BY turn, id LIMIT 1";
    private static final String ANY =
            "SELECT 1 FROM submission WHERE state = 'SEALED' AND claimable = 1 AND live = 1 LIMIT 1";

    private final GroupCommit writer;
    private final ReadConnection reads;
    private final Readings readings;
    private final GateSql gates;
    private final GateTasks tasks;
    private final Turns turns;
    private final DoneSubmissions done;
    private final RecentlySettled recent;
    private final Timings ages;
    private final LateAnswers late;
    private final InstantSource clock;
    private long lastToken;
    /** No id has an older claim whose lease has not ended. Used by the writer. */
    private long oldestToken;

    /**
     * @param done receives the submissions whose last id is settled
     * @param recent counts settled ids
     * @param ages collects how old they are
     * @param firstToken a number that no earlier process has used
     */
    Claiming(
            GroupCommit writer,
            ReadConnection reads,
            Readings readings,
            GateSql gates,
            GateTasks tasks,
            Turns turns,
            DoneSubmissions done,
            RecentlySettled recent,
            Timings ages,
            long firstToken,
            InstantSource clock) {
        this.writer = writer;
        this.reads = reads;
        this.readings = readings;
        this.gates = gates;
        this.tasks = tasks;
        this.turns = turns;
        this.done = done;
        this.recent = recent;
        this.ages = ages;
        this.late = new LateAnswers(writer, gates);
        this.lastToken = firstToken;
        this.oldestToken = firstToken;
        this.clock = clock;
    }

    @Override
    public boolean mayBecomeDue() {
        return readings.hasRest()
                || reads.read("look for pending ids", sql -> sql.first(row -> row.getLong(1), ANY))
                        .isPresent();
    }

    @Override
    public List<Claim> claim(ToIntFunction<InFlight> room, Duration lease) {
        if (!readings.homes().members().isSender()) {
            return List.of();
        }
        readings.handOverRest();
        return writer.write("claim ids", sql -> claim(sql, room, lease, clock.instant()));
    }

    @Override
    public Batch beginCall(String callId, Batch batch, Duration lease, CallGuard guard) {
        Instant now = clock.instant();
        Instant leaseUntil = now.plus(lease);
        BeginSql begin = new BeginSql(gates, guard, callId, leaseUntil, tasks, readings.homes(), now);
        BeginSql.Begun begun = writer.write("begin a call", sql -> begin.call(sql, batch));
        tell(begun.kept());
        if (begun.blocked().isPresent()) {
            throw new CallDeferredException(begun.blocked().get());
        }
        return batch.begun(callId, begun.held(), leaseUntil);
    }

    @Override
    public boolean isStillReleased(Batch begun) {
        return reads.read("look at a call", sql -> BeginSql.isStillReleased(sql, begun, readings.homes()));
    }

    @Override
    public int settle(List<Result> results, @Nullable String requestId) {
        SettleSql.Effect settled;
        try {
            settled = writer.writeResult(
                    "settle results", sql -> SettleSql.settle(sql, gates, results, requestId, clock.instant()));
        } catch (StoreException e) {
            return late.store(results, requestId, clock.instant(), e);
        }
        tell(settled);
        return settled.effective();
    }

    /** Call after the commit. */
    private void tell(SettleSql.Effect effect) {
        recent.add(effect.settled());
        done.add(effect.done());
        for (SettleSql.Age age : effect.ages()) {
            for (int id = 0; id < age.ids(); id++) {
                ages.add(age.age());
            }
        }
    }

    @Override
    public void bringForward(Duration by, Duration longest) {
        writer.write("bring ids forward", sql -> DueTimeSql.bringForward(sql, by, longest, clock.instant()));
    }

    @Override
    public void releaseUnbegun() {
        if (readings.homes().members().isSender()) { // otherwise the claims are those of another process
            writer.write("release claims", sql -> RecoverySql.releaseUnbegun(sql, clock.instant()));
        }
    }

    /** See {@link RecoverySql#recover}. */
    void recover(Sql sql, boolean mayStillCall) throws SQLException {
        RecoverySql.recover(sql, readings.homes().members(), turns, mayStillCall, clock.instant());
    }

    /** PostgreSQL keeps the index entries of ended claims for a while, so they are read from the oldest claim on only. */
    private InFlight inFlight(Sql sql, Instant now) throws SQLException {
        return sql.first(
                        row -> {
                            long oldest = row.getLong(4);
                            oldestToken = row.wasNull() ? lastToken + 1 : oldest;
                            return new InFlight(row.getInt(1), row.getInt(2), row.getLong(3));
                        },
                        "SELECT count(*), coalesce(sum(calling), 0), (SELECT unreported FROM total), min(claim)"
                                + " FROM asset WHERE claim IS NOT NULL AND claim >= ? AND due_at > ?",
                        oldestToken,
                        now)
                .orElseThrow();
    }

    private List<Claim> claim(Sql sql, ToIntFunction<InFlight> room, Duration lease, Instant now) throws SQLException {
        int left = room.applyAsInt(inFlight(sql, now));
        List<Claim> claims = new ArrayList<>();
        if (left > 0) {
            sql.run(WHO_IS_DUE, now);
        }
        while (left > 0) {
            Turn turn = sql.first(row -> new Turn(row.getLong(1), row.getLong(2)), NEXT)
                    .orElse(null);
            if (turn == null) {
                break;
            }
            List<Claim> some = claimOf(sql, turn, Math.min(left, Batch.LARGEST), lease, now);
            left -= some.size();
            claims.addAll(some);
        }
        return claims;
    }

    private List<Claim> claimOf(Sql sql, Turn turn, int most, Duration lease, Instant now) throws SQLException {
        long token = ++lastToken;
        // deferred ids before new ones, so that open questions about sent ids are resolved before more are sent
        List<Claim> claims = new ArrayList<>();
        if (hasDeferred(sql, turn, now)) {
            claims.addAll(claimDue(sql, turn, token, 1, now, now.plus(lease), most));
        }
        if (claims.size() < most) {
            claims.addAll(claimDue(sql, turn, token, 0, Instant.EPOCH, now.plus(lease), most - claims.size()));
        }
        turns.reach(turn.turn);
        // a submission that waited joins at the current turn and has nothing to catch up
        boolean isMore = claims.size() == most;
        sql.run(
                "UPDATE submission SET turn = ?, next_due = ? WHERE id = ?",
                turns.reached(sql) + claims.size(),
                isMore ? 0 : nextDue(sql, turn, now),
                turn.submission);
        return claims;
    }

    /** Returns when the next pending id is due, and checks that the index has led to all that are due now. */
    private static long nextDue(Sql sql, Turn turn, Instant now) throws SQLException {
        long next = sql.first(
                        row -> row.getLong(1),
                        "SELECT coalesce(min(due_at), 9000000000000000) FROM asset WHERE submission = ? AND status = 'PENDING'",
                        turn.submission)
                .orElseThrow();
        if (next < now.toEpochMilli()) { // it would silently never be claimed
            throw AssetChecksum.damaged("the index of pending ids holds one of submission row " + turn.submission
                    + " that is due and is not in the table");
        }
        return next;
    }

    /** A cheap read that spares most turns the first of two updates. */
    private static boolean hasDeferred(Sql sql, Turn turn, Instant now) throws SQLException {
        return sql.first(
                        row -> true,
                        "SELECT 1 FROM asset WHERE submission = ? AND status = 'PENDING' AND due_at BETWEEN 1 AND ? LIMIT 1",
                        turn.submission,
                        now)
                .isPresent();
    }

    private static List<Claim> claimDue(
            Sql sql, Turn turn, long token, long from, Instant to, Instant leaseUntil, int most) throws SQLException {
        List<Claim> claims = sql.list(
                row -> read(row, turn, token),
                "UPDATE asset SET claim = ?, due_at = ?, calling = 0 WHERE id IN (SELECT id FROM asset"
                        + " WHERE submission = ? AND status = 'PENDING' AND due_at BETWEEN ? AND ?"
                        + " ORDER BY due_at, id LIMIT " + most + ")" // few different ones; the plan depends on it
                        + " RETURNING id, generation, asset_id, evidence, ask, asked, alone, attempts, refusals,"
                        + " delays, error_code, error_msg, busy_since, busy_looks, busy_calls, busy_hidden,"
                        + " line, status = 'PENDING', checksum, title, vod_status, created_at",
                token,
                leaseUntil,
                turn.submission,
                from,
                to);
        claims.sort(Comparator.comparingLong(Claim::row)); // PostgreSQL returns them in any order
        return claims;
    }

    /** Checks the row, and that the index has led to the right one. */
    private static Claim read(ResultSet row, Turn turn, long token) throws SQLException {
        long id = row.getLong(1);
        int generation = row.getInt(2);
        String assetId = row.getString(3);
        new AssetChecksum(assetId, turn.submission, row.getLong(17), generation).require(id, row.getInt(19));
        if (!row.getBoolean(18)) {
            throw AssetChecksum.damaged("the index of pending ids holds row " + id + " of asset, which is settled");
        }
        long busySince = row.getLong(13);
        Instant since = row.wasNull() ? null : Instant.ofEpochMilli(busySince);
        Busy busy = new Busy(since, row.getInt(14), row.getInt(15), row.getBoolean(16));
        Claim.Known known = new Claim.Known(
                Evidence.valueOf(row.getString(4)),
                row.getBoolean(5),
                row.getInt(6),
                row.getBoolean(7),
                row.getInt(8),
                row.getInt(9),
                row.getInt(10),
                busy,
                row.getString(11),
                row.getString(12));
        AssetInfo info = InfoColumns.read(row, 20);
        return new Claim(id, generation, new AssetId(assetId), token, known.withInfo(info));
    }
}
