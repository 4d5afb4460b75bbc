package io.voddelete.standalone;

import io.netty.channel.Channel;
import io.voddelete.http.Problem;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The memory that request bodies and unread answers may take together. It is taken as bytes come, not as they are
 * announced. When it is full, the share that has waited longest for its peer is cut off, so that nobody keeps the others out
 * by sending or reading slowly. Safe for use by many threads.
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
        Share share = open(close);
        if (!share.hold(Math.min(channel.bytesBeforeWritable(), most / 2))) { // one alone may be larger
            close.run();
        }
        return share;
    }

    /**
     * A share that is empty yet.
     *
     * @param cut is called, by any thread, when others need its memory; must not block
     */
    Share open(Runnable cut) {
        return new Share(cut, nanos.getAsLong());
    }

    /** What a buffer needs that grows to hold so many bytes: it doubles, and takes some bytes for itself. */
    static long capacity(long bytes) {
        long doubled = Long.highestOneBit(Math.max(bytes, 1024) * 2 - 1);
        return doubled <= 4 << 20 ? doubled : (bytes / (4 << 20) + 1) * (4 << 20);
    }

    private Share oldest() {
        Share oldest = null;
        for (Share share : waiting) {
            oldest = oldest == null || share.since - oldest.since < 0 ? share : oldest;
        }
        return oldest;
    }

    /** The memory of one request or answer. */
    final class Share {
        private final Runnable cut;
        private final long since;
        private long held;
        private boolean ended;

        private Share(Runnable cut, long since) {
            this.cut = cut;
            this.since = since;
        }

        /**
         * Takes what it needs to hold so many bytes in all.
         *
         * @return false if there is no memory for them: the share is empty then, and stays so
         */
        boolean hold(long bytes) {
            synchronized (MemoryBudget.this) {
                long more = capacity(bytes) - held;
                if (ended || more <= 0) {
                    return !ended;
                }
                waiting.add(this);
                while (taken + more > most) {
                    Share oldest = oldest();
                    if (oldest == null || oldest == this) {
                        giveBack();
                        return false;
                    }
                    oldest.giveBack();
                    oldest.cut.run();
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
