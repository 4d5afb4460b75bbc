package io.voddelete.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who sends after whom: this process takes over if nobody sends, and hands over if another one should. Used by one thread, unless
 * said otherwise.
 */
final class Succession {
    /** So long a process that has just handed over leaves it to others to take over. */
    private static final Duration LAST_REST = Duration.ofSeconds(10);

    /** So long one that has handed over before leaves it to those that have not. */
    private static final Duration REST = Duration.ofSeconds(3);

    /** After which time it takes over as they do: what kept it from sending may be over. */
    private static final Duration FORGIVEN = Duration.ofMinutes(20);

    private final Membership members;
    private final GroupCommit writer;
    private final Claiming claims;
    private final Publication publication;
    private final InstantSource clock;

    private Nodes.@Nullable Duty duty;
    private boolean hasBegun;
    /** Whether nothing more is begun while calls of this process, which still is the sender, are under way. */
    private boolean isEnding;

    /** When this process last tried to hand over; null if it never has. */
    private @Nullable Long handedOverAt;

    /** When it was first seen that nobody sends; null if somebody does. */
    private @Nullable Long silentSince;

    /** Whether nobody has sent since this process has handed over. */
    private boolean isLast;
    /** Takes nothing over. */
    private volatile boolean isLeaving;

    Succession(Membership members, GroupCommit writer, Claiming claims, Publication publication, InstantSource clock) {
        this.members = members;
        this.writer = writer;
        this.claims = claims;
        this.publication = publication;
        this.clock = clock;
    }

    /** See {@link Nodes#whenSender}. Safe for many threads. */
    void whenSender(Nodes.Duty given) {
        synchronized (this) {
            duty = given;
        }
        if (members.isSender()) {
            begin();
        }
    }

    /** Does what has to be done. */
    void look(Membership.Look now) {
        if (members.isSender()) {
            begin();
            handOverIfBetter(now.othersLive());
        } else {
            noteEnd();
            if (mayTakeOver(now.nobodySends())) {
                takeOver();
            }
        }
    }

    private boolean mayTakeOver(boolean nobodySends) {
        long now = System.nanoTime();
        isLast &= nobodySends;
        silentSince = !nobodySends ? null : silentSince == null ? (Long) now : silentSince;
        return silentSince != null && now - silentSince >= rest(now).toNanos();
    }

    private Duration rest(long now) {
        if (handedOverAt == null || now - handedOverAt > FORGIVEN.toNanos()) {
            return Duration.ZERO;
        }
        return isLast ? LAST_REST : REST;
    }

    private void takeOver() {
        boolean isTaken = !isLeaving
                && writer.write("take over sending", sql -> {
                    Optional<Boolean> mayStillCall = members.takeOver(sql);
                    if (mayStillCall.isPresent()) {
                        claims.recover(sql, mayStillCall.get());
                    }
                    return mayStillCall.isPresent();
                });
        if (isTaken) {
            members.tookOver();
            begin();
            publication.now(); // until then the others know nothing about sending
        }
    }

    private void begin() {
        Nodes.Duty begun = beginOnce();
        if (begun == null) {
            return;
        }
        try {
            begun.begin();
        } catch (RuntimeException e) {
            noteEnd(); // it begins at the next look
            throw e;
        }
    }

    private synchronized Nodes.@Nullable Duty beginOnce() {
        if (hasBegun || isLeaving || duty == null) {
            return null;
        }
        hasBegun = true;
        return duty;
    }

    private synchronized void noteEnd() {
        hasBegun = false;
        isEnding = false;
    }

    private void handOverIfBetter(boolean othersLive) {
        Nodes.Duty begun = begun();
        if (begun == null || isLeaving) {
            return;
        }
        boolean isBetter = othersLive && begun.isBetterElsewhere();
        if (isBetter) {
            handOver(begun);
        } else if (isEnding) {
            noteEnd();
            begin();
        }
    }

    private synchronized Nodes.@Nullable Duty begun() {
        return hasBegun ? duty : null;
    }

    private void handOver(Nodes.Duty begun) {
        if (!isEnding) {
            begun.end();
            isEnding = true;
        }
        handedOverAt = System.nanoTime(); // first: the commit may have happened though it seems to have failed
        silentSince = null;
        isLast = true;
        if (writer.write("hand over sending", this::giveUp)) {
            noteEnd();
            begun.handedOver();
        }
    }

    /** What is claimed begins no call after this, so that those under way are the last ones. */
    private boolean giveUp(Sql sql) throws SQLException {
        RecoverySql.releaseUnbegun(sql, clock.instant());
        return members.handOver(sql);
    }

    /** From now on this process takes nothing over. Safe for many threads. */
    void stop() {
        isLeaving = true;
    }

    boolean isLeaving() {
        return isLeaving;
    }
}
