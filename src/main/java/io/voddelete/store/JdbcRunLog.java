package io.voddelete.store;

import io.voddelete.support.Times;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The last runs over plain JDBC: one row of {@code setting} each, with planned time and schedule, then one mark per line. */
final class JdbcRunLog implements RunLog {
    private static final String KEY = "schedule:";

    private final GroupCommit writer;
    private final ReadConnection reads;

    JdbcRunLog(GroupCommit writer, ReadConnection reads) {
        this.writer = writer;
        this.reads = reads;
    }

    @Override
    public void recordRun(String schedule, LastRun run) {
        writer.write("remember a run", sql -> record(sql, schedule, run));
    }

    @Override
    public Optional<LastRun> lastRun(String schedule) {
        return reads.read("read the last run", sql -> last(sql, schedule));
    }

    @Override
    public Optional<String> heldRun(String schedule) {
        return reads.read(
                "read held runs",
                sql -> sql.first(
                        row -> row.getString(1),
                        "SELECT s.submission_id FROM run_size r JOIN submission s ON s.id = r.submission"
                                + " WHERE r.schedule = ? AND s.gate = 'HELD' ORDER BY r.submission DESC LIMIT 1",
                        schedule));
    }

    private static Optional<LastRun> last(Sql sql, String schedule) throws SQLException {
        return sql.first(row -> row.getString(1), "SELECT value FROM setting WHERE name = ?", KEY + schedule)
                .map(value -> {
                    List<String> lines = value.lines().toList();
                    String[] first = lines.get(0).split(" ", 2);
                    return new LastRun(
                            Instant.parse(first[0]), first.length < 2 ? "" : first[1], lines.subList(1, lines.size()));
                });
    }

    /** @throws SQLException if the run is not newer than the last one */
    static Void record(Sql sql, String schedule, LastRun run) throws SQLException {
        Optional<LastRun> last = last(sql, schedule);
        if (last.isPresent() && !run.planned().isAfter(last.get().planned())) {
            throw new SQLException("the run of schedule '" + schedule + "' planned for " + Times.text(run.planned())
                    + " is not newer than the last one, of "
                    + Times.text(last.get().planned()));
        }
        sql.run(
                "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                KEY + schedule,
                run.planned() + " " + run.times() + "\n" + String.join("\n", run.taken()));
        return null;
    }
}
