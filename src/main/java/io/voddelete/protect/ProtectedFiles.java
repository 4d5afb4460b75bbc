package io.voddelete.protect;

import io.voddelete.asset.AssetId;
import io.voddelete.protect.Guards.Halt;
import io.voddelete.protect.Guards.IdsOfFile;
import io.voddelete.reader.ListOptions;
import io.voddelete.support.Text;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ids that {@code vod.protect.files} protects. That a file goes away, cannot be read or loses most of its ids never
 * frees an id: then no call may begin. Thread-safe.
 */
final class ProtectedFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ProtectedFiles.class);

    private final List<ProtectedFile> files;

    private ProtectedFiles(List<ProtectedFile> files) {
        this.files = files;
    }

    /**
     * Reads all files.
     *
     * @param named whether an operator named the files; the default one may be missing until it is first seen
     * @param stopping ends reading
     * @throws IOException if a file that was never read cannot be, or what is remembered cannot be used; the message says what
     *     to do
     */
    static ProtectedFiles open(
            List<Path> paths,
            boolean named,
            ListOptions options,
            ProtectionMemory memory,
            TimeSource clock,
            BooleanSupplier stopping)
            throws IOException {
        List<ProtectedFile> files = paths.stream()
                .distinct()
                .map(path -> new ProtectedFile(path, options, memory, clock, stopping))
                .toList();
        int forgotten = memory.keepOnly(paths);
        if (forgotten > 0) {
            LOG.warn(
                    "vod.protect.files no longer names files that it named before: {}. Their ids are not protected",
                    forgotten);
        }
        for (ProtectedFile file : files) {
            file.start(named);
        }
        ProtectedFiles all = new ProtectedFiles(files);
        if (all.count() > 0) {
            LOG.info("{} ids are protected by {}", all.count(), Text.visible(paths.toString()));
        }
        return all;
    }

    /** Looks at the files, and reads those that may have changed; with no change, it takes one look at each file's attributes. */
    void look() {
        files.forEach(ProtectedFile::look);
    }

    /** Returns the first file that protects an id, by the last look. */
    Optional<Path> protecting(AssetId id) {
        return allProtecting(id).findFirst();
    }

    /** Returns every such file. */
    Stream<Path> allProtecting(AssetId id) {
        return files.stream().filter(file -> file.contains(id)).map(ProtectedFile::path);
    }

    /** Returns all files, by the last look. */
    List<IdsOfFile> all() {
        return files.stream()
                .map(file ->
                        new IdsOfFile(file.path(), file.count(), file.halt().orElse(null)))
                .toList();
    }

    /** Returns why no call may begin, by the last look; empty if calls may. */
    Optional<Halt> blocked() {
        return files.stream().flatMap(file -> file.halt().stream()).findFirst();
    }

    /** The number of protected ids; one that several files name counts several times. */
    long count() {
        return files.stream().mapToLong(ProtectedFile::count).sum();
    }
}
