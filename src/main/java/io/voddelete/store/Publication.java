package io.voddelete.store;

import io.voddelete.support.Uninterrupted;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Asks every two seconds what others may read of this process while it sends, in a thread of its own: the answer may take long. */
final class Publication implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final Membership members;
    private final Supplier<String> view;
    private final Consumer<String> remarks;
    private final Set<Class<?>> said = new HashSet<>();
    private final Thread thread = new Thread(this::publishUntilClosed, "vod-nodes-view");
    private boolean isClosed;

    private Publication(Membership members, Supplier<String> view, Consumer<String> remarks) {
        this.members = members;
        this.view = view;
        this.remarks = remarks;
    }

    /** @param remarks receives messages for the operator */
    static Publication begin(Membership members, Supplier<String> view, Consumer<String> remarks) {
        Publication publication = new Publication(members, view, remarks);
        publication.thread.setDaemon(true);
        publication.thread.start();
        return publication;
    }

    private void publishUntilClosed() {
        try {
            do {
                publish();
            } while (awaitNext());
        } finally {
            members.publish(""); // an old answer is worse than none
        }
    }

    private void publish() {
        if (!members.isSender()) {
            return;
        }
        try {
            members.publish(view.get());
        } catch (StoreException e) {
            return; // who writes or reads tells of it
        } catch (RuntimeException e) {
            if (said.add(e.getClass())) {
                remarks.accept("Telling other nodes of the sender failed, and is repeated: " + e);
            }
        }
    }

    private synchronized boolean awaitNext() {
        long end = System.nanoTime() + EVERY.toNanos();
        for (long left = EVERY.toMillis(); left > 0 && !isClosed; left = (end - System.nanoTime()) / 1_000_000) {
            try {
                wait(left);
            } catch (InterruptedException e) {
                isClosed = true;
            }
        }
        return !isClosed;
    }

    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
            notifyAll();
        }
        Uninterrupted.join(thread);
    }
}
