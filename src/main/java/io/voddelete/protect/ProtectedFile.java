package io.voddelete.protect;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.IdSet;
import io.voddelete.protect.Guards.Halt;
import io.voddelete.protect.ProtectionMemory.Remembered;
import io.voddelete.reader.ListOptions;
import io.voddelete.reader.UnreadableException;
import io.voddelete.support.FileVersion;
import io.voddelete.support.RootCause;
import io.voddelete.support.Text;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file of protected ids, read again on change. What is added counts at once; what is removed counts when the file has
 * not changed for {@link #LASTING}. A loss (see {@link Loss}) blocks every call at once and frees nothing; it is reported when it lasts, because a file is
 * empty or incomplete for a moment while it is written. Thread-safe.
 */
final class ProtectedFile {
    /** Times of files may be this coarse, so a content that is younger may change without showing it. */
    static final Duration STILL = Duration.ofSeconds(2);

    /** A copy of a file may stall for long; what it does not hold yet is not free. */
    static final Duration LASTING = Duration.ofMinutes(1);

    private static final String CONFIRM = ".confirm-smaller";
    private static final Logger LOG = LoggerFactory.getLogger(ProtectedFile.class);

    /** What a look found at the path: a file, or why there is none. */
    private record Sight(
            @Nullable FileVersion version, @Nullable String fault, boolean gone) {}

    private final Path file;
    private final ListOptions options;
    private final ProtectionMemory memory;
    private final TimeSource clock;
    private final BooleanSupplier stopping;

    /** What is remembered; null as long as there never was a file. */
    private @Nullable IdSet good;

    private Set<String> goodContents = Set.of();
    /** The largest number of ids it held since a loss was confirmed. */
    private int most;

    private volatile IdSet protectedIds = IdSet.EMPTY;
    private volatile @Nullable Halt problem;
    private @Nullable Sight last;
    private long lastSince;
    private long nextRead;
    private boolean settled;
    /** The problem of which the log says that it lasts. */
    private @Nullable String reported;

    ProtectedFile(Path file, ListOptions options, ProtectionMemory memory, TimeSource clock, BooleanSupplier stopping) {
        this.file = file;
        this.options = options;
        this.memory = memory;
        this.clock = clock;
        this.stopping = stopping;
    }

    /**
     * Reads the file for the first time.
     *
     * @param named whether an operator named it; otherwise it may be missing
     * @throws IOException if the memory cannot be read, or nothing is remembered and the file is missing or cannot be read
     */
    synchronized void start(boolean named) throws IOException {
        Optional<Remembered> remembered = memory.load(file);
        remembered.ifPresent(known -> {
            good = known.ids();
            goodContents = known.sha256s();
            most = known.most();
            protectedIds = known.ids();
        });
        look();
        Halt found = problem;
        if (remembered.isEmpty() && found != null) {
            throw new IOException(Text.capitalized(found.text()) + ". " + Text.capitalized(found.remedy()));
        }
        if (remembered.isEmpty() && named && last != null && last.gone) {
            throw new IOException("The file of protected ids '" + shown()
                    + "' does not exist. Create it (it may be empty)," + " or remove it from vod.protect.files");
        }
    }

    Path path() {
        return file;
    }

    boolean contains(AssetId id) {
        return protectedIds.contains(id);
    }

    int count() {
        return protectedIds.size();
    }

    /** Empty while calls may begin. */
    Optional<Halt> halt() {
        return Optional.ofNullable(problem);
    }

    /** Looks at the file, and reads it if it may have changed. */
    synchronized void look() {
        Sight now = see();
        boolean same = now.equals(last);
        long time = clock.nanoTime();
        if (!same) {
            lastSince = time;
            settled = false;
            last = now;
        }
        if (same && time - nextRead < 0 || settled && problem == null) {
            return; // nothing new to learn
        }
        nextRead = time + STILL.toNanos(); // what cannot be read is not read for every call
        boolean still = same && time - lastSince >= STILL.toNanos();
        if (now.version != null) {
            read(now.version, still, same && time - lastSince >= LASTING.toNanos());
        } else if (now.gone) {
            gone(still);
        } else {
            block("cannot be read: " + now.fault, "make it readable", still);
        }
    }

    private Sight see() {
        try {
            return new Sight(FileVersion.of(file.toRealPath()), null, false);
        } catch (NoSuchFileException e) {
            return new Sight(null, null, true);
        } catch (IOException e) {
            return new Sight(null, RootCause.shown(e), false);
        }
    }

    private void read(FileVersion version, boolean still, boolean lasting) {
        IdFile content;
        try {
            content = IdFile.read(version, options, stopping);
        } catch (UnreadableException e) {
            block("cannot be read: " + e.getMessage(), e.remedy(), still);
            return;
        } catch (IOException e) {
            block("cannot be read: " + RootCause.shown(e), "make it readable", still);
            return;
        }
        int count = content.ids().size();
        Loss loss = goodContents.contains(content.sha256()) ? Loss.NONE : Loss.of(most, count);
        IdSet all = content.ids().union(protectedIds);
        boolean confirmed = loss != Loss.NONE && isConfirmed(still);
        if (loss != Loss.NONE && !confirmed) {
            protectedIds = all;
            block(loss.text(most, count), remedy(), still);
            return;
        }
        boolean counts = confirmed || (all.size() == count ? still : lasting);
        if (!counts && good != null) { // the first content is remembered at once, before the first call
            protectedIds = all;
            unblock();
            nextRead = still ? lastSince + LASTING.toNanos() : nextRead;
        } else if (settle(content, version, confirmed ? count : Math.max(most, count))) {
            settled = still;
            unblock();
        }
    }

    private void gone(boolean still) {
        if (most == 0) {
            settled = true;
            unblock();
        } else if (!isConfirmed(still)) {
            block("is gone", remedy(), still);
        } else if (settle(IdFile.ABSENT, null, 0)) {
            unblock();
        }
    }

    /** From now on the file holds this and nothing else. Returns false if that cannot be remembered. */
    private boolean settle(IdFile content, @Nullable FileVersion version, int newMost) {
        if (!goodContents.equals(Set.of(content.sha256()))) {
            try {
                memory.save(file, content, version, newMost);
            } catch (IOException e) {
                block(
                        "cannot be copied into the data directory: " + RootCause.shown(e),
                        "make room, or make it writable",
                        true);
                return false;
            }
            LOG.info(
                    "The file of protected ids '{}' holds {} ids; before: {}",
                    shown(),
                    content.ids().size(),
                    good == null ? "none" : good.size());
        }
        good = content.ids();
        goodContents = Set.of(content.sha256());
        most = newMost;
        protectedIds = content.ids();
        settled = true;
        return true;
    }

    /**
     * Takes the gesture away before it is acted upon, so that it confirms once only.
     */
    private boolean isConfirmed(boolean still) {
        if (!still || reported == null) {
            return false;
        }
        Path gesture = gesture();
        try {
            if (!Files.isRegularFile(gesture, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            Files.delete(gesture);
        } catch (IOException e) {
            block(
                    "was confirmed, but '" + Text.visible(gesture.toString()) + "' cannot be deleted: "
                            + RootCause.shown(e),
                    "let this module delete files in that folder",
                    true);
            return false;
        }
        LOG.warn("The loss of protected ids was confirmed with '{}'", Text.visible(gesture.toString()));
        return true;
    }

    private Path gesture() {
        return file.resolveSibling(file.getFileName() + CONFIRM);
    }

    private String remedy() {
        return "restore it, or confirm that the other ids need no protection by creating the empty file '"
                + Text.visible(gesture().toString()) + "'";
    }

    private void block(String fault, String remedy, boolean still) {
        Halt before = problem;
        Halt now = new Halt(
                false,
                "protection",
                file,
                "the file of protected ids '" + shown() + "' " + fault,
                remedy,
                before == null ? clock.instant() : before.since());
        if (still && !now.text().equals(reported)) {
            LOG.error(
                    "{}. No DELETE call begins, and all {} ids stay protected. {}",
                    Text.capitalized(now.text()),
                    count(),
                    Text.capitalized(remedy));
            takeEarlyGesture();
            reported = now.text();
        }
        problem = now;
    }

    /** What was confirmed before it was reported cannot have been meant. */
    private void takeEarlyGesture() {
        try {
            if (reported == null && Files.deleteIfExists(gesture())) {
                LOG.warn(
                        "Deleted '{}', which is older than what it would confirm. Create it again if it is meant",
                        Text.visible(gesture().toString()));
            }
        } catch (IOException e) {
            LOG.warn(
                    "Cannot delete '{}', which confirms nothing: {}",
                    Text.visible(gesture().toString()),
                    e.toString());
        }
    }

    private void unblock() {
        problem = null;
        if (reported != null) {
            reported = null;
            LOG.info("The file of protected ids '{}' blocks no calls any more; it holds {} ids", shown(), count());
        }
    }

    private String shown() {
        return Text.visible(file.toString());
    }
}
