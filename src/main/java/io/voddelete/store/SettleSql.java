package io.voddelete.store;

import io.voddelete.asset.AssetInfo;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The SQL that stores the results of calls. Counters change in the same transaction as the rows. */
final class SettleSql {
    /**
     * What the results changed.
     *
     * @param effective number of results that took effect, including those that did not settle an id
     * @param done rows of the submissions whose last id they settled
     * @param ages of the ids that they settled
     */
    record Effect(int effective, int settled, List<Long> done, List<Age> ages) {}

    /** How long ago a submission was accepted of which so many ids were settled together. */
    record Age(Duration age, int ids) {}

    private static final String FINISH =
            "UPDATE asset SET status = ?1, reason = ?, error_code = ?, error_msg = ?, attempts = ?,"
                    + " settled_at = ?, title = coalesce(?, title), vod_status = coalesce(?, vod_status),"
                    + " created_at = coalesce(?, created_at), request_id = ?,"
                    + " claim = NULL, calling = 0 WHERE id = ? AND generation = ?"
                    + " AND " + ClaimSql.IS_PENDING + " AND (coalesce(claim, 0) = ? OR ?1 = 'DELETED')";
    private static final String KEEP =
            "UPDATE asset SET calling = 0, evidence = ?, ask = ?, asked = ?, alone = ?, attempts = ?,"
                    + " refusals = ?, delays = ?, busy_since = ?, busy_looks = ?, busy_calls = ?, busy_hidden = ?,"
                    + " error_code = ?, error_msg = ?, title = ?, vod_status = ?, created_at = ?"
                    + " WHERE " + ClaimSql.IS_HELD;

    private static final String COUNT =
            "UPDATE submission SET pending = pending - ?, deleted = deleted + ?, failed = failed + ?, kept = kept + ?"
                    + " WHERE id = ? RETURNING sealed_at, CASE WHEN state = 'SEALED' AND unfinished = 0 THEN 1 ELSE 0 END";

    /** The submission that a row belongs to. */
    private static final Sql.Row<Long> SUBMISSION = row -> row.getLong(1);

    private SettleSql() {}

    /** @param requestId VOD's id of the request whose response gave the results; null if unknown or there was none */
    static Effect settle(Sql sql, GateSql gates, List<Result> results, @Nullable String requestId, Instant now)
            throws SQLException {
        Map<Long, int[]> settled = new HashMap<>();
        Set<Long> waited = new HashSet<>();
        OutcomeCountSql reasons = new OutcomeCountSql();
        int effective = 0;
        List<Result.Settled> ends = new ArrayList<>(of(results, Result.Settled.class));
        effective += UnansweredSql.putOff(sql, ends, now);
        List<Result.Settled> took = finish(sql, ends, requestId, now, settled, waited);
        took.forEach(reasons::add);
        effective += took.size();
        if (took.size() < ends.size()) {
            ends.removeAll(took);
            effective += LateDeletionSql.correct(sql, ends, requestId, now);
        }
        List<Claim> asked =
                of(results, Result.Kept.class).stream().map(Result.Kept::claim).toList();
        effective += IntStream.of(keep(sql, asked)).sum();
        for (Result.Later later : of(results, Result.Later.class)) {
            effective += putOff(sql, later) ? 1 : 0;
        }
        List<Age> ages = new ArrayList<>();
        int allDeleted = 0;
        int allFailed = 0;
        int allKept = 0;
        for (Map.Entry<Long, int[]> submission : settled.entrySet()) {
            int deleted = submission.getValue()[Status.DELETED.ordinal()];
            int failed = submission.getValue()[Status.FAILED.ordinal()];
            int kept = submission.getValue()[Status.KEPT.ordinal()];
            After after = sql.first(
                            row -> new After(Sql.instantOrNull(row, 1), row.getBoolean(2)),
                            COUNT,
                            deleted + failed + kept,
                            deleted,
                            failed,
                            kept,
                            submission.getKey())
                    .orElseThrow(
                            () -> AssetChecksum.damaged("submission row " + submission.getKey() + " is not there"));
            Instant since = after.sealedAt == null ? now : after.sealedAt;
            ages.add(new Age(Duration.between(since, now), deleted + failed + kept));
            if (after.isDone) {
                waited.add(submission.getKey());
            }
            if (failed > 0) {
                gates.afterFailures(sql, submission.getKey(), now);
            }
            allDeleted += deleted;
            allFailed += failed;
            allKept += kept;
        }
        reasons.write(sql, now);
        if (!settled.isEmpty()) {
            TotalsSql.settled(sql, allDeleted, allFailed, allKept);
        }
        List<Long> done = DoneSubmissions.among(sql, waited);
        gates.events().done(sql, done, now);
        return new Effect(effective, allDeleted + allFailed + allKept, done, ages);
    }

    private static <T> List<T> of(List<Result> results, Class<T> kind) {
        return results.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** A submission after its ids were settled. */
    private record After(@Nullable Instant sealedAt, boolean isDone) {}

    /**
     * Where a row belongs.
     *
     * @param isNamedAgain whether other lines name the id, too
     */
    private record Row(long submission, long line, int checksum, boolean isNamedAgain) {}

    /**
     * DELETED is stored whoever reports it, everything else requires the claim.
     *
     * @param waited receives the submissions with a duplicate that this settles, which may be done
     * @return those that took effect
     */
    private static List<Result.Settled> finish(
            Sql sql,
            List<Result.Settled> all,
            @Nullable String requestId,
            Instant now,
            Map<Long, int[]> settled,
            Set<Long> waited)
            throws SQLException {
        if (all.isEmpty()) {
            return List.of();
        }
        int[] counts = sql.batch(
                FINISH, all.stream().map(done -> values(done, requestId, now)).toList());
        List<Result.Settled> took = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 1) {
                took.add(all.get(i));
            }
        }
        Map<Long, Row> rows = rows(sql, took);
        for (Result.Settled done : took) {
            Claim claim = done.claim();
            Row row = rows.get(claim.row());
            if (row == null) {
                throw AssetChecksum.damaged("row " + claim.row() + " of asset is not where it was");
            }
            new AssetChecksum(claim.assetId().value(), row.submission, row.line, claim.generation())
                    .require(claim.row(), row.checksum);
            sql.count(Counter.SETTLED, Counter.SETTLED.label(word(done.status()), word(done.reason())), 1);
            ReasonSql.count(sql, row.submission, done.status(), done.reason(), 1);
            if (done.status() == Status.KEPT) {
                guard(done).ifPresent(guard -> sql.count(Counter.GUARD_HITS, guard, 1));
            }
            settled.computeIfAbsent(row.submission, key -> new int[Status.values().length])[
                    done.status().ordinal()]++;
        }
        for (Result.Settled done : took) {
            if (Objects.requireNonNull(rows.get(done.claim().row())).isNamedAgain) {
                waited.addAll(KnownId.settleDuplicates(
                        sql, done.claim().row(), done.claim().generation()));
            }
        }
        return took;
    }

    private static @Nullable Object[] values(Result.Settled done, @Nullable String requestId, Instant now) {
        Claim claim = done.claim();
        AssetInfo info = claim.known().info();
        return new @Nullable Object[] {
            done.status(),
            done.reason(),
            done.errorCode(),
            done.errorMsg(),
            done.attempts(),
            now,
            info.title(),
            info.vodStatus(),
            info.created(),
            requestId,
            claim.row(),
            claim.generation(),
            claim.token()
        };
    }

    private static Map<Long, Row> rows(Sql sql, List<Result.Settled> took) throws SQLException {
        Map<Long, Row> rows = new HashMap<>();
        for (List<Result.Settled> some : Chunks.of(took)) {
            sql.list(
                    row -> rows.put(
                            row.getLong(1), new Row(row.getLong(2), row.getLong(3), row.getInt(4), row.getBoolean(5))),
                    "SELECT id, submission, line, checksum, CASE WHEN EXISTS (SELECT 1 FROM duplicate d"
                            + " WHERE d.asset = asset.id) THEN 1 ELSE 0 END FROM asset WHERE id IN "
                            + Sql.places(some.size()),
                    some.stream().map(done -> done.claim().row()).toArray());
        }
        return rows;
    }

    /** The guard that kept an id; empty if an order did. */
    private static Optional<String> guard(Result.Settled kept) {
        if ("changed".equals(kept.reason())) {
            return Optional.of("changed");
        }
        if (!"protected".equals(kept.reason())) {
            return Optional.empty();
        }
        String detail = kept.errorMsg() == null ? "" : kept.errorMsg();
        return Optional.of(
                switch (detail.split(" ", 2)[0]) {
                    case "tag" -> "tag";
                    case "category" -> "category";
                    case "younger-than" -> "age";
                    case "published" -> "published";
                    default -> "file"; // whose detail is replaced if the asset may be gone
                });
    }

    private static String word(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private static String word(@Nullable String reason) {
        return reason == null ? "none" : reason;
    }

    private static boolean putOff(Sql sql, Result.Later later) throws SQLException {
        if (keep(sql, List.of(later.claim().with(later.known())))[0] == 0) {
            return false;
        }
        long submission = sql.first(
                        SUBMISSION,
                        "UPDATE asset SET claim = NULL, due_at = ? WHERE id = ? RETURNING submission",
                        later.due(),
                        later.claim().row())
                .orElseThrow();
        DueTimeSql.isDue(sql, submission, later.due());
        return true;
    }

    /** Stores what is known about ids whose calls have ended; returns 1 for each that is still claimed, otherwise 0. */
    private static int[] keep(Sql sql, List<Claim> claims) throws SQLException {
        return sql.batch(KEEP, claims.stream().map(SettleSql::values).toList());
    }

    private static @Nullable Object[] values(Claim claim) {
        Claim.Known known = claim.known();
        return new @Nullable Object[] {
            known.evidence(),
            known.ask(),
            known.asked(),
            known.alone(),
            known.attempts(),
            known.refusals(),
            known.delays(),
            known.busy().since(),
            known.busy().looks(),
            known.busy().calls(),
            known.busy().hidden(),
            known.errorCode(),
            known.errorMsg(),
            known.info().title(),
            known.info().vodStatus(),
            known.info().created(),
            claim.row(),
            claim.token()
        };
    }
}
