package io.voddelete.store;

import io.voddelete.support.Uninterrupted;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks several times a second what the other processes do that use the store: takes over if the sender has ended, and tells of
 * changes.
 */
final class NodeWatch implements Nodes, AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Membership members;
    private final GroupCommit writer;
    private final ReadConnection reads;
    private final Readings readings;
    private final RecentlySettled recent;
    private final Consumer<String> remarks;
    private final InstantSource clock;
    private final ClockComparison clocks;
    private final Set<Class<?>> said = new HashSet<>();
    private final Thread thread = new Thread(this::lookUntilClosed, "vod-nodes");

    private long commits;
    /** Whether the listener has not been told of all changes. */
    private volatile boolean isUnread = true;

    /** Ids that were settled since the store was made, as far as was read; -1 before. */
    private long settled = -1;

    /** Whether this process was the sender when they were read. */
    private boolean countsItself;

    private Runnable changed = () -> {};
    private final Publication publication;
    private final Succession succession;
    private final Rounds rounds = new Rounds(LOOK_AGAIN);
    private final Seldom unblocking = new Seldom();
    private final Seldom ending = new Seldom();
    /** Null unless nobody sends. */
    private volatile @Nullable Instant silentSince;

    /** @param remarks receives messages for the operator */
    NodeWatch(
            Membership members,
            GroupCommit writer,
            ReadConnection reads,
            Claiming claims,
            Readings readings,
            RecentlySettled recent,
            Consumer<String> remarks,
            InstantSource clock) {
        this.members = members;
        this.writer = writer;
        this.reads = reads;
        this.readings = readings;
        this.recent = recent;
        this.remarks = remarks;
        this.clock = clock;
        this.publication = new Publication(members, remarks);
        this.succession = new Succession(members, writer, claims, publication, clock);
        this.clocks = new ClockComparison(remarks);
        thread.setDaemon(true);
    }

    /** Takes over if nobody sends, and begins to look. */
    void begin() {
        look();
        thread.start();
    }

    private void lookUntilClosed() {
        while (awaitNextLook()) {
            try {
                look();
            } catch (StoreException e) {
                continue; // who writes or reads tells of it
            } catch (RuntimeException e) {
                say(e);
            } catch (Error e) {
                leave(); // whoever does not look must not count as the sender
                throw e;
            }
        }
    }

    /** Once for each kind of fault, since it may come five times a second. */
    private void say(RuntimeException fault) {
        if (said.add(fault.getClass())) {
            remarks.accept("Obeying other nodes failed, and is repeated: " + fault);
        }
    }

    private boolean awaitNextLook() {
        try {
            return rounds.await();
        } catch (InterruptedException e) {
            leave();
            return false;
        }
    }

    private void look() {
        if (unblocking.isTime()) {
            reads.read("look who holds up others", sql -> {
                members.unblock(sql);
                return true;
            });
        }
        Instant before = clock.instant();
        Membership.Look now = reads.readOnce("look for other nodes", members::look);
        clocks.compare(Instant.ofEpochMilli(now.millis()), before, clock.instant());
        if (succession.isLeaving()) {
            return;
        }
        silentSince = members.isSender() || !now.nobodySends() ? null : Objects.requireNonNullElse(silentSince, before);
        succession.look(now);
        if (now.areGone() && members.isSender() && ending.isTime()) {
            writer.write("end nodes that are gone", this::free);
        }
        readings.handOverRest();
        if (isUnread || now.commits() != commits) {
            tellOfChanges();
            commits = now.commits();
        }
    }

    private void tellOfChanges() {
        writer.changes.incrementAndGet();
        countSettled();
        isUnread = false; // first, since a new listener may come
        try {
            listener().run();
        } catch (RuntimeException e) {
            isUnread = true;
            throw e;
        }
    }

    /** Whoever sends counts what it settles itself. */
    private void countSettled() {
        long before = settled;
        settled = reads.read("count settled ids", CountSql::settled);
        boolean wasSender = countsItself;
        countsItself = members.isSender();
        if (before >= 0 && !wasSender && !countsItself) {
            recent.add(Math.toIntExact(settled - before));
        }
    }

    private Void free(Sql sql) throws SQLException {
        readings.recover(sql, members.endThoseGone(sql));
        return null;
    }

    @Override
    public Optional<String> id() {
        return Optional.ofNullable(members.node());
    }

    @Override
    public boolean isSender() {
        return members.isSender();
    }

    @Override
    public void whenSender(Duty duty) {
        succession.whenSender(duty);
    }

    @Override
    public synchronized void whenChanged(Runnable listener) {
        changed = listener;
        isUnread = true;
    }

    private synchronized Runnable listener() {
        return changed;
    }

    @Override
    public Optional<Instant> nobodySendsSince() {
        return Optional.ofNullable(silentSince);
    }

    @Override
    public void stop() {
        succession.stop();
    }

    @Override
    public void leave() {
        succession.stop();
        members.leave();
    }

    @Override
    public List<Node> all() {
        return reads.read("look for other nodes", members::nodes);
    }

    @Override
    public void publish(Supplier<String> view) {
        publication.begin(view);
    }

    @Override
    public Optional<Published> published() {
        return members.isSender()
                ? Optional.empty()
                : reads.read("read what the sender has published", members::published);
    }

    @Override
    public Optional<Instant> unreplicatedSince() {
        return members.unreplicatedSince();
    }

    @Override
    public Optional<Instant> perhapsUnreplicatedSince() {
        return members.perhapsUnreplicatedSince();
    }

    /** Looks no more. Call before the writer is closed. */
    void end() {
        publication.end();
        rounds.end();
        if (thread.isAlive()) {
            Uninterrupted.join(thread);
        }
    }

    /** Call after the writer is closed: what is published may take long to find, and others wait for the duty. */
    @Override
    public void close() {
        publication.close();
        reads.close();
    }
}
