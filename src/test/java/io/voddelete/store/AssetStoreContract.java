package io.voddelete.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Notice;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.audit.AuditChain;
import io.voddelete.kit.Ids;
import io.voddelete.kit.SettableClock;
import io.voddelete.reader.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What every contract of the store needs: a store on a real database, a clock, short words and a look at the rows. */
public abstract class AssetStoreContract {
    static final Target TARGET = new Target("https://vod.example.com", "05041fffa40025702f6dc009cc6f8f33");
    static final Instant START = Instant.parse("2026-11-24T00:00:00Z");
    static final List<Notice> NOTICES =
            List.of(new Notice("partial-list", "it holds 2 of 7"), new Notice("other", "list 'a': x  y "));
    static final Duration LEASE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    final SettableClock clock = new SettableClock(START);
    private final Random random = new Random(42);
    final List<String> remarks = new CopyOnWriteArrayList<>();
    private Connection raw;
    AssetStore store;

    /** A kind of database. */
    public interface Database {
        DataSource dataSource(Path directory);

        /** @param remarks gets sentences for the operator */
        Maintenance upkeep(Path directory, Consumer<String> remarks) throws IOException;

        /** Prepares a connection by which a test writes rows behind the back of the store. */
        void prepare(Statement statement) throws SQLException;

        /** Whether ids of a call that an earlier process began wait until that must have ended, be it on another machine. */
        boolean leavesRunningCalls();

        /** Whether it tells in SQLite's words how it answers a query. */
        boolean tellsPlans();
    }

    protected abstract Database database();

    final DataSource dataSource() {
        return database().dataSource(directory);
    }

    @BeforeEach
    void openStore() {
        store = open(TARGET);
    }

    @AfterEach
    void closeStore() throws SQLException {
        if (raw != null) {
            raw.close();
        }
        store.close();
        assertThat(remarks).isEmpty();
    }

    AssetStore open(Target target) {
        return open(target, dataSource());
    }

    AssetStore open(Target target, DataSource dataSource) {
        try {
            return JdbcAssetStore.open(
                    dataSource,
                    target,
                    new StoreRules(policy(), audit(), missingIsSuccess, null, false),
                    clock,
                    random,
                    database().upkeep(directory, remarks::add));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether outcomes of missing assets belong to the success side of what is opened from now on. */
    boolean missingIsSuccess;

    /** Decides what is held; nothing unless a contract is about that. */
    ReleasePolicy policy() {
        return ReleasePolicy.NONE;
    }

    /** The audit log; none unless a contract is about that. */
    @Nullable
    AuditChain audit() {
        return null;
    }

    /** Ends the process that has the store and starts another one. */
    void restart() {
        store.close();
        store = open(TARGET);
    }

    /** The same while a call is under way, whose ids can then be claimed again. */
    void restartDuringCall() {
        restart();
        if (database().leavesRunningCalls()) {
            assertThat(claim(10))
                    .as("ids of a call that may be under way")
                    .noneMatch(claim -> claim.known().evidence() != Evidence.NONE);
            store.claims().releaseUnbegun();
            clock.advance(LEASE.plus(UnansweredSql.PATIENCE));
        }
    }

    /** Reads a whole submission with the ids {@code from} to {@code to - 1}. */
    Submission submit(String key, int from, int to) {
        return submit(key, Ids.lines(from, to));
    }

    Submission submit(String key, List<Entry.Found> lines) {
        Submission submission = store.submissions().open(key, "file:" + key);
        store.submissions().accept(submission, lines);
        store.submissions().seal(submission, Ids.sealing(lines.size()));
        return submission;
    }

    List<Claim> claim(int most) {
        return store.claims().claim(inFlight -> most, LEASE);
    }

    /** Claims one id, which must be the only one that is due. */
    Claim claimOnly() {
        List<Claim> claims = claim(10);
        assertThat(claims).hasSize(1);
        return claims.get(0);
    }

    Batch begin(List<Claim> claims) {
        return store.claims().beginCall("call of " + claims.get(0).assetId(), new Batch(claims), LEASE, CallGuard.NONE);
    }

    int settle(Result... results) {
        return store.claims().settle(List.of(results));
    }

    static Result deleted(Claim claim) {
        return new Result.Settled(claim, Status.DELETED, null, claim.known().attempts() + 1, null, null);
    }

    static Result failed(Claim claim, String reason) {
        return new Result.Settled(
                claim, Status.FAILED, reason, claim.known().attempts() + 1, "VOD.10062", "no such asset");
    }

    static Result later(Claim claim, Instant due) {
        return new Result.Later(claim, claim.known().delayed(), due);
    }

    /** The counts outlast the process, and say what the rows say. */
    void assertThatCountsAgreeWithRows() {
        StoreFigures figures = store.figures().read();
        Counts counts = figures.counts();
        assertThat(counts.of(Counter.ACCEPTED) - counts.of(Counter.SETTLED))
                .isEqualTo(number("SELECT count(*) FROM asset WHERE status = 'PENDING'"));
        assertThat(counts.of(Counter.SETTLED))
                .isEqualTo(number("SELECT (SELECT count(*) FROM asset WHERE status <> 'PENDING')"
                        + " + (SELECT count(*) FROM earlier)"));
        long deletedAfterAll =
                number("SELECT coalesce(sum(generation - 1), 0) - (SELECT count(*) FROM earlier) FROM asset");
        assertThat(counts.of(Counter.SETTLED, "deleted:none"))
                .isEqualTo(number("SELECT count(*) FROM asset WHERE status = 'DELETED'") - deletedAfterAll);
        assertThat(number("SELECT sum(outcomes) FROM outcome_count WHERE status = 'FAILED'"))
                .isEqualTo(number("SELECT failed FROM total") + deletedAfterAll);
        assertThat(store.figures().reasons().stream()
                        .mapToLong(each -> each.outcomes() - each.again())
                        .sum())
                .isEqualTo(number("SELECT count(*) FROM asset WHERE status IN ('FAILED', 'KEPT')"));
        assertThat(number("SELECT count(*) FROM outcome_count r WHERE outcomes - again <> (SELECT count(*) FROM asset a"
                        + " WHERE a.status = r.status AND coalesce(a.reason, '') = r.reason"
                        + " AND (r.status = 'KEPT' OR coalesce(a.error_code, '') = r.error_code))"))
                .as("counted by reason and code")
                .isZero();
        long reported = number("SELECT (SELECT count(*) FROM asset WHERE reported_at IS NOT NULL)"
                + " + (SELECT count(*) FROM earlier WHERE reported_at IS NOT NULL)");
        assertThat(Stream.of(Outbox.Side.values())
                        .mapToLong(side -> counts.of(Counter.REPORTED, side.word()))
                        .sum())
                .isBetween(reported, reported + deletedAfterAll);
        assertThat(counts.of(Counter.REJECTED)).isEqualTo(number("SELECT count(*) FROM rejected"));
        StoreFigures.PendingIds pending = figures.pending();
        assertThat(pending.ready()
                        + pending.later()
                        + pending.busy()
                        + pending.claimed()
                        + pending.held()
                        + pending.ambiguous())
                .as("each pending id is counted once: %s", pending)
                .isEqualTo(number("SELECT pending FROM total"));
        assertThat(figures.unreported().values().stream()
                        .mapToLong(StoreFigures.Unreported::count)
                        .sum())
                .isEqualTo(number("SELECT unreported FROM total"));
    }

    /** How many of a random contract's steps there is time for: what they find is mostly not in the engine. */
    final int steps(int all) {
        return database().tellsPlans() ? all : all / 4;
    }

    /** A connection to write rows behind the back of the store. */
    final Connection rawConnection() throws SQLException {
        Connection connection = dataSource().getConnection();
        try (Statement statement = connection.createStatement()) {
            database().prepare(statement);
        }
        return connection;
    }

    /** A number from the database, seen from outside the store. */
    long number(String sql, Object... values) {
        return rows(sql, values).get(0).get(0);
    }

    List<List<Long>> rows(String sql, Object... values) {
        try {
            if (raw == null) {
                raw = dataSource().getConnection();
            }
            try (PreparedStatement statement = raw.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                    statement.setObject(i + 1, values[i]);
                }
                return read(statement.executeQuery());
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static List<List<Long>> read(ResultSet result) throws SQLException {
        List<List<Long>> rows = new ArrayList<>();
        while (result.next()) {
            List<Long> row = new ArrayList<>();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                Object value = result.getObject(i);
                row.add(value instanceof Boolean is ? (is ? 1L : 0) : result.getLong(i));
            }
            rows.add(row);
        }
        return rows;
    }

    /** accepted, pending, deleted, failed, rejected and duplicate of a submission. */
    List<Long> counters(Submission submission) {
        return rows(
                        "SELECT accepted, pending, deleted, failed, rejected, duplicate FROM submission WHERE id = ?",
                        submission.row())
                .get(0);
    }

    /** The counters of each submission equal a count of its rows. */
    void assertThatCountersAgreeWithRows() {
        assertThat(rows("SELECT id, accepted, pending, deleted, failed, duplicate, rejected, waiting"
                        + " FROM submission ORDER BY id"))
                .isEqualTo(rows("SELECT s.id, (SELECT count(*) FROM asset WHERE submission = s.id)"
                        + " + (SELECT count(*) FROM earlier WHERE submission = s.id),"
                        + " (SELECT count(*) FROM asset WHERE submission = s.id AND status = 'PENDING'),"
                        + " (SELECT count(*) FROM asset WHERE submission = s.id AND status = 'DELETED'),"
                        + " (SELECT count(*) FROM asset WHERE submission = s.id AND status = 'FAILED')"
                        + " + (SELECT count(*) FROM earlier WHERE submission = s.id AND status = 'FAILED'),"
                        + " (SELECT count(*) FROM duplicate WHERE submission = s.id),"
                        + " (SELECT count(*) FROM rejected WHERE submission = s.id),"
                        + " (SELECT count(*) FROM duplicate d JOIN asset a ON a.id = d.asset"
                        + " AND a.generation = d.generation WHERE d.submission = s.id AND a.status = 'PENDING')"
                        + " FROM submission s ORDER BY s.id"));
        String counted = "SELECT submission, status, reason, lines FROM reason_count";
        String there = "SELECT submission, status, reason, count(*) FROM (SELECT submission, status, reason FROM asset"
                + " UNION ALL SELECT submission, status, reason FROM earlier"
                + " UNION ALL SELECT submission, 'REJECTED', reason FROM rejected) n"
                + " WHERE reason IS NOT NULL GROUP BY 1, 2, 3";
        assertThat(number("SELECT (SELECT count(*) FROM (" + counted + " EXCEPT " + there + ") n)"
                        + " + (SELECT count(*) FROM (" + there + " EXCEPT " + counted + ") n)"))
                .as("each reason is counted")
                .isZero();
        assertThat(
                        rows(
                                "SELECT submissions, accepted, pending, deleted, failed, rejected, duplicate, kept, unreported FROM total"))
                .isEqualTo(rows("SELECT count(*), coalesce(sum(accepted), 0), coalesce(sum(pending), 0),"
                        + " coalesce(sum(deleted), 0), coalesce(sum(failed), 0), coalesce(sum(rejected), 0),"
                        + " coalesce(sum(duplicate), 0), coalesce(sum(kept), 0),"
                        + " (SELECT count(*) FROM asset WHERE status <> 'PENDING' AND reported_at IS NULL)"
                        + " + (SELECT count(*) FROM earlier WHERE reported_at IS NULL)"
                        + " FROM submission WHERE state = 'SEALED'"));
    }

    /** Returns the steps in which the database answers a query. */
    List<String> queryPlan(String query) {
        assumeTrue(database().tellsPlans(), "SQLite only");
        List<String> steps = new ArrayList<>();
        try (Connection connection = dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement("EXPLAIN QUERY PLAN " + query)) {
            ResultSet plan = statement.executeQuery();
            while (plan.next()) {
                steps.add(plan.getString("detail"));
            }
        } catch (SQLException e) {
            throw new AssertionError(query, e);
        }
        return steps;
    }
}
