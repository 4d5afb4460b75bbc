package io.voddelete;

import io.voddelete.asset.OpenedFile;
import java.io.IOException;
import java.nio.file.Path;

/** The directory of everything that is written, held by this process alone. */
final class DataDirectory implements AutoCloseable {
    private final Path directory;
    private final ProcessLock lock;
    private final OpenedFile opened;

    private DataDirectory(Path directory, ProcessLock lock) throws IOException {
        this.directory = directory;
        this.lock = lock;
        this.opened = OpenedFile.at(directory);
    }

    /** @throws SettingsException if another process holds it, or it cannot be made or written */
    static DataDirectory hold(GivenSetting given) {
        Path directory = Path.of(given.value());
        ProcessLock lock = ProcessLock.hold(directory.resolve("lock"), given);
        try {
            return new DataDirectory(directory, lock);
        } catch (IOException e) {
            lock.close();
            throw ProcessLock.notWritable(given, e);
        }
    }

    /** @throws IOException if its path leads to another directory now, or to none */
    void requireInPlace() throws IOException {
        opened.requireInPlace();
    }

    Path resolve(String name) {
        return directory.resolve(name);
    }

    @Override
    public void close() {
        lock.close();
    }
}
