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

/** The directory of everything that is written, held by this process alone. */
final class DataDirectory implements AutoCloseable {
    private final Path directory;
    private final FileChannel channel;

    private DataDirectory(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** @throws SettingsException if another process holds it, or it cannot be made or written */
    static DataDirectory hold(Path directory) {
        Path lockFile = directory.resolve("lock");
        try {
            Files.createDirectories(directory);
            FileChannel channel = FileChannel.open(
                    lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!lock(channel)) {
                String holder = readHolder(lockFile);
                channel.close();
                throw new SettingsException("vod-delete-routes cannot start:\n  vod.data-directory is '" + directory
                        + "', which " + holder
                        + " is using. Legal: a directory that no other process uses; stop the other"
                        + " one, or set another directory");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(("process " + ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
            return new DataDirectory(directory, channel);
        } catch (IOException e) {
            throw new SettingsException("vod-delete-routes cannot start:\n  vod.data-directory is '" + directory
                    + "', which cannot be written: " + e + ". Legal: a directory that this user may make and write");
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
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
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
