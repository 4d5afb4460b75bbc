package io.voddelete.store;

import io.voddelete.support.TimeSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/** The store over plain JDBC: one writer with group commit, and a connection for each kind of read. */
public final class JdbcAssetStore implements AssetStore {
    private static final int READERS = 3; // one for each kind of read

    private final GroupCommit writer;
    private final ReadConnection reads;
    private final Readings readings;
    private final Acceptance submissions;
    private final Claiming claims;
    private final Reporting outbox;
    private final JdbcSenderState senderState;
    private final JdbcRunLog runLog;
    private final JdbcSealedSubmissions sealedSubmissions;
    private final JdbcSubmissionQueries queries;
    private final JdbcStoreHealth health;

    private JdbcAssetStore(GroupCommit writer, List<Sql> reads, TimeSource clock, RandomGenerator random) {
        this.writer = writer;
        this.reads = new ReadConnection(reads.get(0));
        Turns turns = new Turns();
        DoneSubmissions done = new DoneSubmissions();
        RecentlySettled recent = new RecentlySettled(clock::nanoTime);
        this.readings = new Readings(writer, turns);
        this.submissions = new Acceptance(
                writer,
                this.reads,
                readings,
                turns,
                done,
                () -> new UUID(random.nextLong(), random.nextLong()).toString(),
                clock);
        this.claims = new Claiming(writer, readings, turns, done, recent, random.nextLong() >>> 2, clock);
        this.outbox = new Reporting(writer, this.reads, clock);
        this.senderState = new JdbcSenderState(writer, this.reads, clock);
        this.runLog = new JdbcRunLog(writer, this.reads);
        this.sealedSubmissions = new JdbcSealedSubmissions(writer, new ReadConnection(reads.get(1)), done, clock);
        this.queries = new JdbcSubmissionQueries(new ReadConnection(reads.get(2)), recent);
        this.health = new JdbcStoreHealth(writer, clock);
    }

    /**
     * Opens the store, creates missing tables, binds it to its target and releases the claims of an earlier process. Only one
     * process may have the store open.
     *
     * @param upkeep maintains the database between transactions
     * @throws WrongTargetException if the store is bound to another endpoint or project
     * @throws StoreException if it cannot be opened
     */
    public static JdbcAssetStore open(
            DataSource dataSource, Target target, TimeSource clock, RandomGenerator random, Maintenance upkeep) {
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
            writer.write("recover claims", claims::recover);
            writer.write("recover submissions", readings::recover);
        } catch (StoreException e) {
            close();
            throw e.getCause() instanceof WrongTargetException wrong ? wrong : e;
        }
    }

    @Override
    public Submissions submissions() {
        return submissions;
    }

    @Override
    public Claims claims() {
        return claims;
    }

    @Override
    public Outbox outbox() {
        return outbox;
    }

    @Override
    public SenderState senderState() {
        return senderState;
    }

    @Override
    public RunLog runLog() {
        return runLog;
    }

    @Override
    public SealedSubmissions sealedSubmissions() {
        return sealedSubmissions;
    }

    @Override
    public SubmissionQueries queries() {
        return queries;
    }

    @Override
    public StoreHealth health() {
        return health;
    }

    @Override
    public void stopWithin(Duration most) {
        writer.stopWithin(most);
    }

    @Override
    public void close() {
        writer.close();
        sealedSubmissions.close();
        queries.close();
        reads.close();
    }
}
