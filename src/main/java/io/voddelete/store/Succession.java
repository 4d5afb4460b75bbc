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
    /** So long it leaves sending to others after it has handed over; if none of them has taken over by then, it does. */
    private static final Duration REST = Duration.ofSeconds(10);

    private final Membership members;
    private final GroupCommit writer;
    private final Claiming claims;
    private final Publication publication;
    private final InstantSource clock;

    private Nodes.@Nullable Duty duty;
    private boolean hasBegun;
    /** Whether nothing more is begun while calls of this process, which still is the sender, are under way. */
    private boolean isEnding;

    private @Nullable Long handedOverAt;
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
            hasEnded();
            if (now.nobodySends() && !isResting()) {
                takeOver();
            }
        }
    }

    private boolean isResting() {
        return handedOverAt != null && System.nanoTime() - handedOverAt < REST.toNanos();
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
            hasEnded(); // it begins at the next look
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

    private synchronized void hasEnded() {
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
            hasEnded();
            begin();
        }
    }

    private synchronized Nodes.@Nullable Duty begun() {
        return hasBegun ? duty : null;
    }

    private void handOver(Nodes.Duty begun) {
        if (!isEnding) {
            isEnding = true; // first: it goes on from the beginning if this fails
            begun.end();
        }
        if (writer.write("hand over sending", this::handOver)) {
            handedOverAt = System.nanoTime();
            hasEnded();
        }
    }

    /** What is claimed begins no call after this, so that those under way are the last ones. */
    private boolean handOver(Sql sql) throws SQLException {
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
