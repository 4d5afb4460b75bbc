package io.voddelete.settings;

import io.voddelete.support.OncePer;
import io.voddelete.support.RootCause;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Picks up secrets that change in their files, all of them or none: a new set counts once it has been read unchanged for a
 * while and every part differs from before. A set of which only a part has changed is used only if the old set is refused,
 * because it may then correct a typing error. While anything is wrong with a file, the old set stays in use. A set that
 * could not be applied is tried again at every look.
 */
public final class SecretWatch {
    /** How long a complete set must have been read unchanged, so that nobody is in the middle of writing it. */
    static final Duration QUIET = Duration.ofSeconds(2);

    /** How long a partly changed set must have been read unchanged: the other files may still follow. */
    static final Duration LONG_QUIET = Duration.ofSeconds(10);

    /** A fault that persists is logged again after this time. */
    private static final Duration SAY_AGAIN = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(SecretWatch.class);

    private final List<SecretFile> files;
    private final BooleanSupplier refused;
    private final Consumer<Map<Setting, String>> use;
    private final LongSupplier nanoTime;
    private Map<Setting, String> inUse;
    /** The set that was read last, if it may replace the one in use; null if there is none. */
    private @Nullable Map<Setting, String> candidate;

    private long since;
    private final OncePer said;

    /**
     * @param files of the secrets that change together
     * @param inUse all parts of the set at the start; a part that does not come from a file never changes, so the set is
     *     never complete
     * @param refused whether VOD or IAM refuses the set in use
     * @param use applies a new set as a whole. Called again with the same set if it throws
     */
    public SecretWatch(
            List<SecretFile> files,
            Map<Setting, String> inUse,
            BooleanSupplier refused,
            Consumer<Map<Setting, String>> use,
            LongSupplier nanoTime) {
        this.files = List.copyOf(files);
        this.inUse = Map.copyOf(inUse);
        this.refused = refused;
        this.use = use;
        this.nanoTime = nanoTime;
        this.said = new OncePer(SAY_AGAIN, nanoTime);
    }

    /** Reads the files. Call about once a second, from one thread. Never throws. */
    public void look() {
        try {
            Map<Setting, String> read = new EnumMap<>(inUse);
            for (SecretFile file : files) {
                SecretFile.Content content = file.read();
                if (content.value() == null) {
                    candidate = null;
                    warnOnce(content.fault()
                            + ". The previous values stay in use. Correct the file; it is read again every"
                            + " second");
                    return;
                }
                read.put(file.setting(), content.value());
            }
            consider(read);
        } catch (RuntimeException e) {
            warnOnce("Cannot read the secret files: " + RootCause.shown(e)
                    + ". The previous values stay in use; the files are read again every second");
        }
    }

    private void consider(Map<Setting, String> read) {
        long now = nanoTime.getAsLong();
        if (read.equals(inUse)) {
            candidate = null;
            said.forgetAll();
        } else if (!read.equals(candidate)) {
            candidate = read;
            since = now;
        } else if (isWhole(read) && isQuietFor(QUIET, now)) {
            takeOver(read);
        } else if (isQuietFor(LONG_QUIET, now)) {
            if (refused.getAsBoolean()) {
                takeOver(read);
            } else {
                warnOnce(
                        "Only some of these secret files changed: " + keys()
                                + ". All old values stay in use until the other files change too, or VOD refuses the old values");
            }
        }
    }

    private boolean isWhole(Map<Setting, String> read) {
        return read.entrySet().stream().noneMatch(part -> part.getValue().equals(inUse.get(part.getKey())));
    }

    private boolean isQuietFor(Duration time, long now) {
        return now - since >= time.toNanos();
    }

    private void takeOver(Map<Setting, String> read) {
        try {
            use.accept(Map.copyOf(read));
        } catch (RuntimeException e) {
            warnOnce("Cannot apply the new values of " + keys() + ": " + RootCause.shown(e)
                    + ". The old values stay in use; this is tried again every second");
            return;
        }
        inUse = Map.copyOf(read);
        candidate = null;
        said.forgetAll();
        LOG.info("Secrets changed: the new values of {} are in use from now on", keys());
    }

    private String keys() {
        return files.stream().map(file -> file.setting().fileKey()).collect(Collectors.joining(", "));
    }

    private void warnOnce(String fault) {
        if (said.isTime(fault)) {
            LOG.warn(fault);
        }
    }
}
