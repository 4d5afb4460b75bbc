package io.voddelete.camel;

import io.voddelete.settings.GivenSetting;
import io.voddelete.settings.SettingsException;
import io.voddelete.support.FileIdentity;
import io.voddelete.support.PrivateFolder;
import io.voddelete.support.RootCause;
import java.io.IOException;
import java.nio.file.Path;

/** The directory for everything that is written, locked by this process. */
final class DataDirectory implements AutoCloseable {
    private final Path directory;
    private final ProcessLock lock;
    private final FileIdentity opened;

    private final GivenSetting given;

    private DataDirectory(GivenSetting given, Path directory, ProcessLock lock) throws IOException {
        this.given = given;
        this.directory = directory;
        this.lock = lock;
        this.opened = FileIdentity.at(directory);
    }

    /** @throws SettingsException if another process has locked it, or it cannot be created or written */
    static DataDirectory hold(GivenSetting given) {
        Path directory = Path.of(given.value());
        ProcessLock lock = ProcessLock.hold(directory.resolve("lock"), given);
        try {
            return new DataDirectory(given, directory, lock);
        } catch (IOException e) {
            lock.close();
            throw ProcessLock.notWritable(given, e);
        }
    }

    /** @throws IOException if its path now leads to another directory or to none, or another process may have locked it */
    void requireInPlace() throws IOException {
        opened.requireInPlace();
        lock.requireHeld();
    }

    /**
     * A folder in it, which is created if it is missing.
     *
     * @throws SettingsException if it is a link, belongs to another user or is writable for others
     */
    PrivateFolder makeFolder(String name) {
        PrivateFolder folder = new PrivateFolder(directory.resolve(name));
        try {
            folder.require();
            return folder;
        } catch (IOException e) {
            throw given.fault(
                    "cannot use its folder '" + name + "': " + RootCause.shown(e)
                            + ". Allowed: a directory in which this user can create folders and to which nobody else can write");
        }
    }

    Path resolve(String name) {
        return directory.resolve(name);
    }

    @Override
    public void close() {
        lock.close();
    }
}
