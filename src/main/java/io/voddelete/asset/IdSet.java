package io.voddelete.asset;

import io.voddelete.support.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * An immutable set of many asset ids in 8 bytes each: the first 64 bits of their SHA-256. Among a million ids, another id is
 * taken for one of them with a probability of 5e-14; it would not be deleted, never the other way round.
 */
public final class IdSet {
    public static final IdSet EMPTY = new IdSet(new long[0]);

    private final long[] sorted;

    private IdSet(long[] sorted) {
        this.sorted = sorted;
    }

    /** Returns whether the id was added. */
    public boolean contains(AssetId id) {
        return indexOf(id) >= 0;
    }

    /** Returns a number from 0 to {@link #size} - 1 that only this id has; negative if it was not added. */
    public int indexOf(AssetId id) {
        return sorted.length == 0 ? -1 : Arrays.binarySearch(sorted, hash(Sha256.digest(), id));
    }

    /** The number of different ids. */
    public int size() {
        return sorted.length;
    }

    /** Returns the ids of either. */
    public IdSet union(IdSet other) {
        if (other.sorted.length == 0 || this == other) {
            return this;
        }
        long[] both = Arrays.copyOf(sorted, sorted.length + other.sorted.length);
        System.arraycopy(other.sorted, 0, both, sorted.length, other.sorted.length);
        return of(both, both.length);
    }

    private static IdSet of(long[] hashes, int count) {
        Arrays.sort(hashes, 0, count);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || hashes[i] != hashes[i - 1]) {
                hashes[kept++] = hashes[i];
            }
        }
        return new IdSet(Arrays.copyOf(hashes, kept));
    }

    private static long hash(MessageDigest digest, AssetId id) {
        return ByteBuffer.wrap(digest.digest(id.value().getBytes(StandardCharsets.US_ASCII)))
                .getLong();
    }

    /** Collects ids. */
    public static final class Builder {
        private final MessageDigest digest = Sha256.digest();
        private long[] hashes = new long[1024];
        private int count;

        public void add(AssetId id) {
            if (count == hashes.length) {
                hashes = Arrays.copyOf(hashes, count * 2);
            }
            hashes[count++] = hash(digest, id);
        }

        /** Call once. */
        public IdSet build() {
            return IdSet.of(hashes, count);
        }
    }
}
