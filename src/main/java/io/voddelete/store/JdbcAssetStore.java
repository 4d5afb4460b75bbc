package io.voddelete.store;

import io.voddelete.support.TimeSource;
import io.voddelete.support.Timings;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The store over plain JDBC: one writer with group commit, and a connection for each kind of read. */
public final class JdbcAssetStore implements AssetStore {
    private static final int READERS = 3; // one for each kind of read

    private final GroupCommit writer;
    private final ReadConnection reads;
    private final Readings readings;
    private final Acceptance submissions;
    private final Claiming claims;
    private final JdbcReleases releases;
    private final JdbcEvents events;
    private final Reporting outbox;
    private final JdbcSenderState senderState;
    private final JdbcRunLog runLog;
    private final JdbcSealedSubmissions sealedSubmissions;
    private final JdbcSubmissionQueries queries;
    private final JdbcFigures figures;
    private final JdbcStoreHealth health;
    private final JdbcArchives archives;
    /** Null if no other process can use the store. */
    private final @Nullable NodeWatch nodes;

    private JdbcAssetStore(
            GroupCommit writer,
            List<Sql> reads,
            GateSql gates,
            StoreRules rules,
            Maintenance upkeep,
            AuditTrail audit,
            TimeSource clock,
            RandomGenerator random) {
        this.writer = writer;
        @Nullable ArchiveRule rule = rules.archive();
        @Nullable ArchiveFiles files = rule == null ? null : upkeep.archiveFiles(rule.folder());
        ArchiveReads archived = new ArchiveReads(files);
        this.reads = new ReadConnection(reads.get(0));
        Membership members = upkeep.members();
        Turns turns = new Turns(members);
        DoneSubmissions done = new DoneSubmissions();
        Timings ages = new Timings();
        RecentlySettled recent = new RecentlySettled(clock::nanoTime);
        HomeSql homes = new HomeSql(members);
        this.readings = new Readings(writer, turns, homes);
        GateTasks tasks = new GateTasks(readings, turns);
        this.submissions = new Acceptance(
                writer,
                this.reads,
                readings,
                gates,
                turns,
                done,
                () -> new UUID(random.nextLong(), random.nextLong()).toString(),
                clock);
        this.claims = new Claiming(
                writer, this.reads, readings, gates, tasks, turns, done, recent, ages, random.nextLong() >>> 2, clock);
        this.releases = new JdbcReleases(writer, this.reads, archived, gates, tasks, turns, done, recent, clock);
        this.events = new JdbcEvents(writer, this.reads, gates.events(), clock);
        Timings delays = new Timings();
        this.outbox = new Reporting(writer, this.reads, delays, clock);
        this.senderState = new JdbcSenderState(writer, this.reads, gates.events(), homes, clock);
        this.runLog = new JdbcRunLog(writer, this.reads);
        ReadConnection lines = new ReadConnection(reads.get(1));
        this.sealedSubmissions = new JdbcSealedSubmissions(writer, lines, archived, done, homes, clock);
        this.archives = new JdbcArchives(
                writer,
                lines,
                files,
                rule == null ? new ArchiveRule(Path.of(""), null) : rule,
                audit,
                upkeep::say,
                clock);
        ReadConnection queries = new ReadConnection(reads.get(2));
        this.queries = new JdbcSubmissionQueries(queries, archived, recent);
        this.figures = new JdbcFigures(
                writer,
                queries,
                ages,
                delays,
                rules.missingIsSuccess(),
                gates.events().records(),
                clock);
        this.health = new JdbcStoreHealth(writer, clock);
        this.nodes = members.node() == null
                ? null
                : new NodeWatch(
                        members,
                        writer,
                        new ReadConnection(reads.get(READERS)),
                        claims,
                        readings,
                        recent,
                        upkeep::say,
                        clock);
    }

    /**
     * Opens the store, creates missing tables, binds it to its target and releases the claims of an earlier process. Only one
     * process may have the store open unless {@code upkeep} sees to it that several can.
     *
     * @param rules what is checked and recorded beyond the tables
     * @param upkeep maintains the database between transactions
     * @throws WrongTargetException if the store is bound to another endpoint or project
     * @throws StoreException if it cannot be opened
     */
    public static JdbcAssetStore open(
            DataSource dataSource,
            Target target,
            StoreRules rules,
            TimeSource clock,
            RandomGenerator random,
            Maintenance upkeep) {
        List<Sql> opened = new ArrayList<>();
        try {
            Sql writes = Sql.forWriting(dataSource, upkeep, opened);
            upkeep.begin(writes);
            List<Sql> reads = readers(dataSource, upkeep, opened, writes);
            AuditTrail audit = new AuditTrail(rules.audit(), upkeep.auditLog());
            GroupCommit writer = new GroupCommit(writes, upkeep, audit, clock);
            GateSql gates = new GateSql(rules.policy(), audit);
            JdbcAssetStore store = new JdbcAssetStore(writer, reads, gates, rules, upkeep, audit, clock, random);
            opened.clear();
            store.recover(target, rules.isRestored(), random, upkeep, audit, clock);
            return store;
        } catch (SQLException e) {
            throw StoreException.of("the store cannot be opened", e, "");
        } finally {
            opened.forEach(sql -> new ReadConnection(sql).close());
        }
    }

    private static List<Sql> readers(DataSource dataSource, Maintenance upkeep, List<Sql> opened, Sql writes)
            throws SQLException {
        try {
            return Sql.forReading(dataSource, upkeep, opened, READERS + (upkeep.isRemote() ? 1 : 0));
        } catch (SQLException e) {
            if (upkeep.isRemote()) {
                upkeep.end(writes); // otherwise the next start would wait for this one
            }
            throw e;
        }
    }

    private void recover(
            Target target,
            boolean isRestored,
            RandomGenerator random,
            Maintenance upkeep,
            AuditTrail audit,
            TimeSource clock) {
        UUID name = new UUID(random.nextLong(), random.nextLong());
        try {
            writer.write("be opened", sql -> upkeep.prepare(sql, target)).ifPresent(upkeep::say);
            writer.write("be named", sql -> JdbcReleases.name(sql, name.toString()) + PageKeySql.make(sql, random));
            writer.write(
                            "open its audit log",
                            sql -> audit.start(sql, upkeep.isRemote() || isRestored) || isRestored
                                    ? Optional.of(
                                            EventEpoch.begin(sql, upkeep, audit, random.nextLong(), clock.instant()))
                                    : Optional.<String>empty())
                    .ifPresent(upkeep::say);
            if (nodes == null) {
                writer.write("recover claims", sql -> {
                    claims.recover(sql, false);
                    return true;
                });
            }
            writer.write("recover submissions", readings::recover);
            writer.write("be ready", sql -> {
                upkeep.started(sql);
                return true;
            });
            if (nodes != null) {
                nodes.begin();
            }
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
    public Releases releases() {
        return releases;
    }

    @Override
    public Events events() {
        return events;
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
    public Archives archives() {
        return archives;
    }

    @Override
    public Figures figures() {
        return figures;
    }

    @Override
    public Nodes nodes() {
        return nodes == null ? Nodes.ALONE : nodes;
    }

    @Override
    public long changes() {
        return writer.changes.get();
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
        Optional.ofNullable(nodes).ifPresent(NodeWatch::end);
        writer.counts.store(writer);
        writer.close();
        Optional.ofNullable(nodes).ifPresent(NodeWatch::close);
        sealedSubmissions.close();
        queries.close();
        reads.close();
    }
}
