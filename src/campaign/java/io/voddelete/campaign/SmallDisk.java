package io.voddelete.campaign;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.voddelete.kit.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A file system of its own, in memory, that can be filled up, be made read-only or go away. Needs root. */
final class SmallDisk implements AutoCloseable {
    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    /** @param directory is made; a test that needs it is skipped where nothing can be mounted */
    static SmallDisk mount(Path directory, int mebibytes) throws IOException {
        Files.createDirectories(directory);
        String options = "mode=0750,size=" + mebibytes + "m"; // without a mode everybody may write to it
        boolean mounted = isRun("mount", "-t", "tmpfs", "-o", options, "tmpfs", directory.toString());
        assumeTrue(mounted, "no tmpfs can be mounted here, which needs root");
        SmallDisk disk = new SmallDisk(directory);
        Runtime.getRuntime().addShutdownHook(new Thread(disk::close)); // else it would be in the way of the next build
        return disk;
    }

    /** Takes away what a test that was killed has left mounted below a folder, on which nobody works any more. */
    static void unmountAll(Path folder) throws IOException {
        List<String> left = Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .map(line -> line.split(" ")[1])
                .filter(mounted -> mounted.startsWith(folder + "/"))
                .sorted(Comparator.reverseOrder())
                .toList();
        left.forEach(mounted -> isRun("umount", "-l", mounted));
    }

    /** Lets a program of another user work on it. */
    void openToAll() {
        isRun("chmod", "0755", directory.toString());
    }

    /** What takes all the room, once it is filled. */
    Path ballast() {
        return directory.resolve("ballast");
    }

    void fill() {
        AtStep.fill(ballast());
    }

    void makeRoom() {
        try {
            Files.delete(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes everything read-only that is opened from now on. Files that are open can be written: Linux refuses to take that
     * away, other than after a fault of the disk, whose errors are another test.
     */
    void beReadOnly() {
        assumeTrue(isRun("mount", "--bind", directory.toString(), directory.toString()), "no bind mount here");
        assumeTrue(isRun("mount", "-o", "remount,bind,ro", directory.toString()), "no read-only remount here");
    }

    /** Puts an empty disk in its place, as the folder that a lost disk was mounted on: files that are open go on. */
    void goAway() {
        assumeTrue(isRun("mount", "-t", "tmpfs", "tmpfs", directory.toString()), "no tmpfs here");
    }

    /** The files that a path leads to now. */
    List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** Undoes {@link #beReadOnly} or {@link #goAway}. */
    void comeBack() {
        if (!isRun("umount", "-l", directory.toString())) {
            throw new AssertionError("cannot be unmounted: " + directory);
        }
    }

    @Override
    public void close() {
        while (isRun("umount", "-l", directory.toString())) {
            // one lies upon the other
        }
    }

    private static boolean isRun(String... command) {
        return Tool.run(command).succeeded();
    }
}
