package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.reader.Entry;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Accepts submissions over plain JDBC. Counters change in the same transaction as the rows. */
final class Acceptance implements Submissions {
    /** A whole submission, with its ids sorted. */
    private record Whole(
            String submissionId,
            String intakeKey,
            String source,
            Requested requested,
            List<Entry.Found> found,
            List<Entry.Rejected> rejected,
            Seal sealing,
            DayLimit limit) {}

    /**
     * A submission that was accepted as a whole.
     *
     * @param done its row if it was done when it was sealed
     */
    private record Accepted(Submitted submitted, List<Long> done) {}

    private final GroupCommit writer;
    private final ReadConnection reads;
    private final Readings readings;
    private final LineSql lines;
    private final GateSql gates;
    private final Turns turns;
    private final DoneSubmissions done;
    private final Supplier<String> newSubmissionId;
    private final InstantSource clock;

    /** @param done receives the submissions that are done when they are sealed */
    Acceptance(
            GroupCommit writer,
            ReadConnection reads,
            Readings readings,
            GateSql gates,
            Turns turns,
            DoneSubmissions done,
            Supplier<String> newSubmissionId,
            InstantSource clock) {
        this.writer = writer;
        this.reads = reads;
        this.readings = readings;
        this.lines = new LineSql(readings);
        this.gates = gates;
        this.turns = turns;
        this.done = done;
        this.newSubmissionId = newSubmissionId;
        this.clock = clock;
    }

    @Override
    public Submission open(String intakeKey, String source, Requested requested) {
        Submission submission = writer.write(
                "open a submission",
                sql -> open(sql, newSubmissionId.get(), intakeKey, source, null, requested, clock.instant()));
        readings.began(submission);
        return submission;
    }

    @Override
    public Submission open(String submissionId, String intakeKey, String source, Requested requested) {
        Submission submission = writer.write("open submission " + submissionId, sql -> {
            IntakeKeySql.give(sql, submissionId, intakeKey);
            return open(sql, submissionId, intakeKey, source, null, requested, clock.instant());
        });
        readings.began(submission);
        return submission;
    }

    @Override
    public void accept(Submission submission, List<? extends Entry> entries) {
        List<GroupCommit.Work<Void>> slices = new ArrayList<>();
        Chunks.of(Chunks.found(entries)).forEach(slice -> slices.add(sql -> lines.accept(sql, submission, slice)));
        Chunks.of(Chunks.rejected(entries)).forEach(slice -> slices.add(sql -> lines.reject(sql, submission, slice)));
        writer.writeBulk("accept ids of submission " + submission.submissionId(), slices);
    }

    @Override
    public Submitted submit(
            String submissionId,
            String intakeKey,
            String source,
            Requested requested,
            List<? extends Entry> entries,
            Seal sealing,
            DayLimit limit) {
        Whole whole = new Whole(
                submissionId,
                intakeKey,
                source,
                requested,
                Chunks.found(entries),
                Chunks.rejected(entries),
                sealing,
                limit);
        GroupCommit.Work<DayLimitResult<Accepted>> work = sql -> submit(sql, whole, turns.reached(), clock.instant());
        String what = "accept submission " + submissionId;
        DayLimitResult<Accepted> accepted = entries.size() <= Chunks.MOST
                ? writer.write(what, work)
                : writer.writeBulk(what, List.of(work)).get(0);
        Accepted now = accepted.orThrow();
        done.add(now.done());
        return now.submitted();
    }

    @Override
    public void checkDayLimit(List<? extends Entry> entries, DayLimit limit) {
        reads.read("count the ids of a day", sql -> over(sql, Chunks.found(entries), limit, clock.instant()))
                .ifPresent(use -> {
                    throw new OverDayLimitException(use);
                });
    }

    @Override
    public void seal(Submission submission, Seal sealing) {
        seal(submission, sealing, null, Acceptance::nothing);
    }

    private static Void nothing(Sql sql) {
        return null;
    }

    @Override
    public void seal(Submission submission, Seal sealing, String schedule, LastRun run) {
        seal(submission, sealing, schedule, sql -> JdbcRunLog.record(sql, schedule, run));
    }

    private void seal(Submission submission, Seal sealing, @Nullable String schedule, GroupCommit.Work<Void> first) {
        List<Long> ended = writer.write("seal submission " + submission.submissionId(), sql -> {
            first.run(sql);
            List<Long> sealed = seal(sql, submission, sealing, schedule, turns.reached(), clock.instant());
            readings.takeWhatIsLeft(sql, submission);
            return sealed;
        });
        readings.ended(submission);
        done.add(ended);
    }

    @Override
    public int abandon(Submission submission) {
        return readings.abandon(submission);
    }

    @Override
    public Optional<Submission> retry(AssetId assetId, DayLimit limit, Requested requested) {
        return writer.write(
                        "retry an asset id",
                        sql -> retry(sql, assetId, limit, requested, turns.reached(), clock.instant()))
                .orThrow();
    }

    private static Submission open(
            Sql sql,
            String submissionId,
            String intakeKey,
            String source,
            @Nullable String caller,
            Requested requested,
            Instant now)
            throws SQLException {
        sql.run(
                "INSERT INTO submission (submission_id, intake_key, source, caller, opened_at, requested_by, requested_from,"
                        + " request_reason, traceparent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (intake_key) DO NOTHING",
                submissionId,
                intakeKey,
                source,
                caller,
                now,
                requested.by(),
                requested.from(),
                requested.reason(),
                requested.traceparent());
        return sql.first(SubmissionSql::read, SubmissionSql.SELECT + " WHERE intake_key = ?", intakeKey)
                .orElseThrow();
    }

    /** Opens, accepts and seals; if the submission exists already, returns it unchanged. */
    private DayLimitResult<Accepted> submit(Sql sql, Whole whole, long turn, Instant now) throws SQLException {
        IntakeKeySql.give(sql, whole.submissionId, whole.intakeKey);
        boolean isThere = sql.first(row -> true, "SELECT 1 FROM submission WHERE intake_key = ?", whole.intakeKey)
                .isPresent();
        Optional<DayUse> over = isThere ? Optional.empty() : over(sql, whole.found, whole.limit, now);
        return DayLimitResult.unless(over, () -> submitAll(sql, whole, turn, now));
    }

    /** @param found sorted */
    private Optional<DayUse> over(Sql sql, List<Entry.Found> found, DayLimit limit, Instant now) throws SQLException {
        return DayCounts.over(sql, limit, found.size(), () -> lines.countNew(sql, found), now);
    }

    private Accepted submitAll(Sql sql, Whole whole, long turn, Instant now) throws SQLException {
        Submission submission = open(
                sql, whole.submissionId, whole.intakeKey, whole.source, whole.limit.caller(), whole.requested, now);
        List<Long> done = List.of();
        if (!submission.sealed()) {
            lines.accept(sql, submission, whole.found);
            if (!whole.rejected.isEmpty()) {
                lines.reject(sql, submission, whole.rejected);
            }
            done = seal(sql, submission, whole.sealing, null, turn, now);
            DayCounts.add(sql, whole.limit.caller(), lines.accepted(sql, submission), now);
        }
        Submission sealed = sql.first(SubmissionSql::read, SubmissionSql.SELECT + " WHERE id = ?", submission.row())
                .orElseThrow();
        return new Accepted(new Submitted(sealed, submission.sealed()), done);
    }

    /** Returns the row of the submission if this seals it and nothing of it needs to be sent; otherwise an empty list. */
    private List<Long> seal(
            Sql sql, Submission submission, Seal sealing, @Nullable String schedule, long turn, Instant now)
            throws SQLException {
        int sealed = sql.run(
                "UPDATE submission SET state = 'SEALED', sealed_at = ?, lines = ?, sha256 = ?, kept_as = ?, turn = ?,"
                        + " next_due = 0 WHERE id = ? AND state = 'OPEN'",
                now,
                sealing.lines(),
                sealing.sha256(),
                sealing.keptAs(),
                turn,
                submission.row());
        if (sealed == 1) {
            Notices.record(sql, submission, sealing.notices());
            if (sealing.keptAs() != null && sealing.sha256() != null) { // a file has both
                Move.record(sql, new Move(sealing.keptAs(), sealing.sha256()));
            }
            TotalsSql.sealed(sql, submission);
            gates.atSeal(sql, submission.row(), schedule, now);
            List<Long> done = DoneSubmissions.among(sql, List.of(submission.row()));
            gates.events().done(sql, done, now);
            return done;
        }
        return List.of();
    }

    /** Accepts a submission of this id alone; empty unless the id is FAILED or KEPT, or belongs to a read that was broken off. */
    private DayLimitResult<Optional<Submission>> retry(
            Sql sql, AssetId assetId, DayLimit limit, Requested requested, long turn, Instant now) throws SQLException {
        Entry.Found only = new Entry.Found(1, assetId);
        KnownId row = KnownId.find(sql, only).orElse(null);
        if (row == null || !row.isToBeTriedAgain() && !lines.isUnread(row)) {
            return DayLimitResult.of(Optional.empty());
        }
        return DayLimitResult.unless(
                over(sql, List.of(only), limit, now),
                () -> Optional.of(retry(sql, only, row, limit, requested, turn, now)));
    }

    private Submission retry(
            Sql sql, Entry.Found only, KnownId row, DayLimit limit, Requested requested, long turn, Instant now)
            throws SQLException {
        AssetId assetId = only.assetId();
        String source = "retry:" + assetId;
        String key = source + (row.isToBeTriedAgain() ? ":" + row.generation() : ":left-by:" + row.submission());
        Submission submission = open(sql, newSubmissionId.get(), key, source, limit.caller(), requested, now);
        gates.events()
                .add(
                        sql,
                        "retried",
                        submission.row(),
                        new Order(String.valueOf(requested.by()), "http", requested.from(), requested.reason()),
                        List.of(assetId.value()),
                        Map.of(),
                        now);
        lines.accept(sql, submission, List.of(only));
        seal(sql, submission, new Seal(1, null, null), null, turn, now);
        DayCounts.add(sql, limit.caller(), 1, now);
        return submission;
    }
}
