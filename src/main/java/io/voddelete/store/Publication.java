package io.voddelete.store;

import io.voddelete.support.Uninterrupted;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Asks every two seconds, and when told to, what others may read of this process while it sends, in a thread of its own: the answer may take long. */
final class Publication implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final Membership members;
    private final Consumer<String> remarks;
    private final Set<Class<?>> said = new HashSet<>();
    private final Thread thread = new Thread(this::publishUntilClosed, "vod-nodes-view");
    /** Set before the thread begins. */
    private Supplier<String> view = () -> "";

    private final Rounds rounds = new Rounds(EVERY);

    /** @param remarks receives messages for the operator */
    Publication(Membership members, Consumer<String> remarks) {
        this.members = members;
        this.remarks = remarks;
        thread.setDaemon(true);
    }

    /** Begins to ask. Call at most once. */
    void begin(Supplier<String> asked) {
        view = asked;
        thread.start();
    }

    private void publishUntilClosed() {
        try {
            do {
                publish();
            } while (awaitNext());
        } finally {
            members.publish("");
        }
    }

    private void publish() {
        if (!members.isSender()) {
            return;
        }
        try {
            members.publish(view.get());
        } catch (StoreException e) {
            members.publish(""); // an old answer is worse than none; who writes or reads tells of it
        } catch (RuntimeException e) {
            members.publish("");
            if (said.add(e.getClass())) {
                remarks.accept("Telling other nodes of the sender failed, and is repeated: " + e);
            }
        }
    }

    private boolean awaitNext() {
        try {
            return rounds.await();
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Lets it be asked at once. */
    void now() {
        rounds.hurry();
    }

    /** It is asked no more. Does not wait: it may be asked at the moment. */
    void end() {
        rounds.end();
    }

    @Override
    public void close() {
        end();
        if (thread.isAlive()) {
            Uninterrupted.join(thread);
        }
    }
}
