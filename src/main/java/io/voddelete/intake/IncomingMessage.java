package io.voddelete.intake;

import io.voddelete.store.Requested;
import io.voddelete.support.RootCause;
import io.voddelete.support.Text;
import io.voddelete.support.WakeUp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message of a host's route, as far as it matters here, and what is held for it until it is closed: its key, and a file if
 * its list is too large for the memory. Not thread-safe.
 */
public final class IncomingMessage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IncomingMessage.class);

    private final @Nullable String key;
    private final Requested requested;
    private final List<Delivery> lists;
    private @Nullable Runnable release;
    private @Nullable Path spool;

    /**
     * @param key identifies a repeated message, such as {@code kafka:orders:0:17}; null if nothing does
     * @param requested who asked for it, from where and why
     * @param lists what its body consists of, in order
     */
    public IncomingMessage(@Nullable String key, Requested requested, List<Delivery> lists) {
        this.key = key;
        this.requested = requested;
        this.lists = lists;
    }

    @Nullable
    String key() {
        return key;
    }

    Requested requested() {
        return requested;
    }

    List<Delivery> lists() {
        return lists;
    }

    /** Waits until no other message holds this key. */
    void hold(HeldKeys keys, String whole, WakeUp work) {
        keys.hold(whole, work);
        release = () -> keys.release(whole);
    }

    /** Notes the file that its entries are written to. */
    void spool(Path file) {
        spool = file;
    }

    /** Forgets the message, accepted or not. What fails here changes nothing of that, so it is only logged. */
    @Override
    public void close() {
        if (spool != null) {
            try {
                Files.deleteIfExists(spool);
            } catch (IOException e) {
                LOG.warn(
                        "The temporary file '{}' cannot be deleted: {}. It is deleted at the next start",
                        Text.visible(spool.toString()),
                        RootCause.shown(e));
            }
        }
        if (release != null) {
            release.run();
        }
    }
}
