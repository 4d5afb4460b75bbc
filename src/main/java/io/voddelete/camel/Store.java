package io.voddelete.camel;

import io.voddelete.audit.AuditException;
import io.voddelete.audit.AuditLog;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import io.voddelete.store.ArchiveRule;
import io.voddelete.store.AssetStore;
import io.voddelete.store.DamagedStoreException;
import io.voddelete.store.Ownership;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoreRules;
import io.voddelete.store.Target;
import io.voddelete.store.WrongTargetException;
import io.voddelete.store.sqlite.NativeLibrary;
import io.voddelete.store.sqlite.OldSqliteException;
import io.voddelete.store.sqlite.Sqlite;
import io.voddelete.support.RootCause;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store in the settings, locked by this process, wherever it is. */
record Store(AssetStore assets, ProcessLock lock) implements AutoCloseable {
    /** A file with this name in the data directory is the operator's word that the store comes from a backup. */
    private static final String RESTORED = "restored";

    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    /**
     * @param directory must be locked whenever anything is written
     * @throws SettingsException if the store cannot be opened, is in use or belongs to another target
     */
    static Store open(Settings settings, DataDirectory directory, TimeSource clock, RandomGenerator random) {
        try {
            NativeLibrary.load(settings.path(Setting.STORE_NATIVE_DIRECTORY));
        } catch (StoreException e) {
            throw settings.given(Setting.STORE_NATIVE_DIRECTORY)
                    .fault(e.getMessage()
                            + ". Allowed: a writable directory on a file system that is not mounted noexec");
        }
        String url = settings.text(Setting.STORE_URL);
        Path file = Sqlite.file(url);
        ProcessLock lock =
                ProcessLock.hold(file.resolveSibling(file.getFileName() + ".lock"), settings.given(Setting.STORE_URL));
        try {
            Target target = new Target(settings.endpoint().toString(), settings.text(Setting.PROJECT_ID));
            Ownership ours = () -> {
                lock.requireHeld();
                directory.requireInPlace();
            };
            Path restored = directory.resolve(RESTORED);
            boolean isRestored = Files.exists(restored, LinkOption.NOFOLLOW_LINKS);
            StoreRules rules = rules(settings, directory, isRestored, clock);
            Store store = new Store(Sqlite.open(url, target, rules, clock, random, LOG::warn, ours), lock);
            if (isRestored) {
                store.forget(restored, settings);
            }
            return store;
        } catch (WrongTargetException | DamagedStoreException | OldSqliteException e) {
            lock.close();
            throw new SettingsException(List.of(e.getMessage()));
        } catch (StoreException e) {
            lock.close();
            if (RootCause.isBehind(e, AuditException.class)) {
                AuditException audit = RootCause.find(e, AuditException.class);
                throw new SettingsException(List.of(audit.getMessage() + ". What to do: " + audit.remedy()));
            }
            if (e.kind().isPresent()) {
                throw new SettingsException(List.of(e.getMessage() + ". What to do: " + e.remedy()));
            }
            throw settings.given(Setting.STORE_URL).fault(e.getMessage() + ". Allowed: " + Setting.STORE_URL.legal());
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /** Otherwise each start would take the store for one that was just put back. */
    private void forget(Path restored, Settings settings) {
        try {
            Files.delete(restored);
        } catch (IOException e) {
            assets.close();
            throw settings.given(Setting.DATA_DIRECTORY)
                    .fault("cannot delete its file '" + RESTORED + "': " + RootCause.shown(e)
                            + ". Allowed: a directory in which this user can delete an empty file of this name");
        }
    }

    private static StoreRules rules(Settings settings, DataDirectory directory, boolean isRestored, TimeSource clock) {
        Duration keep = settings.optionalDuration(Setting.STORE_KEEP).orElse(null);
        return new StoreRules(
                ReleaseWiring.limits(settings),
                new AuditLog(settings.path(Setting.AUDIT_DIRECTORY), clock),
                settings.flag(Setting.MISSING_IS_SUCCESS),
                new ArchiveRule(directory.resolve(ArchiveWiring.FOLDER), keep),
                isRestored);
    }

    @Override
    public void close() {
        try {
            assets.close();
        } finally {
            lock.close();
        }
    }
}
