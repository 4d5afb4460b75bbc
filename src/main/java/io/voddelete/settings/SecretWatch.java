package io.voddelete.settings;

import io.voddelete.support.RootCause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over secrets that change in their files, together or not at all: a set counts when it was read the same for a
 * while and every part is another than before. One that is half the old one is used only where the old one is refused,
 * as then it may be the correction of a typing error. Whatever is wrong with a file, the old set stays in use. A set that
 * could not be taken over is tried again at every look.
 */
public final class SecretWatch {
    /** How long a whole set must have been read the same: nobody is in the middle of writing it. */
    static final Duration QUIET = Duration.ofSeconds(2);

    /** The same for a set of which only a part has changed: the other files may still come. */
    static final Duration LONG_QUIET = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(SecretWatch.class);

    private final List<SecretFile> files;
    private final BooleanSupplier refused;
    private final Consumer<Map<Setting, String>> use;
    private final InstantSource clock;
    private Map<Setting, String> inUse;
    private Map<Setting, String> candidate;
    private Instant since;
    private String said = "";

    /**
     * @param files of the secrets that change together
     * @param inUse all parts of the set at the start; one that comes from no file never changes, so that the set is never a
     *     whole one
     * @param refused whether the set in use is refused by VOD or IAM
     * @param use takes over another set; all of it. Called again with the same one if it throws
     */
    public SecretWatch(
            List<SecretFile> files,
            Map<Setting, String> inUse,
            BooleanSupplier refused,
            Consumer<Map<Setting, String>> use,
            InstantSource clock) {
        this.files = List.copyOf(files);
        this.inUse = Map.copyOf(inUse);
        this.refused = refused;
        this.use = use;
        this.clock = clock;
    }

    /** Reads the files; to be called about every second by one thread. Never throws. */
    public void look() {
        try {
            Map<Setting, String> read = new EnumMap<>(inUse);
            for (SecretFile file : files) {
                SecretFile.Content content = file.read();
                if (content.fault() != null) {
                    candidate = null;
                    warnOnce(content.fault() + ". The values that were read before stay in use");
                    return;
                }
                read.put(file.setting(), content.value());
            }
            consider(read);
        } catch (RuntimeException e) {
            warnOnce("the files of the secrets were not read: " + RootCause.shown(e));
        }
    }

    private void consider(Map<Setting, String> read) {
        Instant now = clock.instant();
        if (read.equals(inUse)) {
            candidate = null;
            said = "";
        } else if (!read.equals(candidate)) {
            candidate = read;
            since = now;
        } else if (isWhole(read) && isQuietFor(QUIET, now)) {
            takeOver(read);
        } else if (isQuietFor(LONG_QUIET, now)) {
            if (refused.getAsBoolean()) {
                takeOver(read);
            } else {
                warnOnce("only a part of these changed: " + keys()
                        + ". The old values stay in use, all of them, until the other files change as well or VOD refuses"
                        + " the old values");
            }
        }
    }

    private boolean isWhole(Map<Setting, String> read) {
        return read.entrySet().stream().noneMatch(part -> part.getValue().equals(inUse.get(part.getKey())));
    }

    /** Either way, since a clock may be set back. */
    private boolean isQuietFor(Duration time, Instant now) {
        return Duration.between(since, now).abs().compareTo(time) >= 0;
    }

    private void takeOver(Map<Setting, String> read) {
        try {
            use.accept(Map.copyOf(read));
        } catch (RuntimeException e) {
            warnOnce("other values were read from " + keys()
                    + " but could not be taken over, which is tried again every" + " second: " + RootCause.shown(e));
            return;
        }
        inUse = Map.copyOf(read);
        candidate = null;
        said = "";
        LOG.info("other values are in use from now on, as they were read from {}", keys());
    }

    private String keys() {
        return files.stream().map(file -> file.setting().fileKey()).collect(Collectors.joining(", "));
    }

    private void warnOnce(String fault) {
        if (!fault.equals(said)) {
            said = fault;
            LOG.warn(fault);
        }
    }
}
