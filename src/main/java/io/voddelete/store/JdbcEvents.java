package io.voddelete.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events over plain JDBC. */
final class JdbcEvents implements Events {
    private record Row(Event event, @Nullable Long submission) {}

    /** The word for their endpoint in labels. */
    private static final String NOTICE = "notice";

    private final GroupCommit writer;
    private final ReadConnection reads;
    private final EventSql events;
    private final InstantSource clock;

    JdbcEvents(GroupCommit writer, ReadConnection reads, EventSql events, InstantSource clock) {
        this.writer = writer;
        this.reads = reads;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public String source() {
        return reads.read(
                        "read the name of the store",
                        sql -> sql.first(
                                row -> row.getString(1),
                                "SELECT value || " + EventEpoch.SUFFIX + " FROM setting WHERE name = ?",
                                JdbcReleases.STORE_ID))
                .orElseThrow();
    }

    @Override
    public List<Event> next(int most) {
        return reads.read("read events", writer.inPlace(sql -> {
            List<Event> found = new ArrayList<>();
            for (Row row : sql.list(
                    JdbcEvents::read,
                    "SELECT id, name, submission, at, who, reason FROM event ORDER BY id LIMIT ?",
                    most)) {
                Event event = row.event;
                Submission submission = row.submission == null
                        ? null
                        : SubmissionSql.find(sql, row.submission).orElse(null);
                found.add(new Event(event.id(), event.name(), submission, event.at(), event.who(), event.reason()));
            }
            return found;
        }));
    }

    private static Row read(ResultSet row) throws SQLException {
        long submission = row.getLong(3);
        boolean isNone = row.wasNull();
        return new Row(
                new Event(
                        row.getLong(1),
                        row.getString(2),
                        null,
                        Sql.instant(row, 4),
                        row.getString(5),
                        row.getString(6)),
                isNone ? null : submission);
    }

    @Override
    public void remove(List<Event> delivered) {
        writer.write("remove events", sql -> remove(sql, delivered));
    }

    private static int remove(Sql sql, List<Event> delivered) throws SQLException {
        int removed = 0;
        for (Event event : delivered) {
            removed += sql.run("DELETE FROM event WHERE id = ?", event.id());
        }
        sql.count(Counter.REPORTED, NOTICE, removed);
        return removed;
    }

    @Override
    public void countFailure() {
        writer.counts.add(Counter.REPORT_FAILURES, NOTICE, 1);
    }

    @Override
    public void record(String name, Order order) {
        writer.write("record an event", sql -> events.add(sql, name, null, order, Map.of(), clock.instant()));
    }
}
