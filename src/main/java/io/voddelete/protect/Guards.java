package io.voddelete.protect;

import io.voddelete.asset.AssetId;
import io.voddelete.reader.ListOptions;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.Text;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is asked before each DELETE call: whether one may begin at all, and which ids it must not hold. Thread-safe. */
public final class Guards {
    private final StopFile stop;
    private final ProtectedFiles files;
    /** Null unless there is a stop file on another machine. */
    private volatile @Nullable Halt elsewhere;

    private volatile Replication replication = new Replication(Optional::empty, Optional::empty);

    /**
     * Since when the database has no standby that it needs to have; both are asked often, by many threads.
     *
     * @param lost since when that is known; empty if it has one
     * @param perhapsLost the same, or since when that is not known
     */
    public record Replication(Supplier<Optional<Instant>> lost, Supplier<Optional<Instant>> perhapsLost) {}

    /**
     * Why no call may begin.
     *
     * @param byIntent whether somebody asked for it, so that it is no fault
     * @param cause for programs: {@code stop-file}, {@code protection} or {@code replication}
     * @param file because of which; an empty path if there is none, or it is on another machine
     * @param text names the file; escaped
     * @param remedy what to do
     */
    public record Halt(boolean byIntent, String cause, Path file, String text, String remedy, Instant since) {
        /**
         * Because of a stop file on another machine, which stops all that use the store.
         *
         * @param node the name of that machine's node
         */
        static Halt elsewhere(String node, Instant since) {
            String shown = Text.visible(node);
            return new Halt(
                    true,
                    StopFile.CAUSE,
                    Path.of(""),
                    "stopped by a stop file on node '" + shown + "'",
                    "delete that file; if its machine is gone, see nodes.md, \"When a node fails\"",
                    since);
        }

        /** Because an accepted list, an order or the outcome of a call may be lost with the machine of the database. */
        static Halt unreplicated(Instant since) {
            return new Halt(
                    false,
                    "replication",
                    Path.of(""),
                    "the database confirms commits before a standby has them, which vod.store.replication=required forbids",
                    "set synchronous_standby_names and max_wal_senders of PostgreSQL; sending continues automatically then",
                    since);
        }

        /** Because nothing is known of that. */
        static Halt perhapsUnreplicated(Instant since) {
            return new Halt(
                    false,
                    "replication",
                    Path.of(""),
                    "the database has not said for two seconds that a standby has what it confirms, as"
                            + " vod.store.replication=required demands",
                    "nothing, if it is being restarted; sending continues automatically when it answers",
                    since);
        }
    }

    /**
     * The files that are looked at.
     *
     * @param stop see {@code vod.stop-file}
     * @param ids see {@code vod.protect.files}
     * @param named whether an operator named those; otherwise they may be missing
     */
    public record Watched(Path stop, List<Path> ids, boolean named) {}

    /**
     * A file of protected ids, by the last look.
     *
     * @param ids how many ids it protects
     * @param problem because of which no call may begin; null if there is none
     */
    public record IdsOfFile(Path file, int ids, @Nullable Halt problem) {}

    private Guards(StopFile stop, ProtectedFiles files) {
        this.stop = stop;
        this.files = files;
    }

    /**
     * Looks at all files for the first time.
     *
     * @param memory a folder of the module's own for what was last seen; created when needed
     * @param stopping ends reading
     * @throws IOException if a file cannot be read that was never read before, or the memory cannot be used; the message says
     *     what to do
     */
    public static Guards open(
            Watched watched,
            ListOptions options,
            Path memory,
            AtomicFile written,
            TimeSource clock,
            BooleanSupplier stopping)
            throws IOException {
        if (Files.isDirectory(memory)) {
            AtomicFile.removeHalves(memory);
        }
        StopFile stop = new StopFile(watched.stop, new StopMark(memory, written), clock);
        try {
            stop.start();
        } catch (IOException e) {
            throw new StopRecordException(e);
        }
        ProtectionMemory copies = new ProtectedCopies(memory, written, options, stopping);
        return new Guards(stop, ProtectedFiles.open(watched.ids, watched.named, options, copies, clock, stopping));
    }

    /** Looks at all files, and returns why no call may begin; empty if calls may. */
    public Optional<Halt> look() {
        lookHere();
        return halt();
    }

    /** Like {@link #look}, by the last look. */
    public Optional<Halt> halt() {
        return stop.current()
                .map(StopFile::halt)
                .or(() -> Optional.ofNullable(elsewhere))
                .or(this::blocked)
                .or(() -> replication.perhapsLost.get().map(Halt::perhapsUnreplicated));
    }

    private Optional<Halt> blocked() {
        return files.blocked().or(() -> replication.lost.get().map(Halt::unreplicated));
    }

    /** Like {@link #look}, but of this machine only, and of what is known. */
    public Optional<Halt> lookHere() {
        stop.look();
        files.look();
        return stop.current().map(StopFile::halt).or(this::blocked);
    }

    /** From now on no call begins while the database confirms commits before a standby has them, or may do so. */
    public void require(Replication needed) {
        replication = needed;
    }

    /**
     * From now on no call begins because of a stop file on another machine, or calls may begin as far as others are concerned.
     *
     * @param node the name of the node of that machine; null if there is none
     * @return whether that is new
     */
    public boolean stoppedElsewhere(@Nullable String node, Instant now) {
        Halt before = elsewhere;
        Halt next = node == null ? null : Halt.elsewhere(node, now);
        boolean isNew = !Objects.equals(text(before), text(next));
        elsewhere = isNew ? next : before;
        return isNew;
    }

    private static @Nullable String text(@Nullable Halt halt) {
        return halt == null ? null : halt.text();
    }

    /** Returns the file that protects an id, by the last look; empty if none does. */
    public Optional<Path> protecting(AssetId id) {
        return files.protecting(id);
    }

    /** Returns every such file. */
    public List<Path> allProtecting(AssetId id) {
        return files.allProtecting(id).toList();
    }

    /** Returns the files of protected ids. */
    public List<IdsOfFile> files() {
        return files.all();
    }
}
