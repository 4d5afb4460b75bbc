package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.reader.Entry;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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
            DayLimit limit) {
        SealSql.Opening opening() {
            return new SealSql.Opening(submissionId, intakeKey, source, limit.caller(), requested);
        }
    }

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
    private final SealSql seals;
    private final RetrySql retries;
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
        this.seals = new SealSql(lines, gates);
        this.retries = new RetrySql(seals, newSubmissionId);
        this.turns = turns;
        this.done = done;
        this.newSubmissionId = newSubmissionId;
        this.clock = clock;
    }

    @Override
    public Submission open(String intakeKey, String source, Requested requested) {
        Submission submission = writer.write("open a submission", sql -> {
            readings.homes().requireNotReadElsewhere(sql, intakeKey);
            return open(sql, newSubmissionId.get(), intakeKey, source, requested);
        });
        readings.began(submission);
        return submission;
    }

    @Override
    public Submission open(String submissionId, String intakeKey, String source, Requested requested) {
        Submission submission = writer.write("open submission " + submissionId, sql -> {
            readings.homes().requireNotReadElsewhere(sql, intakeKey); // before it loses its key
            IntakeKeySql.give(sql, submissionId, intakeKey);
            return open(sql, submissionId, intakeKey, source, requested);
        });
        readings.began(submission);
        return submission;
    }

    /** Also says which node reads it, if there are several. */
    private Submission open(Sql sql, String submissionId, String intakeKey, String source, Requested requested)
            throws SQLException {
        Submission submission = SealSql.open(
                sql, new SealSql.Opening(submissionId, intakeKey, source, null, requested), clock.instant());
        readings.homes().beginReading(sql, submission);
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
        GroupCommit.Work<DayLimitResult<Accepted>> work =
                sql -> submit(sql, whole, turns.reached(sql), clock.instant());
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
        reads.read("count the ids of a day", sql -> seals.over(sql, Chunks.found(entries), limit, clock.instant()))
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
            List<Long> sealed = seals.seal(
                            sql, submission, LineSql.Added.NONE, sealing, schedule, turns.reached(sql), clock.instant())
                    .done();
            readings.takeWhatIsLeft(sql, submission);
            if (sealing.keptAs() == null) {
                readings.homes().endReading(sql, submission.row());
            }
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
                        sql -> retries.retry(sql, assetId, limit, requested, turns.reached(sql), clock.instant()))
                .orThrow();
    }

    @Override
    public Optional<RetriedIds> retry(FailedIds which, int most, DayLimit limit, Requested requested) {
        List<String> found = reads.read("find failed ids", sql -> FailedIdSql.find(sql, which, most + 1));
        GroupCommit.Work<DayLimitResult<Optional<RetriedIds>>> work = sql -> {
            Instant now = clock.instant();
            long mayBe = Math.min(most, Math.max(1, DayCounts.left(sql, limit, now)));
            List<String> ids = found.subList(0, (int) Math.min(found.size(), mayBe));
            List<Entry.Found> list = FailedIdSql.asList(sql, ids);
            return list.isEmpty()
                    ? DayLimitResult.of(Optional.empty())
                    : DayLimitResult.unless(seals.over(sql, list, limit, now), () -> {
                        Submission submission =
                                retries.retry(sql, which, list, limit, requested, turns.reached(sql), now);
                        return Optional.of(new RetriedIds(submission, found.size() > ids.size()));
                    });
        };
        return writer.writeBulk("retry failed ids", List.of(work)).get(0).orThrow();
    }

    /** Opens, accepts and seals; if the submission exists already, returns it unchanged. */
    private DayLimitResult<Accepted> submit(Sql sql, Whole whole, long turn, Instant now) throws SQLException {
        Optional<Submission> opened =
                whole.limit.isSet() ? Optional.empty() : SealSql.openNew(sql, whole.opening(), now);
        if (opened.isPresent()) { // in one statement, as is usual
            return DayLimitResult.of(complete(sql, whole, opened.get(), turn, now));
        }
        Optional<DayUse> over = isThere(sql, whole) ? Optional.empty() : seals.over(sql, whole.found, whole.limit, now);
        return DayLimitResult.unless(over, () -> submitAll(sql, whole, turn, now));
    }

    /** Whether a submission has the key; one that has lost it gets it back. */
    private boolean isThere(Sql sql, Whole whole) throws SQLException {
        if (IntakeKeySql.isNew(sql, whole.submissionId, whole.intakeKey)) {
            return false;
        }
        readings.homes().requireNotReadElsewhere(sql, whole.intakeKey);
        IntakeKeySql.give(sql, whole.submissionId, whole.intakeKey);
        return sql.first(row -> true, "SELECT 1 FROM submission WHERE intake_key = ?", whole.intakeKey)
                .isPresent();
    }

    private Accepted submitAll(Sql sql, Whole whole, long turn, Instant now) throws SQLException {
        Submission submission = SealSql.open(sql, whole.opening(), now);
        return submission.sealed()
                ? new Accepted(new Submitted(submission, true), List.of())
                : complete(sql, whole, submission, turn, now);
    }

    /** Accepts all lines of an open submission and seals it. */
    private Accepted complete(Sql sql, Whole whole, Submission submission, long turn, Instant now) throws SQLException {
        LineSql.Added added = lines.add(sql, submission, whole.found);
        if (!whole.rejected.isEmpty()) {
            lines.reject(sql, submission, whole.rejected);
        }
        SealSql.Sealed sealed = seals.seal(sql, submission, added, whole.sealing, null, turn, now);
        DayCounts.add(sql, whole.limit.caller(), sealed.accepted(), now);
        Submission result = sealed.now().isPresent()
                ? sealed.now().get()
                : SubmissionSql.find(sql, submission.row()).orElseThrow();
        return new Accepted(new Submitted(result, false), sealed.done());
    }
}
