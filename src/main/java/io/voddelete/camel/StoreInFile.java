package io.voddelete.camel;

import io.voddelete.audit.Head;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.store.AssetStore;
import io.voddelete.store.StoreException;
import io.voddelete.store.sqlite.NativeLibrary;
import io.voddelete.store.sqlite.Sqlite;
import io.voddelete.store.sqlite.StoredHead;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A store in a file of the embedded SQLite. */
record StoreInFile(Settings settings) implements StorePlace {
    @Override
    public Optional<ProcessLock> lock() {
        Path file = file();
        return Optional.of(
                ProcessLock.hold(file.resolveSibling(file.getFileName() + ".lock"), settings.given(Setting.STORE_URL)));
    }

    @Override
    public Setting setting() {
        return Setting.STORE_URL;
    }

    @Override
    public boolean hasArchives() {
        return true;
    }

    @Override
    public AssetStore open(Opening opening) {
        return Sqlite.open(
                settings.text(Setting.STORE_URL),
                opening.target(),
                opening.rules(),
                opening.clock(),
                opening.random(),
                opening.remarks(),
                opening.ours());
    }

    @Override
    public void load() {
        try {
            NativeLibrary.load(settings.path(Setting.STORE_NATIVE_DIRECTORY));
        } catch (StoreException e) {
            throw settings.given(Setting.STORE_NATIVE_DIRECTORY)
                    .fault(e.getMessage()
                            + ". Allowed: a writable directory on a file system that is not mounted noexec");
        }
    }

    @Override
    public Head head() {
        return StoredHead.read(settings.text(Setting.STORE_URL));
    }

    @Override
    public Head headAlone() {
        StoredHead.requireStore(settings.text(Setting.STORE_URL));
        load();
        return head();
    }

    @Override
    public List<Path> files() {
        return List.of(file());
    }

    private Path file() {
        return Sqlite.file(settings.text(Setting.STORE_URL));
    }
}
