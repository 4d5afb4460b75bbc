package io.voddelete.simulator;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjIntConsumer;

/** Counts how often each id was sent and deleted, compactly enough for a million ids. Thread-safe. */
final class IdLedger {
    private static final class Entry {
        private final String assetId;
        private int sent;
        private int deleted;
        private long deletedAt;

        private Entry(String assetId) {
            this.assetId = assetId;
        }

        private synchronized int addSent() {
            return ++sent;
        }

        private synchronized int addDeleted(long at) {
            deletedAt = at;
            return ++deleted;
        }

        private synchronized int sent() {
            return sent;
        }

        private synchronized int deleted() {
            return deleted;
        }

        private synchronized long deletedAt() {
            return deletedAt;
        }
    }

    private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicInteger sentIds = new AtomicInteger();
    private final AtomicInteger sentAgainIds = new AtomicInteger();
    private final AtomicInteger deletedIds = new AtomicInteger();

    /** Returns the shared String instance of this id. */
    String canonical(String assetId) {
        return entry(assetId).assetId;
    }

    void addSent(String assetId) {
        int times = entry(assetId).addSent();
        if (times == 1) {
            sentIds.incrementAndGet();
        } else if (times == 2) {
            sentAgainIds.incrementAndGet();
        }
    }

    /**
     * @param at since when the asset is gone
     */
    void addDeleted(String assetId, Instant at) {
        if (entry(assetId).addDeleted(at.toEpochMilli()) == 1) {
            deletedIds.incrementAndGet();
        }
    }

    int timesSent(String assetId) {
        Entry entry = entries.get(assetId);
        return entry == null ? 0 : entry.sent();
    }

    int timesDeleted(String assetId) {
        Entry entry = entries.get(assetId);
        return entry == null ? 0 : entry.deleted();
    }

    /** Returns since when the asset is gone; empty if no call deleted it. */
    Optional<Instant> deletedAt(String assetId) {
        Entry entry = entries.get(assetId);
        return entry == null || entry.deleted() == 0
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(entry.deletedAt()));
    }

    int sentIds() {
        return sentIds.get();
    }

    /** Returns the number of ids that were sent more than once. */
    int sentAgainIds() {
        return sentAgainIds.get();
    }

    int deletedIds() {
        return deletedIds.get();
    }

    /** Passes each sent id with its count to the consumer, in no particular order. */
    void forEachSent(ObjIntConsumer<String> consumer) {
        entries.forEach((assetId, entry) -> giveIfAny(assetId, entry.sent(), consumer));
    }

    /** Passes each deleted id with its count to the consumer, in no particular order. */
    void forEachDeleted(ObjIntConsumer<String> consumer) {
        entries.forEach((assetId, entry) -> giveIfAny(assetId, entry.deleted(), consumer));
    }

    private static void giveIfAny(String assetId, int times, ObjIntConsumer<String> consumer) {
        if (times > 0) {
            consumer.accept(assetId, times);
        }
    }

    private Entry entry(String assetId) {
        Entry known = entries.get(assetId);
        return known != null ? known : entries.computeIfAbsent(assetId, Entry::new);
    }
}
