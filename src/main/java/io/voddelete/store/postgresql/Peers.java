package io.voddelete.store.postgresql;

import io.voddelete.store.Membership;
import io.voddelete.store.Nodes;
import io.voddelete.store.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The other processes that use the store, as this one sees them: who sends, and who has ended. */
final class Peers implements Membership {
    /** So long is waited for a process that is reading a list; the sender is replaced much sooner. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** A transaction whose process does nothing for so long holds up all others. */
    private static final Duration FROZEN = Duration.ofSeconds(5);

    /** After which time without a look the database, or the way to it, may have failed for all of them. */
    private static final Duration GAP = Duration.ofSeconds(2);

    /** Longer than this process has waited itself. */
    private static final String IS_SILENT =
            "SELECT until < clock_timestamp() - ? * INTERVAL '1 millisecond' FROM node WHERE incarnation = ?";

    private static final String IS_OVER =
            "until < clock_timestamp() - CASE WHEN until > '-infinity' THEN " + PATIENCE.toMillis()
                    + " ELSE 0 END * INTERVAL '1 millisecond' AND incarnation NOT LIKE '%" + Member.ENDED + "'";
    private static final String END =
            "UPDATE node SET incarnation = incarnation || '" + Member.ENDED + "', until = '-infinity' WHERE ";
    /** Open lists of those that can write nothing any more. */
    private static final String LEFT =
            "FROM submission s JOIN home h ON h.submission = s.id LEFT JOIN node n ON n.id = h.node"
                    + " WHERE s.state = 'OPEN' AND (n.id IS NULL OR n.incarnation LIKE '%" + Member.ENDED + "')";

    /** Whether commits wait for a standby, in sessions of ours. */
    static final String WAITS =
            "(current_setting('synchronous_standby_names') <> '' AND current_setting('max_wal_senders')::int > 0)";

    /** The time of the database, in milliseconds since 1970. */
    static final String MILLIS = "floor(extract(epoch FROM clock_timestamp()) * 1000)";

    private static final String LOOK = "SELECT (SELECT coalesce(sum(commits), 0) FROM node WHERE id <> ?),"
            + " NOT EXISTS (SELECT 1 FROM node n WHERE n.incarnation = s.incarnation AND n.until >= clock_timestamp()),"
            + " " + Member.OTHERS_LIVE + ","
            + " EXISTS (SELECT 1 FROM node WHERE " + IS_OVER + ") OR EXISTS (SELECT 1 " + LEFT + "),"
            + " " + MILLIS + ", " + WAITS + " FROM sender s";
    /** Sessions in a transaction that writes, whose process is frozen or out of reach: in a batch no time-out of PostgreSQL ends them. */
    static final String UNBLOCK =
            "SELECT pg_terminate_backend(a.pid) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
                    + " WHERE l.relation = 'sender'::regclass AND l.mode IN ('RowShareLock', 'RowExclusiveLock') AND l.granted"
                    + " AND a.datname = current_database() AND a.usename = current_user AND a.pid <> pg_backend_pid() AND a.wait_event = 'ClientRead'"
                    + " AND a.state_change < clock_timestamp() - " + FROZEN.toMillis() + " * INTERVAL '1 millisecond'";

    private static final String NODES =
            "SELECT n.name, floor(extract(epoch FROM n.started_at) * 1000), n.until = '-infinity',"
                    + " floor(extract(epoch FROM n.seen_at) * 1000), n.incarnation = s.incarnation AND n.until >= clock_timestamp(), n.id,"
                    + " n.settings, CASE WHEN n.until >= clock_timestamp() THEN x.settings END FROM node n JOIN sender s ON s.id = 1 LEFT JOIN node x ON x.incarnation = s.incarnation"
                    + " ORDER BY n.name, n.id";

    private static final String PUBLISHED =
            "SELECT n.view, n.name FROM sender s JOIN node n ON n.incarnation = s.incarnation"
                    + " WHERE n.until >= clock_timestamp() AND n.view <> '' AND n.id <> ?";

    private final Member own;
    private final LongSupplier nanoTime;
    /** Since when the database could be reached without a longer gap, and the last time. */
    private volatile long reachedSince;

    private volatile long reachedAt;
    /** The time of the database at the last look. */
    private volatile long millis;

    private final Replication replication;

    Peers(Member own, Replication replication, LongSupplier nanoTime) {
        this.own = own;
        this.replication = replication;
        this.nanoTime = nanoTime;
        this.reachedSince = nanoTime.getAsLong();
        this.reachedAt = reachedSince;
    }

    @Override
    public String node() {
        return own.id();
    }

    @Override
    public boolean isSender() {
        return own.isSender();
    }

    @Override
    public Look look(Sql sql) throws SQLException {
        Replication.Question question = replication.ask();
        Look found = sql.first(
                        row -> new Look(
                                row.getLong(1),
                                row.getBoolean(2),
                                row.getBoolean(3),
                                row.getBoolean(4),
                                row.getLong(5),
                                row.getBoolean(6)),
                        LOOK,
                        own.id(),
                        own.id())
                .orElseThrow(Member::gone);
        long now = nanoTime.getAsLong();
        long passed = now - reachedAt;
        long passedThere = Duration.ofMillis(found.millis() - millis).toNanos();
        if (passed > GAP.toNanos() || passedThere - passed > GAP.toNanos()) { // this machine may have slept
            reachedSince = now;
        }
        reachedAt = now;
        millis = found.millis();
        replication.answered(question, found.isReplicated(), Instant.ofEpochMilli(found.millis()));
        return found;
    }

    /** Who was cut off himself cannot tell whether others were silent. */
    private boolean mayJudge(Duration silence) {
        return !own.isLeaving() && reachedAt - reachedSince >= silence.toNanos();
    }

    @Override
    public Optional<Boolean> takeOver(Sql sql) throws SQLException {
        reachedAt = nanoTime.getAsLong(); // whoever waits for the lock reaches the database
        @Nullable String last = Member.sender(sql);
        if (last != null && !own.incarnation().equals(last) && !hasEnded(sql, last)) {
            return Optional.empty();
        }
        if (last != null) {
            sql.run(END + "incarnation = ? AND id <> ?", last, own.id()); // it can write nothing any more
        }
        sql.run("UPDATE sender SET incarnation = ?", own.incarnation());
        return Optional.of(last != null);
    }

    private boolean hasEnded(Sql sql, String last) throws SQLException {
        Optional<Boolean> isSilent = sql.first(row -> row.getBoolean(1), IS_SILENT, own.waited(), last);
        return isSilent.isEmpty() || isSilent.get() && (mayJudge(Member.TERM) || hasSaidSo(sql, last));
    }

    private static boolean hasSaidSo(Sql sql, String last) throws SQLException {
        return sql.first(row -> true, "SELECT 1 FROM node WHERE incarnation = ? AND until = '-infinity'", last)
                .isPresent();
    }

    @Override
    public void tookOver() {
        own.tookOver();
    }

    @Override
    public boolean handOver(Sql sql) throws SQLException {
        return own.handOver(sql);
    }

    @Override
    public void leave() {
        own.leave();
    }

    @Override
    public List<String> endThoseGone(Sql sql) throws SQLException {
        if (mayJudge(PATIENCE)) {
            sql.run(END + IS_OVER + " AND id <> ?", own.id());
        } else {
            sql.run(END + IS_OVER + " AND until = '-infinity' AND id <> ?", own.id());
        }
        return sql.list(row -> row.getString(1), "SELECT DISTINCT h.node " + LEFT);
    }

    @Override
    public void unblock(Sql sql) throws SQLException {
        sql.list(row -> row.getBoolean(1), UNBLOCK);
    }

    @Override
    public List<Nodes.Node> nodes(Sql sql) throws SQLException {
        return sql.list(
                row -> new Nodes.Node(
                        row.getString(1),
                        Instant.ofEpochMilli(row.getLong(2)),
                        row.getBoolean(3) ? Optional.empty() : Optional.of(Instant.ofEpochMilli(row.getLong(4))),
                        row.getBoolean(5),
                        own.id().equals(row.getString(6)),
                        differing(row.getString(7), row.getString(8))),
                NODES);
    }

    @Override
    public Optional<Instant> unreplicatedSince() {
        return replication.unreplicatedSince();
    }

    @Override
    public Optional<Instant> perhapsUnreplicatedSince() {
        return replication.perhapsUnreplicatedSince();
    }

    @Override
    public void publish(String view) {
        own.publish(view);
    }

    @Override
    public Optional<Nodes.Published> published(Sql sql) throws SQLException {
        return sql.first(row -> new Nodes.Published(row.getString(1), row.getString(2)), PUBLISHED, own.id());
    }

    /** The keys of the lines that are not in both. */
    private static List<String> differing(String some, @Nullable String others) {
        Set<String> here = some.lines().collect(Collectors.toSet());
        Set<String> there = others == null ? here : others.lines().collect(Collectors.toSet());
        return Stream.concat(
                        here.stream().filter(line -> !there.contains(line)),
                        there.stream().filter(line -> !here.contains(line)))
                .map(line -> line.replaceFirst("=.*", ""))
                .distinct()
                .sorted()
                .toList();
    }
}
