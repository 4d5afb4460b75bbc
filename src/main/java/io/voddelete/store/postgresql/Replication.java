package io.voddelete.store.postgresql;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Whether the database waits with each commit until a standby has it, as far as it has said so. Thread-safe. */
final class Replication {
    /** An older answer says nothing about the commits of now. */
    private static final Duration VALID = Duration.ofSeconds(2);

    private final LongSupplier nanoTime;
    /** Null while it waits. */
    private @Nullable Instant unreplicatedSince;
    /** The time of the database at the last answer, and when that was asked for. */
    private Instant answered = Instant.EPOCH;

    private long askedAt;
    private long connections;

    /**
     * A question to the database, which may answer late.
     *
     * @param connections how many the writer had had
     */
    record Question(long askedAt, long connections) {}

    Replication(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.askedAt = nanoTime.getAsLong();
    }

    /** Call before the database is asked. */
    synchronized Question ask() {
        return new Question(nanoTime.getAsLong(), connections);
    }

    /** Answers of before count no more: it may be another server, after a failover. */
    synchronized void connected(Question question, boolean waits, Instant at) {
        connections++;
        take(question, waits, at);
    }

    synchronized void answered(Question question, boolean waits, Instant at) {
        if (question.connections == connections) {
            take(question, waits, at);
        }
    }

    private void take(Question question, boolean waits, Instant at) {
        askedAt = question.askedAt;
        answered = at;
        if (waits) {
            unreplicatedSince = null;
        } else if (unreplicatedSince == null) {
            unreplicatedSince = at;
        }
    }

    /** Since when it does not wait, by its own time; empty if it does. */
    synchronized Optional<Instant> unreplicatedSince() {
        return Optional.ofNullable(unreplicatedSince);
    }

    /** The same, or when it last said that it waits, if that is more than two seconds ago. */
    synchronized Optional<Instant> perhapsUnreplicatedSince() {
        return nanoTime.getAsLong() - askedAt > VALID.toNanos()
                ? unreplicatedSince().or(() -> Optional.of(answered))
                : unreplicatedSince();
    }
}
