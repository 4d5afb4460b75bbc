package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.AssetInfo;
import io.voddelete.asset.Batch;
import io.voddelete.asset.Busy;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Evidence;
import io.voddelete.store.TransactionSums.Total;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/** The SQL that claims due ids, submissions in turn. Used only by the writer. */
final class ClaimSql {
    private record Turn(long submission, long turn) {}

    /**
     * Whether an id whose row is given is pending. PostgreSQL could otherwise look for it through an index of all that are, which
     * may have been small when it planned that.
     */
    static final String IS_PENDING = "coalesce(status, '') = 'PENDING'";

    /** An id that is still claimed, by its row and the token of its claim, which is never 0. The index of all claims is full of ended ones. */
    static final String IS_HELD = "id = ? AND coalesce(claim, 0) = ? AND " + IS_PENDING;

    static final String WHO_IS_DUE =
            "UPDATE submission SET next_due = 0 WHERE state = 'SEALED' AND claimable = 1 AND live = 1"
                    + " AND next_due BETWEEN 1 AND ?";
    static final String NEXT =
            "SELECT id, turn FROM submission INDEXED BY submission_turn WHERE state = 'SEALED' AND claimable = 1 AND live = 1 AND next_due = 0"
                    + " ORDER BY turn, id LIMIT 2";
    /** How many ids a submission gets in one turn if no other waits for one; few different numbers, as statements are kept. */
    private static final List<Integer> ALONE = List.of(100, 50, 20);

    private final Turns turns;
    private long lastToken;
    /** No id has an older claim whose lease has not ended. */
    private long oldestToken;

    /** @param firstToken a number that no earlier process has used */
    ClaimSql(Turns turns, long firstToken) {
        this.turns = turns;
        this.lastToken = firstToken;
        this.oldestToken = firstToken;
    }

    /** PostgreSQL keeps the index entries of ended claims for a while, so they are read from the oldest claim on only. */
    private InFlight inFlight(Sql sql, Instant now) throws SQLException {
        return sql.first(
                        row -> {
                            long oldest = row.getLong(4);
                            oldestToken = row.wasNull() ? lastToken + 1 : oldest;
                            long unreported = row.getLong(3) + sql.sums().sum(Total.UNREPORTED);
                            return new InFlight(row.getInt(1), row.getInt(2), unreported);
                        },
                        "SELECT count(*), coalesce(sum(calling), 0), (SELECT unreported FROM total), min(claim)"
                                + " FROM asset WHERE claim IS NOT NULL AND claim >= ? AND due_at > ?",
                        oldestToken,
                        now)
                .orElseThrow();
    }

    /** Claims as many ids as there is room for. */
    List<Claim> claim(Sql sql, ToIntFunction<InFlight> room, Duration lease, Instant now) throws SQLException {
        int left = room.applyAsInt(inFlight(sql, now));
        List<Claim> claims = new ArrayList<>();
        if (left > 0) {
            sql.run(WHO_IS_DUE, now);
        }
        while (left > 0) {
            List<Turn> next = sql.list(row -> new Turn(row.getLong(1), row.getLong(2)), NEXT);
            if (next.isEmpty()) {
                break;
            }
            List<Claim> some = claimOf(sql, next.get(0), share(left, next.size() == 1), lease, now);
            left -= some.size();
            claims.addAll(some);
        }
        return claims;
    }

    private static int share(int left, boolean isAlone) {
        return ALONE.stream()
                .filter(share -> isAlone && share <= left)
                .findFirst()
                .orElse(Math.min(left, Batch.LARGEST));
    }

    private List<Claim> claimOf(Sql sql, Turn turn, int most, Duration lease, Instant now) throws SQLException {
        long token = ++lastToken;
        // deferred ids before new ones, so that open questions about sent ids are resolved before more are sent
        List<Claim> claims = new ArrayList<>();
        if (hasDeferred(sql, turn, now)) {
            claims.addAll(claimDue(sql, turn, token, 1, now, now.plus(lease), most));
        }
        // a large turn ends with them: the number of new ones would be any
        int wanted = claims.isEmpty() || most <= Batch.LARGEST ? most : claims.size();
        if (claims.size() < wanted) {
            claims.addAll(claimDue(sql, turn, token, 0, Instant.EPOCH, now.plus(lease), wanted - claims.size()));
        }
        turns.reach(turn.turn);
        // a submission that waited joins at the current turn and has nothing to catch up
        long after = turns.reached(sql) + claims.size();
        sql.run(
                "UPDATE submission SET turn = ?, next_due = ? WHERE id = ?",
                after,
                claims.size() == wanted ? 0 : nextDue(sql, turn, now),
                turn.submission);
        turns.reach(after - Batch.LARGEST); // whoever joins now is before this one by no more than a usual turn
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
