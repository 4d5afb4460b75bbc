package io.voddelete.protect;

import io.voddelete.protect.Guards.Halt;
import io.voddelete.protect.StopMemory.Seen;
import io.voddelete.support.RootCause;
import io.voddelete.support.Text;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import io.voddelete.support.Times;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * While an entry of this name is in its folder, no call begins: a file, a folder or a link, in any case, with or without
 * {@code .txt}, which some systems add and hide. While the folder cannot be listed, the last look counts. Thread-safe.
 */
final class StopFile {
    /** See {@link Halt#cause}. */
    static final String CAUSE = "stop-file";

    private static final String TXT = ".txt";
    private static final Duration LIST_EVERY = Duration.ofSeconds(1);
    /** Listing a folder with very many files may take at most this share of the time. */
    private static final int IDLE_SHARE = 10;

    private static final Logger LOG = LoggerFactory.getLogger(StopFile.class);

    private final Path folder;
    private final String name;
    private final List<Path> usual;
    private final StopMemory memory;
    private final TimeSource clock;
    private final ThrottledLog faults;
    private volatile @Nullable Seen seen;
    private boolean remembered;
    private @Nullable Long nextListing;

    /** @param file the configured path; its folder may be missing until the first stop */
    StopFile(Path file, StopMemory memory, TimeSource clock) {
        this.folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "the root folder is no stop file");
        this.name = plain(String.valueOf(file.getFileName()));
        this.usual = Stream.of(name, name.toUpperCase(Locale.ROOT), String.valueOf(file.getFileName()))
                .flatMap(each -> Stream.of(each, each + TXT))
                .distinct()
                .map(folder::resolve)
                .toList();
        this.memory = memory;
        this.clock = clock;
        this.faults =
                new ThrottledLog(LOG, "looking for the stop file in '" + Text.visible(folder.toString()) + "'", clock);
    }

    private static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(TXT) && lower.length() > TXT.length()
                ? lower.substring(0, lower.length() - TXT.length())
                : lower;
    }

    /**
     * Recalls the last look, and looks. Call it before the first call may begin.
     *
     * @throws IOException if the last look cannot be recalled; the message says what to do
     */
    synchronized void start() throws IOException {
        Seen before = memory.load().orElse(null);
        if (before != null && isOfThisSetting(Path.of(before.file()))) {
            seen = before;
            remembered = true;
            LOG.warn("Stopped since {} by '{}': no DELETE call begins", Times.text(before.since()), shown(before));
        } else if (before != null) {
            memory.forget();
            LOG.warn(
                    "The stop since {} by '{}' is over, because vod.stop-file is '{}' now. To stop again, create that file",
                    Times.text(before.since()),
                    shown(before),
                    Text.visible(folder.resolve(name).toString()));
        }
        look();
    }

    /** The same folder may be written in other ways than when the file was seen. */
    private boolean isOfThisSetting(Path file) {
        return folder.normalize().equals(file.toAbsolutePath().normalize().getParent())
                && plain(String.valueOf(file.getFileName())).equals(name);
    }

    /**
     * Looks for the file. The usual spellings are looked up each time, the others at most once a second.
     *
     * @return the stop file; empty if calls may begin
     */
    synchronized Optional<Seen> look() {
        Optional<Path> found = usual.stream()
                .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
                .findFirst();
        if (found.isPresent()) {
            found(found.get());
        } else if (nextListing == null || clock.nanoTime() - nextListing >= 0) {
            list();
        }
        return current();
    }

    /** Returns the stop file of the last look; empty if calls may begin. */
    Optional<Seen> current() {
        return Optional.ofNullable(seen);
    }

    static Halt halt(Seen stop) {
        return new Halt(
                true,
                CAUSE,
                Path.of(stop.file()),
                "stopped by '" + shown(stop) + "'",
                "delete that file",
                stop.since());
    }

    private void list() {
        long begin = clock.nanoTime();
        try {
            String key = key(); // before the listing: what is mounted in between is noticed the next time
            Optional<Path> found = find();
            if (found.isPresent()) {
                found(found.get());
            } else {
                ended(key);
            }
        } catch (IOException e) {
            if (seen != null) { // otherwise the inbox reports it
                faults.failed(RootCause.shown(e), "The stop goes on until the folder can be listed again");
            }
        }
        long took = clock.nanoTime() - begin;
        nextListing = clock.nanoTime() + Math.max(LIST_EVERY.toNanos(), took * IDLE_SHARE);
    }

    private Optional<Path> find() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (plain(String.valueOf(entry.getFileName())).equals(name)) {
                    return Optional.of(entry);
                }
            }
            return Optional.empty();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void found(Path file) {
        Seen before = seen;
        if (before == null) {
            LOG.warn("Stopped by '{}': no DELETE call begins until it is deleted", Text.visible(file.toString()));
        }
        String key;
        try {
            key = key();
        } catch (IOException e) {
            key = before == null ? "" : before.folder();
        }
        Seen now = new Seen(file.toString(), before == null ? clock.instant() : before.since(), key);
        seen = now; // whether or not it can be remembered
        if (remembered && now.equals(before)) {
            return;
        }
        try {
            memory.save(now);
            remembered = true;
        } catch (IOException e) {
            remembered = false;
            faults.failed(RootCause.shown(e), "It stops, but after a restart only while it can be seen");
        }
    }

    private void ended(String key) {
        Seen before = seen;
        if (before == null) {
            faults.worked();
        } else if (!before.folder().isEmpty() && !before.folder().equals(key)) {
            faults.failed(
                    "it is not the folder in which '" + shown(before) + "' was seen",
                    "The stop goes on. Mount the folder again; or, if it was replaced on purpose, create the stop file in it"
                            + " and delete it");
        } else {
            end(before);
        }
    }

    private void end(Seen before) {
        try {
            memory.forget();
        } catch (IOException e) {
            faults.failed(RootCause.shown(e), "The stop goes on until this succeeds");
            return;
        }
        faults.worked();
        seen = null;
        remembered = false;
        LOG.info(
                "'{}' is deleted: calls begin again, after a stop since {}", shown(before), Times.text(before.since()));
    }

    /** The number of the folder in its file system, which outlasts a restart; empty if it has none. */
    private String key() throws IOException {
        try {
            return String.valueOf(Files.getAttribute(folder, "unix:ino"));
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return "";
        }
    }

    private static String shown(Seen stop) {
        return Text.visible(stop.file());
    }
}
