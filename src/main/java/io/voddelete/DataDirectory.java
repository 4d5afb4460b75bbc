package io.voddelete;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The directory of everything that is written, held by this process alone. */
final class DataDirectory implements AutoCloseable {
    /** Held by this process: to open a lock file once more and close it would give up the lock that is held. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final Path real;
    private final FileChannel channel;

    private DataDirectory(Path directory, Path real, FileChannel channel) {
        this.directory = directory;
        this.real = real;
        this.channel = channel;
    }

    /** @throws SettingsException if another process holds it, or it cannot be made or written */
    static DataDirectory hold(Path directory) {
        Path real;
        try {
            Files.createDirectories(directory);
            real = directory.toRealPath();
        } catch (IOException e) {
            throw notWritable(directory, e);
        }
        if (!HELD.add(real)) {
            throw inUse(directory, self());
        }
        try {
            return new DataDirectory(directory, real, lock(directory));
        } catch (IOException e) {
            HELD.remove(real);
            throw notWritable(directory, e);
        } catch (RuntimeException e) {
            HELD.remove(real);
            throw e;
        }
    }

    Path resolve(String name) {
        return directory.resolve(name);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release " + directory, e);
        } finally {
            HELD.remove(real);
        }
    }

    private static FileChannel lock(Path directory) throws IOException {
        Path lockFile = directory.resolve("lock");
        FileChannel channel = FileChannel.open(
                lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!isLocked(channel)) {
            String holder = readHolder(lockFile);
            channel.close();
            throw inUse(directory, holder);
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(self().getBytes(StandardCharsets.UTF_8)));
        return channel;
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static SettingsException inUse(Path directory, String holder) {
        return new SettingsException("vod-delete-routes cannot start:\n  vod.data-directory is '" + directory
                + "', which " + holder + " is using. Legal: a directory that no other process uses; stop the other"
                + " one, or set another directory");
    }

    private static SettingsException notWritable(Path directory, IOException cause) {
        return new SettingsException("vod-delete-routes cannot start:\n  vod.data-directory is '" + directory
                + "', which cannot be written: " + cause + ". Legal: a directory that this user may make and write");
    }

    private static String self() {
        return "process " + ProcessHandle.current().pid();
    }

    private static String readHolder(Path lockFile) {
        try {
            String holder = Files.readString(lockFile);
            return holder.matches("process [0-9]+") ? holder : "another process";
        } catch (IOException e) {
            return "another process";
        }
    }
}
