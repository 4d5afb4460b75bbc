package io.voddelete.store;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.Timings;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Claims ids and stores the results of their calls, over plain JDBC. */
final class Claiming implements Claims {
    private static final String ANY =
            "SELECT 1 FROM submission WHERE state = 'SEALED' AND claimable = 1 AND live = 1 LIMIT 1";

    private final GroupCommit writer;
    private final ReadConnection reads;
    private final Readings readings;
    private final GateSql gates;
    private final GateTasks tasks;
    private final Turns turns;
    private final DoneSubmissions done;
    private final RecentlySettled recent;
    private final Timings ages;
    private final LateAnswers late;
    private final InstantSource clock;
    /** Used by the writer. */
    private final ClaimSql claiming;

    /**
     * @param done receives the submissions whose last id is settled
     * @param recent counts settled ids
     * @param ages collects how old they are
     * @param firstToken a number that no earlier process has used
     */
    Claiming(
            GroupCommit writer,
            ReadConnection reads,
            Readings readings,
            GateSql gates,
            GateTasks tasks,
            Turns turns,
            DoneSubmissions done,
            RecentlySettled recent,
            Timings ages,
            long firstToken,
            InstantSource clock) {
        this.writer = writer;
        this.reads = reads;
        this.readings = readings;
        this.gates = gates;
        this.tasks = tasks;
        this.turns = turns;
        this.done = done;
        this.recent = recent;
        this.ages = ages;
        this.late = new LateAnswers(writer, gates);
        this.claiming = new ClaimSql(turns, firstToken);
        this.clock = clock;
    }

    @Override
    public boolean mayBecomeDue() {
        return readings.hasRest()
                || reads.readOnce("look for pending ids", sql -> sql.first(row -> row.getLong(1), ANY))
                        .isPresent();
    }

    @Override
    public List<Claim> claim(ToIntFunction<InFlight> room, Duration lease) {
        if (!readings.homes().members().isSender()) {
            return List.of();
        }
        readings.handOverRest();
        return writer.write(
                "claim ids",
                sql -> readings.homes().members().isSender() // it may have handed over meanwhile
                        ? claiming.claim(sql, room, lease, clock.instant())
                        : List.of());
    }

    @Override
    public Batch beginCall(String callId, Batch batch, Duration lease, CallGuard guard) {
        Instant now = clock.instant();
        Instant leaseUntil = now.plus(lease);
        BeginSql begin = new BeginSql(gates, guard, callId, leaseUntil, tasks, readings.homes(), now);
        BeginSql.Begun begun = writer.write("begin a call", sql -> begin.call(sql, batch));
        tell(begun.kept());
        if (begun.blocked().isPresent()) {
            throw new CallDeferredException(begun.blocked().get());
        }
        return batch.begun(callId, begun.held(), leaseUntil);
    }

    @Override
    public boolean isStillReleased(Batch begun) {
        return reads.readOnce("look at a call", sql -> BeginSql.isStillReleased(sql, begun, readings.homes()));
    }

    @Override
    public int settle(List<Result> results, @Nullable String requestId) {
        SettleSql.Effect settled;
        try {
            settled = writer.writeResult(
                    "settle results", sql -> SettleSql.settle(sql, gates, results, requestId, clock.instant()));
        } catch (StoreException e) {
            return late.store(results, requestId, clock.instant(), e);
        }
        tell(settled);
        return settled.effective();
    }

    /** Call after the commit. */
    private void tell(SettleSql.Effect effect) {
        recent.add(effect.settled());
        done.add(effect.done());
        for (SettleSql.Age age : effect.ages()) {
            for (int id = 0; id < age.ids(); id++) {
                ages.add(age.age());
            }
        }
    }

    @Override
    public void bringForward(Duration by, Duration longest) {
        writer.write("bring ids forward", sql -> DueTimeSql.bringForward(sql, by, longest, clock.instant()));
    }

    @Override
    public void releaseUnbegun() {
        if (readings.homes().members().isSender()) { // otherwise the claims are those of another process
            writer.write("release claims", sql -> RecoverySql.releaseUnbegun(sql, clock.instant()));
        }
    }

    /** See {@link RecoverySql#recover}. */
    void recover(Sql sql, boolean mayStillCall) throws SQLException {
        RecoverySql.recover(sql, readings.homes().members(), turns, mayStillCall, clock.instant());
    }
}
