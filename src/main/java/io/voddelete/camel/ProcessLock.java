package io.voddelete.camel;

import io.voddelete.settings.GivenSetting;
import io.voddelete.settings.SettingsException;
import io.voddelete.support.FileIdentity;
import io.voddelete.support.PrivateFiles;
import io.voddelete.support.PrivateFolder;
import io.voddelete.support.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A lock file for one process at a time, which contains its id. The operating system releases it when the process ends. */
final class ProcessLock implements AutoCloseable {
    /** Locks of this process: opening a lock file again and closing it would release the lock. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path real;
    private final FileChannel channel;
    private final FileIdentity opened;

    private ProcessLock(Path real, FileChannel channel) throws IOException {
        this.real = real;
        this.channel = channel;
        this.opened = FileIdentity.at(real);
    }

    /**
     * If the file is deleted, another process can create and lock a new one, so that this lock has no effect.
     *
     * @throws IOException unless the file is still the locked one; says what to do
     */
    void requireHeld() throws IOException {
        if (!opened.isInPlace()) {
            throw new IOException(
                    "the lock file was deleted or replaced, so another process may be using the same data;"
                            + " make sure that no other process is running, then restart this one: " + real);
        }
    }

    /**
     * Takes the lock.
     *
     * @param lockFile created with its directory if missing
     * @param given the setting that the lock is for, for messages
     * @throws SettingsException if another process has locked it, or it cannot be created or written
     */
    static ProcessLock hold(Path lockFile, GivenSetting given) {
        Path real;
        try {
            Path directory = lockFile.toAbsolutePath().getParent();
            if (directory == null) {
                throw new IOException("'" + lockFile + "' is not the path of a file in a folder");
            }
            PrivateFiles.makeFolders(directory);
            requireClosed(directory, given);
            real = directory.toRealPath().resolve(lockFile.getFileName());
        } catch (IOException e) {
            throw notWritable(given, e);
        }
        if (!HELD.add(real)) {
            throw inUse(given, self());
        }
        try {
            return held(real, lock(real, given));
        } catch (IOException e) {
            HELD.remove(real);
            throw notWritable(given, e);
        } catch (RuntimeException e) {
            HELD.remove(real);
            throw e;
        }
    }

    private static ProcessLock held(Path real, FileChannel channel) throws IOException {
        try {
            return new ProcessLock(real, channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot release " + real, e);
        } finally {
            HELD.remove(real);
        }
    }

    private static void requireClosed(Path directory, GivenSetting given) {
        try {
            PrivateFolder.requireClosed(directory);
        } catch (IOException e) {
            throw given.fault(e.getMessage()
                    + ". Allowed: a directory that is not writable for every user, such as a new one in it, '"
                    + Text.visible(directory.resolve("vod").toString()) + "', which this module creates");
        }
    }

    private static FileChannel lock(Path file, GivenSetting given) throws IOException {
        FileChannel channel =
                PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!isLocked(channel)) {
            String holder = readHolder(file);
            channel.close();
            throw inUse(given, holder);
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(self().getBytes(StandardCharsets.UTF_8)));
        return channel;
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static SettingsException inUse(GivenSetting given, String holder) {
        return given.fault(holder + " is using it. Stop that process, or set a place that no other process uses");
    }

    static SettingsException notWritable(GivenSetting given, IOException cause) {
        return given.fault("it is not writable: " + cause + ". Allowed: a place that this user can create and write");
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
