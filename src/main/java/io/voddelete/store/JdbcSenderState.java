package io.voddelete.store;

import io.voddelete.vod.PaceState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The state of the sender over plain JDBC. */
record JdbcSenderState(GroupCommit writer, ReadConnection reads, EventSql events, HomeSql homes, InstantSource clock)
        implements SenderState {
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
    public void setOperatorPause(Order order) {
        writer.write("remember the pause", sql -> {
            PauseSql.setByOperator(sql, clock.instant());
            return events.add(sql, "paused", null, order, Map.of(), clock.instant());
        });
    }

    @Override
    public void endOperatorPause(Order order) {
        writer.write("end the pause", sql -> {
            PauseSql.endByOperator(sql);
            return events.add(sql, "resumed", null, order, Map.of(), clock.instant());
        });
    }

    @Override
    public Optional<Instant> operatorPause() {
        return reads.read("read the pause", PauseSql::byOperator);
    }

    @Override
    public void setHalt(String cause, Order order) {
        writer.write("remember why no call may begin", sql -> {
            PauseSql.setHalt(sql, homes, cause);
            return events.add(sql, cause, null, order, Map.of(), clock.instant());
        });
    }

    @Override
    public void endHalt(Order order) {
        writer.write("remember that calls may begin", sql -> {
            PauseSql.endHalt(sql, homes);
            return events.add(sql, "calls-begin-again", null, order, Map.of(), clock.instant());
        });
    }

    @Override
    public Optional<String> halt() {
        return reads.read("read why no call may begin", sql -> PauseSql.halt(sql, homes));
    }

    @Override
    public Optional<String> stopElsewhere() {
        return reads.read("read why no call may begin", sql -> PauseSql.stopElsewhere(sql, homes));
    }

    @Override
    public void count(Counter counter, String label, long by) {
        writer.counts.add(counter, label, by);
    }
}
