package io.voddelete.standalone;

import io.netty.channel.Channel;
import io.voddelete.http.Problem;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits the total memory of request bodies, or of unread responses. Memory is charged as bytes arrive, not as announced. At
 * the limit, the share with the longest wait is evicted: both its age and the time since its peer was last heard count, and
 * peers without an accepted request go first. So slow senders or readers cannot lock others out, and a steady sender is not
 * evicted in favor of many that send fast and then stop. Thread-safe.
 */
final class MemoryBudget {
    /**
     * The budgets of all connections together.
     *
     * @param bodies for request bodies
     * @param answers for unread responses
     */
    record Both(MemoryBudget bodies, MemoryBudget answers) {
        /** @param heap maximum heap size in bytes; responses are counted against it but stored off-heap */
        static Both of(long heap) {
            return new Both(
                    new MemoryBudget(heap / 8, System::nanoTime), new MemoryBudget(heap / 16, System::nanoTime));
        }
    }

    /** A peer who has proved himself is as if waited for this many times less. */
    private static final double FAVOUR = 100;

    private final long most;
    private final LongSupplier nanos;
    private final Set<Share> waiting = new HashSet<>();
    private long taken;

    /**
     * @param most maximum total, in bytes
     * @param nanos a monotonic clock, in nanoseconds
     */
    MemoryBudget(long most, LongSupplier nanos) {
        this.most = most;
        this.nanos = nanos;
    }

    long most() {
        return most;
    }

    /** Returns the bytes in use; for tests. */
    synchronized long taken() {
        return taken;
    }

    /**
     * Returns the problem to report for a refused body.
     *
     * @param tooLarge whether the body exceeds the whole budget, rather than what is left of it
     */
    Problem problem(boolean tooLarge) {
        return tooLarge
                ? Problem.of(
                        413, "The body is larger than " + most + " bytes, an eighth of the heap. Nothing was accepted.")
                : Problem.of(503, "Too much data is being sent at the same time. Nothing was accepted.");
    }

    /** Replaces the former share by one for the bytes that the peer has not read yet; null if there are none. */
    @Nullable
    Share unread(@Nullable Share former, Channel channel, Runnable close) {
        if (former != null) {
            former.giveBack();
        }
        if (!channel.isActive() || channel.isWritable()) {
            return null;
        }
        Share share = open(close, false);
        if (!share.hold(Math.min(channel.bytesBeforeWritable(), most / 2))) { // a single response may exceed the budget
            close.run();
        }
        return share;
    }

    /**
     * Returns a new, empty share.
     *
     * @param cut called on any thread when the share is evicted; must not block
     * @param proved whether an earlier request on this connection was authenticated
     */
    Share open(Runnable cut, boolean proved) {
        return new Share(cut, proved, nanos.getAsLong());
    }

    /** Returns the capacity, in bytes, of a Netty buffer that grows to hold this many bytes: it doubles up to 4 MiB. */
    static long capacity(long bytes) {
        long doubled = Long.highestOneBit(Math.max(bytes, 1024) * 2 - 1);
        return doubled <= 4 << 20 ? doubled : (bytes / (4 << 20) + 1) * (4 << 20);
    }

    /** Returns null if none is waiting. */
    private @Nullable Share longestWaitedFor() {
        long now = nanos.getAsLong();
        Share longest = null;
        double longestWait = -1;
        for (Share share : waiting) {
            double wait = (double) (now - share.since) * (now - share.heardAt) / (share.proved ? FAVOUR : 1);
            if (wait > longestWait) {
                longest = share;
                longestWait = wait;
            }
        }
        return longest;
    }

    /** The memory of one request or response. */
    final class Share {
        private final Runnable cut;
        private final boolean proved;
        private final long since;
        private long heardAt;
        private long held;
        private boolean ended;

        private Share(Runnable cut, boolean proved, long since) {
            this.cut = cut;
            this.proved = proved;
            this.since = since;
            this.heardAt = since;
        }

        /**
         * Grows the share to hold this many bytes in total.
         *
         * @return false if there is not enough memory; the share is then released for good
         */
        boolean hold(long bytes) {
            synchronized (MemoryBudget.this) {
                heardAt = nanos.getAsLong();
                long more = capacity(bytes) - held;
                if (ended || more <= 0) {
                    return !ended;
                }
                waiting.add(this);
                while (taken + more > most) {
                    Share longest = longestWaitedFor();
                    if (longest == null || longest == this) {
                        giveBack();
                        return false;
                    }
                    longest.giveBack();
                    longest.cut.run();
                }
                taken += more;
                held += more;
                return true;
            }
        }

        /** Protects the share from eviction, because it no longer waits for its peer. */
        void complete() {
            synchronized (MemoryBudget.this) {
                waiting.remove(this);
            }
        }

        /** Releases the share for good. */
        void giveBack() {
            synchronized (MemoryBudget.this) {
                waiting.remove(this);
                taken -= held;
                held = 0;
                ended = true;
            }
        }
    }
}
