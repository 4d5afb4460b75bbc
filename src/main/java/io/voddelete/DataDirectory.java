package io.voddelete;

import java.io.IOException;
import java.nio.file.Path;

/** The directory of everything that is written, held by this process alone. */
final class DataDirectory implements AutoCloseable {
    private final Path directory;
    private final ProcessLock lock;

    private DataDirectory(Path directory, ProcessLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** @throws SettingsException if another process holds it, or it cannot be made or written */
    static DataDirectory hold(Path directory) {
        return new DataDirectory(
                directory, ProcessLock.hold(directory.resolve("lock"), Setting.DATA_DIRECTORY, directory));
    }

    /** @throws IOException if its path leads to another directory now, or to none */
    void requireInPlace() throws IOException {
        lock.requireInPlace();
    }

    Path resolve(String name) {
        return directory.resolve(name);
    }

    @Override
    public void close() {
        lock.close();
    }
}
