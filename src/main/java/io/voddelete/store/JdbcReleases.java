package io.voddelete.store;

import io.voddelete.asset.Claim;
import io.voddelete.store.GateSql.State;
import io.voddelete.store.OrderResult.What;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans and orders over plain JDBC. */
final class JdbcReleases implements Releases {
    private static final String NOT_RELEASED = "state = 'SEALED' AND gate <> 'RELEASED'";
    static final String STORE_ID = "store-id";

    private final GroupCommit writer;
    private final ReadConnection reads;
    private final ArchiveReads archived;
    private final GateSql gates;
    private final GateTasks tasks;
    private final Turns turns;
    private final DoneSubmissions done;
    private final RecentlySettled recent;
    private final InstantSource clock;

    /**
     * @param done receives the submissions whose last id is kept
     * @param recent counts kept ids
     */
    JdbcReleases(
            GroupCommit writer,
            ReadConnection reads,
            ArchiveReads archived,
            GateSql gates,
            GateTasks tasks,
            Turns turns,
            DoneSubmissions done,
            RecentlySettled recent,
            InstantSource clock) {
        this.writer = writer;
        this.reads = reads;
        this.archived = archived;
        this.gates = gates;
        this.tasks = tasks;
        this.turns = turns;
        this.done = done;
        this.recent = recent;
        this.clock = clock;
    }

    /** Gives the store its name, unless it has one. */
    static int name(Sql sql, String name) throws SQLException {
        return sql.run("INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING", STORE_ID, name);
    }

    @Override
    public String storeId() {
        return reads.read(
                        "read the name of the store",
                        sql -> sql.first(row -> row.getString(1), "SELECT value FROM setting WHERE name = ?", STORE_ID))
                .orElseThrow();
    }

    @Override
    public byte[] pageKey() {
        return reads.read("read the key of pages", PageKeySql::read);
    }

    @Override
    public List<Submission> withoutPlan(int most) {
        return reads.read(
                "read held submissions",
                sql -> sql.list(
                        SubmissionSql::read,
                        SubmissionSql.SELECT + " WHERE " + NOT_RELEASED + " AND gate = 'HELD'"
                                + " AND NOT EXISTS (SELECT 1 FROM plan p WHERE p.submission = submission.id)"
                                + " ORDER BY pending + waiting, id LIMIT ?",
                        most));
    }

    @Override
    public List<Submission> in(Gate gate, long after, int most) {
        return reads.read(
                "read submissions",
                sql -> sql.list(
                        SubmissionSql::read,
                        SubmissionSql.SELECT + " WHERE " + NOT_RELEASED
                                + " AND gate = ? AND id > ? ORDER BY id LIMIT ?",
                        gate.name(),
                        after,
                        most));
    }

    @Override
    public List<PlannedId> ids(Submission submission, long after, int most) {
        return reads.read("read the ids of a submission", sql -> ApprovedSql.toRelease(sql, submission, after, most));
    }

    @Override
    public boolean storePlan(Submission submission, StoredPlan plan) {
        return writer.write("store a plan", sql -> PlanSql.store(sql, submission, plan)) > 0;
    }

    @Override
    public Optional<StoredPlan> plan(String submissionId) {
        Optional<Long> row = reads.read(
                "read a plan",
                sql -> sql.first(
                        found -> found.getLong(1), "SELECT id FROM submission WHERE submission_id = ?", submissionId));
        ArchiveFiles.Query<Optional<StoredPlan>> plan = sql -> PlanSql.of(sql, submissionId);
        return row.flatMap(found -> archived.ofSubmission(reads, "read a plan", found, plan, plan));
    }

    @Override
    public Optional<String> planSha256(String submissionId) {
        return reads.read("read the hash of a plan", sql -> PlanSql.sha256(sql, submissionId));
    }

    @Override
    public long releasedInADay() {
        return reads.read("count released ids", sql -> ReleasedSql.count(sql, clock.instant()));
    }

    @Override
    public Optional<StoredPlan> planOf(String sha256) {
        return reads.read("read a plan", sql -> PlanSql.find(sql, sha256));
    }

    @Override
    public OrderResult approve(String submissionId, String planSha256, Order order) {
        return order("approve", submissionId, (sql, found, now) -> {
            if (found.gate() != Gate.HELD) {
                boolean same = planSha256.equals(found.planSha256())
                        && (found.gate() == Gate.RELEASED || found.gate() == Gate.GRACE);
                return same ? What.ALREADY : found.gate() == Gate.EXPIRED ? What.EXPIRED : What.WRONG_STATE;
            }
            if (found.planSha256() == null) {
                return What.NOT_PLANNED;
            }
            if (!found.planSha256().equals(planSha256)) {
                return What.OTHER_PLAN;
            }
            if (found.until() != null && !now.isBefore(found.until())) {
                gates.end(sql, found.row(), Gate.EXPIRED, GateTasks.KEEP_EXPIRED, "expired", null, now);
                return What.EXPIRED;
            }
            gates.approve(sql, found, order, turns.reached(sql), now);
            return What.DONE;
        });
    }

    @Override
    public OrderResult cancel(String submissionId, Order order) {
        return order("cancel", submissionId, (sql, found, now) -> {
            if (found.gate() == Gate.CANCELLED) {
                return What.ALREADY;
            }
            boolean isDone = found.gate() != Gate.HELD && found.pending() + found.waiting() == 0;
            if (found.gate() == Gate.EXPIRED || isDone) {
                return What.WRONG_STATE;
            }
            gates.end(sql, found.row(), Gate.CANCELLED, GateTasks.KEEP_CANCELLED, "cancelled", order, now);
            return What.DONE;
        });
    }

    @Override
    public OrderResult stop(String submissionId, Order order) {
        return order("stop", submissionId, (sql, found, now) -> {
            boolean runs = found.gate() == Gate.RELEASED || found.gate() == Gate.GRACE;
            if (!runs || found.pending() + found.waiting() == 0) {
                return found.gate() == Gate.STOPPED ? What.ALREADY : What.WRONG_STATE;
            }
            gates.stop(sql, found, order, now);
            return What.DONE;
        });
    }

    @Override
    public OrderResult goOn(String submissionId, Order order) {
        return order("go on", submissionId, (sql, found, now) -> {
            if (found.gate() != Gate.STOPPED) {
                boolean goes = found.gate() == Gate.RELEASED || found.gate() == Gate.GRACE;
                return goes ? What.ALREADY : What.WRONG_STATE;
            }
            gates.goOn(sql, found, order, turns.reached(sql), now);
            return What.DONE;
        });
    }

    @Override
    public OrderResult undo(String submissionId, Order order) {
        return order("undo", submissionId, (sql, found, now) -> {
            if (found.gate() != Gate.GRACE) {
                return found.gate() == Gate.CANCELLED ? What.ALREADY : What.WRONG_STATE;
            }
            gates.end(sql, found.row(), Gate.CANCELLED, GateTasks.KEEP_UNDONE, "undone", order, now);
            return What.DONE;
        });
    }

    private interface Change {
        What apply(Sql sql, State found, Instant now) throws SQLException;
    }

    private OrderResult order(String what, String submissionId, Change change) {
        return writer.write(what + " submission " + submissionId, sql -> {
            State found = gates.find(sql, submissionId).orElse(null);
            if (found == null) {
                return new OrderResult(What.UNKNOWN, null, null, null, 0).counted(sql, what);
            }
            What done = change.apply(sql, found, clock.instant());
            State now = gates.find(sql, submissionId).orElseThrow();
            return new OrderResult(done, now.gate(), now.planSha256(), now.approvedAt(), now.inCall())
                    .counted(sql, what);
        });
    }

    @Override
    public void storeSeen(Submission submission, List<PlannedAsset> seen) {
        if (!seen.isEmpty()) {
            writer.write("store what a plan is made of", sql -> ApprovedSql.storeSeen(sql, submission, seen));
        }
    }

    @Override
    public Map<Claim, Approved> approved(List<Claim> claims) {
        return reads.read("read which ids were approved", sql -> ApprovedSql.approved(sql, claims));
    }

    @Override
    public void hold(List<Claim> claims) {
        writer.write("hold submissions", sql -> gates.holdForProtection(sql, claims, clock.instant()));
    }

    @Override
    public int clockWasSet(Duration by, Instant now) {
        return writer.write("move the end of grace periods", sql -> gates.moveGrace(sql, by, now));
    }

    @Override
    public List<Submission> tick(Instant now) {
        writer.counts.store(writer); // a sender that is paused, or has nothing to do, writes nothing else
        if (nextTick().filter(due -> !due.isAfter(now)).isEmpty()) {
            return List.of(); // mostly, and a read keeps the writer free
        }
        List<Long> changed = writer.write("end held submissions", sql -> gates.tick(sql, turns.reached(sql), now));
        List<Submission> found = new ArrayList<>();
        for (long row : changed) {
            reads.read("read a submission", sql -> SubmissionSql.find(sql, row)).ifPresent(found::add);
        }
        return found;
    }

    @Override
    public boolean doTasks(int most) {
        if (!reads.read("read what follows from orders", GateTasks::any)) {
            return false; // mostly, and a read keeps the writer free
        }
        List<Long> ended = new ArrayList<>();
        Optional<Integer> kept = writer.write("keep or pass over ids", sql -> {
            ended.clear(); // the work may be repeated
            Optional<Integer> page = tasks.page(sql, most, clock.instant(), ended);
            gates.events().done(sql, ended, clock.instant());
            return page;
        });
        recent.add(kept.orElse(0));
        done.add(ended);
        return kept.isPresent();
    }

    @Override
    public Optional<Instant> nextTick() {
        return reads.read("read when the next submission expires", GateSql::nextTick);
    }
}
