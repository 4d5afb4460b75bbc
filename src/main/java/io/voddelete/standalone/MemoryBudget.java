package io.voddelete.standalone;

import io.netty.channel.Channel;
import io.voddelete.http.Problem;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The memory that request bodies and unread answers may take together. It is taken as bytes come, not as they are
 * announced. When it is full, a share is cut off whose peer has been waited for: long in all, and long since it was last heard
 * of, and rather a stranger than one whose requests were accepted. So nobody keeps the others out by sending or reading slowly,
 * and who sends on is not cut off for many who send fast and then stop. Safe for use by many threads.
 */
final class MemoryBudget {
    /**
     * What all connections may take together.
     *
     * @param bodies of requests
     * @param answers that are not read
     */
    record Both(MemoryBudget bodies, MemoryBudget answers) {
        /** In a heap that may have so many bytes. Answers lie outside of it. */
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
     * @param most in bytes
     * @param nanos a clock of nanoseconds that is never set
     */
    MemoryBudget(long most, LongSupplier nanos) {
        this.most = most;
        this.nanos = nanos;
    }

    long most() {
        return most;
    }

    /** In bytes; for tests. */
    synchronized long taken() {
        return taken;
    }

    /**
     * Why a body is refused.
     *
     * @param tooLarge for all that there is, rather than for what is left
     */
    Problem problem(boolean tooLarge) {
        return tooLarge
                ? Problem.of(
                        413,
                        "the body is larger than " + most + " bytes, an eighth of the heap; nothing of it was taken")
                : Problem.of(503, "too much is being sent at the same time; nothing of it was taken");
    }

    /** The share of what a peer does not read now, in place of the former one; null for none. */
    Share unread(Share former, Channel channel, Runnable close) {
        if (former != null) {
            former.giveBack();
        }
        if (!channel.isActive() || channel.isWritable()) {
            return null;
        }
        Share share = open(close, false);
        if (!share.hold(Math.min(channel.bytesBeforeWritable(), most / 2))) { // one alone may be larger
            close.run();
        }
        return share;
    }

    /**
     * A share that is empty yet.
     *
     * @param cut is called, by any thread, when others need its memory; must not block
     * @param proved whether its peer has shown before, on the same connection, that he has a secret or a token
     */
    Share open(Runnable cut, boolean proved) {
        return new Share(cut, proved, nanos.getAsLong());
    }

    /** What a buffer needs that grows to hold so many bytes: it doubles, and takes some bytes for itself. */
    static long capacity(long bytes) {
        long doubled = Long.highestOneBit(Math.max(bytes, 1024) * 2 - 1);
        return doubled <= 4 << 20 ? doubled : (bytes / (4 << 20) + 1) * (4 << 20);
    }

    private Share longestWaitedFor() {
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

    /** The memory of one request or answer. */
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
         * Takes what it needs to hold so many bytes in all.
         *
         * @return false if there is no memory for them: the share is empty then, and stays so
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

        /** Does not wait for its peer any more, so that it is not cut off. */
        void complete() {
            synchronized (MemoryBudget.this) {
                waiting.remove(this);
            }
        }

        /** Holds nothing from now on. */
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
