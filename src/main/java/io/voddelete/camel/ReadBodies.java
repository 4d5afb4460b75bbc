package io.voddelete.camel;

import io.voddelete.message.SubmissionDeferredException;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashSet;
import java.util.Set;

/**
 * The streams and iterators that were read. They can be read only once: a second time, they would give what the first reading
 * left, which looks like a whole list. Holds none of them in memory. Safe for use by many threads.
 */
final class ReadBodies {
    /** Compares the objects themselves: what a stream's own {@code equals} does is not known. */
    private static final class Same extends WeakReference<Object> {
        private final int hash;

        Same(Object body, ReferenceQueue<Object> gone) {
            super(body, gone);
            this.hash = System.identityHashCode(body);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return this == other || other instanceof Same same && get() != null && refersTo(same.get());
        }
    }

    private final Set<Same> read = new HashSet<>();
    private final ReferenceQueue<Object> gone = new ReferenceQueue<>();

    /**
     * Notes that a body is read now.
     *
     * @param more whether it holds anything
     * @throws SubmissionDeferredException if it was read before: the same message from its source can be accepted
     */
    synchronized void begin(Object body, boolean more) {
        for (Reference<?> each = gone.poll(); each != null; each = gone.poll()) {
            read.remove(each);
        }
        Same same = new Same(body, gone);
        if (more ? !read.add(same) : read.contains(same)) {
            throw new SubmissionDeferredException(
                    "already-read",
                    "The body was already read, at an earlier attempt, and cannot be read again",
                    "have its source deliver the message again, or switch stream caching on",
                    null);
        }
    }
}
