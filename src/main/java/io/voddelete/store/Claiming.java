package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Batch;
import io.voddelete.asset.Busy;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Result;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Claims ids and stores the results of their calls, over plain JDBC. */
final class Claiming implements Claims {
    private record Turn(long submission, long turn) {}

    static final String WHO_IS_DUE = "UPDATE submission SET next_due = 0 WHERE state = 'SEALED' AND pending > 0"
            + " AND next_due BETWEEN 1 AND ?";
    static final String NEXT =
            "SELECT id, turn FROM submission INDEXED BY submission_turn WHERE state = 'SEALED' AND pending > 0 AND next_due = 0"
                    + " ORDER BY turn, id LIMIT 1";
    private static final String HOLDERS_ARE_DUE = "UPDATE submission SET next_due = 0 WHERE next_due > 0"
            + " AND id IN (SELECT submission FROM asset WHERE claim IS NOT NULL)";

    private final GroupCommit writer;
    private final Readings readings;
    private final Turns turns;
    private final DoneSubmissions done;
    private final RecentlySettled recent;
    private final InstantSource clock;
    private long lastToken;

    /**
     * @param done receives the submissions whose last id is settled
     * @param recent counts settled ids
     * @param firstToken a number that no earlier process has used
     */
    Claiming(
            GroupCommit writer,
            Readings readings,
            Turns turns,
            DoneSubmissions done,
            RecentlySettled recent,
            long firstToken,
            InstantSource clock) {
        this.writer = writer;
        this.readings = readings;
        this.turns = turns;
        this.done = done;
        this.recent = recent;
        this.lastToken = firstToken;
        this.clock = clock;
    }

    @Override
    public List<Claim> claim(ToIntFunction<InFlight> room, Duration lease) {
        readings.handOverRest();
        return writer.write("claim ids", sql -> claim(sql, room, lease, clock.instant()));
    }

    @Override
    public Batch beginCall(String callId, Batch batch, Duration lease) {
        Instant now = clock.instant();
        Instant leaseUntil = now.plus(lease);
        List<Claim> held = writer.write("begin a call", sql -> markBegun(sql, callId, batch, leaseUntil, now));
        return batch.begun(callId, held, leaseUntil);
    }

    @Override
    public int settle(List<Result> results) {
        SettleSql.Effect settled =
                writer.writeResult("settle results", sql -> SettleSql.settle(sql, results, clock.instant()));
        recent.add(settled.deleted() + settled.failed());
        done.add(settled.done());
        return settled.effective();
    }

    @Override
    public void bringForward(Duration by, Duration longest) {
        writer.write("bring ids forward", sql -> DueTimeSql.bringForward(sql, by, longest, clock.instant()));
    }

    @Override
    public void releaseUnbegun() {
        writer.write("release claims", sql -> releaseUnbegun(sql, clock.instant()));
    }

    /** Releases the claims of earlier processes; ids whose call had begun stay marked. */
    Void recover(Sql sql) throws SQLException {
        sql.run(HOLDERS_ARE_DUE);
        sql.run("UPDATE asset SET claim = NULL, calling = 0, due_at = ? WHERE claim IS NOT NULL", clock.instant());
        // no submission is further ahead than the ids of one claim
        turns.reach(sql.first(
                        row -> row.getLong(1),
                        "SELECT max(coalesce((SELECT max(turn) FROM submission WHERE state = 'SEALED' AND pending > 0"
                                + " AND next_due = 0), 0), coalesce((SELECT max(turn) FROM submission"
                                + " WHERE state = 'SEALED' AND pending > 0 AND next_due > 0), 0))")
                .orElseThrow());
        TotalsSql.count(sql);
        return null;
    }

    private List<Claim> claim(Sql sql, ToIntFunction<InFlight> room, Duration lease, Instant now) throws SQLException {
        InFlight inFlight = sql.first(
                        row -> new InFlight(row.getInt(1), row.getInt(2), row.getLong(3)),
                        "SELECT count(*), coalesce(sum(calling), 0), (SELECT unreported FROM total)"
                                + " FROM asset WHERE claim IS NOT NULL AND due_at > ?",
                        now)
                .orElseThrow();
        int left = room.applyAsInt(inFlight);
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
        List<Claim> claims = new ArrayList<>(claimDue(sql, turn, token, 1, now, now.plus(lease), most));
        if (claims.size() < most) {
            claims.addAll(claimDue(sql, turn, token, 0, Instant.EPOCH, now.plus(lease), most - claims.size()));
        }
        turns.reach(turn.turn);
        // a submission that waited joins at the current turn and has nothing to catch up
        boolean isMore = claims.size() == most;
        sql.run(
                "UPDATE submission SET turn = ?1, next_due = CASE WHEN ?2 THEN 0 ELSE coalesce((SELECT min(due_at)"
                        + " FROM asset WHERE submission = ?3 AND status = 'PENDING'), 9e15) END WHERE id = ?3",
                turns.reached() + claims.size(),
                isMore,
                turn.submission);
        if (!isMore) {
            requireNoneIsDue(sql, turn, now);
        }
        return claims;
    }

    /** Checks that the index has led to all due ids. */
    private static void requireNoneIsDue(Sql sql, Turn turn, Instant now) throws SQLException {
        boolean isDue = sql.first(
                        row -> true, "SELECT 1 FROM submission WHERE id = ? AND next_due < ?", turn.submission, now)
                .isPresent();
        if (isDue) { // it would silently never be claimed
            throw AssetChecksum.damaged("the index of pending ids holds one of submission row " + turn.submission
                    + " that is due and is not in the table");
        }
    }

    private static List<Claim> claimDue(
            Sql sql, Turn turn, long token, long from, Instant to, Instant leaseUntil, int most) throws SQLException {
        return sql.list(
                row -> read(row, turn, token),
                "UPDATE asset SET claim = ?, due_at = ?, calling = 0 WHERE id IN (SELECT id FROM asset"
                        + " WHERE submission = ? AND status = 'PENDING' AND due_at BETWEEN ? AND ?"
                        + " ORDER BY due_at, id LIMIT ?)"
                        + " RETURNING id, generation, asset_id, evidence, ask, asked, alone, attempts, refusals,"
                        + " delays, error_code, error_msg, busy_since, busy_looks, busy_calls, busy_hidden,"
                        + " line, status = 'PENDING', checksum",
                token,
                leaseUntil,
                turn.submission,
                from,
                to,
                most);
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
        return new Claim(id, generation, new AssetId(assetId), token, known);
    }

    /** The claims of the batch that are still held, each marked as being called. */
    private static List<Claim> markBegun(Sql sql, String callId, Batch batch, Instant leaseUntil, Instant now)
            throws SQLException {
        List<Claim> held = new ArrayList<>();
        for (Claim claim : batch.claims()) {
            int marked = sql.run(
                    "UPDATE asset SET call_id = ?, call_at = ?, calling = 1, due_at = ?, evidence = CASE evidence"
                            + " WHEN 'SAID_DELETED' THEN evidence ELSE 'MAY_HAVE_ACTED' END,"
                            + " ask = 1, asked = 0, attempts = ? WHERE id = ? AND claim = ? AND status = 'PENDING'",
                    callId,
                    now,
                    leaseUntil,
                    claim.known().attempts() + 1,
                    claim.row(),
                    claim.token());
            if (marked == 1) {
                held.add(claim);
            }
        }
        return held;
    }

    private static Void releaseUnbegun(Sql sql, Instant now) throws SQLException {
        sql.run(HOLDERS_ARE_DUE);
        sql.run("UPDATE asset SET claim = NULL, due_at = ? WHERE claim IS NOT NULL AND calling = 0", now);
        return null;
    }
}
