package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.reader.Entry;
import io.voddelete.support.Sha256;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The SQL that accepts ids again, as a submission of their own that is sealed immediately. */
record RetrySql(SealSql seals, Supplier<String> newSubmissionId) {
    /** A line of the audit log names so many ids, and otherwise their hash. */
    private static final int MOST_NAMED = 1_000;

    /** Accepts a submission of this id alone; empty unless the id is FAILED or KEPT, or belongs to a read that was broken off. */
    DayLimitResult<Optional<Submission>> retry(
            Sql sql, AssetId assetId, DayLimit limit, Requested requested, long turn, Instant now) throws SQLException {
        Entry.Found only = new Entry.Found(1, assetId);
        KnownId row = KnownId.find(sql, only).orElse(null);
        if (row == null || !row.isToBeTriedAgain() && !seals.lines().isUnread(sql, row)) {
            return DayLimitResult.of(Optional.empty());
        }
        return DayLimitResult.unless(
                seals.over(sql, List.of(only), limit, now),
                () -> Optional.of(retry(sql, only, row, limit, requested, turn, now)));
    }

    private Submission retry(
            Sql sql, Entry.Found only, KnownId row, DayLimit limit, Requested requested, long turn, Instant now)
            throws SQLException {
        AssetId assetId = only.assetId();
        String source = "retry:" + assetId;
        String id = newSubmissionId.get();
        // a submission whose reading breaks off again may leave the id once more
        String key =
                source + (row.isToBeTriedAgain() ? ":" + row.generation() : ":left-by:" + row.submission() + ":" + id);
        Submission submission = SealSql.open(sql, new SealSql.Opening(id, key, source, limit.caller(), requested), now);
        retried(sql, submission, List.of(only), List.of(assetId.value()), Map.of(), limit, requested, turn, now);
        return submission;
    }

    /** @param list of ids that are FAILED */
    Submission retry(
            Sql sql,
            FailedIds which,
            List<Entry.Found> list,
            DayLimit limit,
            Requested requested,
            long turn,
            Instant now)
            throws SQLException {
        String id = newSubmissionId.get();
        Submission submission = SealSql.open(
                sql,
                new SealSql.Opening(id, which.source() + ":" + id, which.source(), limit.caller(), requested),
                now);
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("accepted", list.size());
        details.put("failed_for", which.reason());
        if (which.errorCode() != null) {
            details.put("error_code", which.errorCode());
        }
        List<String> ids = list.stream().map(each -> each.assetId().value()).toList();
        if (ids.size() > MOST_NAMED) {
            details.put(
                    "ids_sha256", Sha256.hex(String.join("\n", ids).concat("\n").getBytes(StandardCharsets.UTF_8)));
            ids = List.of();
        }
        retried(sql, submission, list, ids, details, limit, requested, turn, now);
        return SubmissionSql.find(sql, submission.row()).orElseThrow();
    }

    /** @param named the ids that the audit log names one by one */
    private void retried(
            Sql sql,
            Submission submission,
            List<Entry.Found> list,
            List<String> named,
            Map<String, Object> details,
            DayLimit limit,
            Requested requested,
            long turn,
            Instant now)
            throws SQLException {
        Order order = new Order(String.valueOf(requested.by()), "http", requested.from(), requested.reason());
        seals.gates().events().add(sql, "retried", submission.row(), order, named, details, now);
        LineSql.Added added = seals.lines().add(sql, submission, list);
        seals.seal(sql, submission, added, new Seal(list.size(), null, null), null, turn, now);
        DayCounts.add(sql, limit.caller(), list.size(), now);
    }
}
