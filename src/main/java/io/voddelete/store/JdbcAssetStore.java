package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Outcome;
import io.voddelete.asset.Result;
import io.voddelete.reader.Entry;
import io.voddelete.vod.PaceState;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/** The store over plain JDBC: one writer with group commit, a connection for each kind of reading. */
public final class JdbcAssetStore implements AssetStore {
    private static final int READERS = 3; // one for each kind of reading

    private final GroupCommit writer;
    private final ReadConnection reads;
    private final JdbcSubmissions submissions;
    private final JdbcSubmissionQueries lookups;
    private final Acceptance acceptance;
    private final Claiming claiming;
    private final InstantSource clock;
    private final RecentlySettled recent;

    private JdbcAssetStore(GroupCommit writer, List<Sql> reads, InstantSource clock, RandomGenerator random) {
        this.reads = new ReadConnection(reads.get(0));
        this.clock = clock;
        this.recent = new RecentlySettled(clock);
        this.acceptance = new Acceptance(() -> new UUID(random.nextLong(), random.nextLong()).toString());
        this.claiming = new Claiming(random.nextLong() >>> 2);
        this.writer = writer;
        this.submissions = new JdbcSubmissions(writer, new ReadConnection(reads.get(1)), clock);
        this.lookups = new JdbcSubmissionQueries(new ReadConnection(reads.get(2)), recent);
    }

    /**
     * Opens the store, makes its tables where they are missing, binds it to its target and frees what an earlier process
     * held. Only one process may have the store open.
     *
     * @param upkeep what the database wants between transactions
     * @throws WrongTargetException if the store is bound to another endpoint or project
     */
    public static JdbcAssetStore open(
            DataSource dataSource, Target target, InstantSource clock, RandomGenerator random, Maintenance upkeep) {
        List<Sql> opened = new ArrayList<>();
        try {
            Sql writes = Sql.connect(dataSource, upkeep, opened);
            upkeep.begin(writes);
            List<Sql> reads = Sql.connect(dataSource, upkeep, opened, READERS);
            JdbcAssetStore store = new JdbcAssetStore(new GroupCommit(writes, upkeep, clock), reads, clock, random);
            opened.clear();
            store.recover(target, upkeep);
            return store;
        } catch (SQLException e) {
            throw StoreException.of("the store cannot be opened", e, "");
        } finally {
            opened.forEach(sql -> new ReadConnection(sql).close());
        }
    }

    private void recover(Target target, Maintenance upkeep) {
        try {
            writer.write("be opened", sql -> upkeep.prepare(sql, target)).ifPresent(upkeep::say);
            writer.write("recover claims", sql -> claiming.recover(sql, clock.instant()));
            writer.write("recover submissions", sql -> acceptance.recover(sql, claiming.virtualTime()));
        } catch (StoreException e) {
            close();
            throw e.getCause() instanceof WrongTargetException wrong ? wrong : e;
        }
    }

    @Override
    public Submission open(String intakeKey, String source) {
        Submission submission =
                writer.write("open a submission", sql -> acceptance.open(sql, intakeKey, source, clock.instant()));
        acceptance.began(submission);
        return submission;
    }

    @Override
    public void accept(Submission submission, List<? extends Entry> entries) {
        List<Entry.Found> found = Chunks.found(entries);
        List<Entry.Rejected> rejected = Chunks.rejected(entries);
        List<GroupCommit.Work<Void>> slices = new ArrayList<>();
        Chunks.of(found).forEach(slice -> slices.add(sql -> acceptance.accept(sql, submission, slice)));
        Chunks.of(rejected).forEach(slice -> slices.add(sql -> acceptance.reject(sql, submission, slice)));
        writer.writeBulk("accept ids of submission " + submission.submissionId(), slices);
    }

    @Override
    public Submitted submit(
            String submissionId,
            String intakeKey,
            String source,
            List<? extends Entry> entries,
            Seal sealing,
            DayLimit limit) {
        Acceptance.Whole whole = new Acceptance.Whole(
                submissionId, intakeKey, source, Chunks.found(entries), Chunks.rejected(entries), sealing, limit);
        GroupCommit.Work<DayLimitResult<Acceptance.Accepted>> work =
                sql -> acceptance.submit(sql, whole, claiming.virtualTime(), clock.instant());
        String what = "accept submission " + submissionId;
        DayLimitResult<Acceptance.Accepted> accepted = entries.size() <= Chunks.MOST
                ? writer.write(what, work)
                : writer.writeBulk(what, List.of(work)).get(0);
        submissions.ended(accepted.orThrow().done());
        return accepted.value().submitted();
    }

    @Override
    public void checkDayLimit(List<? extends Entry> entries, DayLimit limit) {
        reads.read(
                        "count the ids of a day",
                        sql -> acceptance.check(sql, Chunks.found(entries), limit, clock.instant()))
                .orThrow();
    }

    @Override
    public void seal(Submission submission, Seal sealing) {
        seal(submission, sealing, sql -> null);
    }

    @Override
    public void seal(Submission submission, Seal sealing, String schedule, LastRun run) {
        seal(submission, sealing, sql -> RunSql.record(sql, schedule, run));
    }

    @Override
    public void recordRun(String schedule, LastRun run) {
        writer.write("remember a run", sql -> RunSql.record(sql, schedule, run));
    }

    @Override
    public Optional<LastRun> lastRun(String schedule) {
        return reads.read("read the last run", sql -> RunSql.last(sql, schedule));
    }

    private void seal(Submission submission, Seal sealing, GroupCommit.Work<Void> first) {
        List<Long> ended = writer.write("seal submission " + submission.submissionId(), sql -> {
            first.run(sql);
            return acceptance.sealRead(sql, submission, sealing, claiming.virtualTime(), clock.instant());
        });
        acceptance.ended(submission);
        submissions.ended(ended);
    }

    @Override
    public int abandon(Submission submission) {
        boolean read = acceptance.abandoned(submission);
        return read ? handOver("hand over ids of submission " + submission.submissionId()) : 0;
    }

    /** Of all submissions that are not read any more, where that has failed before. */
    private int handOver(String what) {
        Set<Long> abandoned = acceptance.notHandedOver();
        int ids = writer.write(what, sql -> acceptance.handOver(sql, abandoned, claiming.virtualTime()));
        acceptance.handedOver(abandoned);
        return ids;
    }

    @Override
    public List<Claim> claim(ToIntFunction<InFlight> room, Duration lease) {
        if (!acceptance.notHandedOver().isEmpty()) {
            handOver("hand over ids");
        }
        return writer.write("claim ids", sql -> claiming.claim(sql, room, lease, clock.instant()));
    }

    @Override
    public void beginCall(String callId, Batch batch, Duration lease) {
        Instant now = clock.instant();
        Instant leaseUntil = now.plus(lease);
        List<Claim> held = writer.write("begin a call", sql -> claiming.beginCall(sql, callId, batch, leaseUntil, now));
        batch.begun(held, leaseUntil);
    }

    @Override
    public int settle(List<Result> results) {
        var settled = writer.writeResult("settle results", sql -> claiming.settle(sql, results, clock.instant()));
        recent.add(settled.deleted() + settled.failed());
        submissions.ended(settled.done());
        return settled.effective();
    }

    @Override
    public void bringForward(Duration by, Duration longest) {
        writer.write("bring ids forward", sql -> DueTimeSql.bringForward(sql, by, longest, clock.instant()));
    }

    @Override
    public void releaseUnbegun() {
        writer.write("release claims", sql -> claiming.releaseUnbegun(sql, clock.instant()));
    }

    @Override
    public List<Outcome> unreported(Side side, boolean missingIsSuccess, int most) {
        return reads.read(
                "read outcomes", writer.inPlace(sql -> Reporting.unreported(sql, side, missingIsSuccess, most)));
    }

    @Override
    public void markReported(List<Outcome> outcomes) {
        writer.writeResult("mark outcomes", sql -> Reporting.markReported(sql, outcomes, clock.instant()));
    }

    @Override
    public PaceState changePace(String pace, UnaryOperator<PaceState> change) {
        return writer.write("change the pace", sql -> PaceSql.change(sql, pace, change));
    }

    @Override
    public PaceState pace(String pace) {
        return reads.read("read the pace", sql -> PaceSql.state(sql, pace));
    }

    @Override
    public void setPause(Pause pause) {
        writer.writeResult("remember the pause", sql -> PauseSql.set(sql, pause));
    }

    @Override
    public void endPause() {
        writer.write("end the pause", PauseSql::end);
    }

    @Override
    public Optional<Pause> pause() {
        return reads.read("read the pause", PauseSql::read);
    }

    @Override
    public void setOperatorPause() {
        writer.write("remember the pause", sql -> PauseSql.setByOperator(sql, clock.instant()));
    }

    @Override
    public void endOperatorPause() {
        writer.write("end the pause", PauseSql::endByOperator);
    }

    @Override
    public Optional<Instant> operatorPause() {
        return reads.read("read the pause", PauseSql::byOperator);
    }

    @Override
    public Optional<Submission> retry(AssetId assetId, DayLimit limit) {
        return writer.write(
                        "retry an asset id",
                        sql -> acceptance.retry(sql, assetId, limit, claiming.virtualTime(), clock.instant()))
                .orThrow();
    }

    @Override
    public StoreCondition condition() {
        return writer.condition();
    }

    @Override
    public void tryToWrite() {
        writer.touch(clock.instant());
    }

    @Override
    public SubmissionQueries lookups() {
        return lookups;
    }

    @Override
    public Submissions submissions() {
        return submissions;
    }

    @Override
    public void stopWithin(Duration most) {
        writer.stopWithin(most);
    }

    @Override
    public void close() {
        writer.close();
        submissions.close();
        lookups.close();
        reads.close();
    }
}
