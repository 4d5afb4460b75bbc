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
import io.voddelete.store.sqlite.OldSqliteException;
import io.voddelete.support.RootCause;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store in the settings, locked by this process, wherever it is.
 *
 * @param lock null if the store itself sees to it that only one process has it open
 */
record Store(AssetStore assets, @Nullable ProcessLock lock) implements AutoCloseable {
    /** A file with this name in the data directory is the operator's word that the store comes from a backup. */
    private static final String RESTORED = "restored";

    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    /**
     * @param directory must be locked whenever anything is written
     * @throws SettingsException if the store cannot be opened, is in use or belongs to another target
     */
    static Store open(
            StorePlace place, Settings settings, DataDirectory directory, TimeSource clock, RandomGenerator random) {
        place.load();
        @Nullable ProcessLock lock = place.lock().orElse(null);
        try {
            Target target = new Target(settings.endpoint().toString(), settings.text(Setting.PROJECT_ID));
            Ownership ours = () -> {
                if (lock != null) {
                    lock.requireHeld();
                }
                directory.requireInPlace();
            };
            Path restored = directory.resolve(RESTORED);
            boolean isRestored = Files.exists(restored, LinkOption.NOFOLLOW_LINKS);
            StoreRules rules = rules(place, settings, directory, isRestored, clock);
            Store store =
                    new Store(place.open(new StorePlace.Opening(target, rules, clock, random, LOG::warn, ours)), lock);
            if (isRestored) {
                store.forget(restored, settings);
            }
            return store;
        } catch (WrongTargetException | DamagedStoreException | OldSqliteException e) {
            close(lock);
            throw new SettingsException(List.of(e.getMessage()));
        } catch (StoreException e) {
            close(lock);
            if (RootCause.isBehind(e, AuditException.class)) {
                AuditException audit = RootCause.find(e, AuditException.class);
                throw new SettingsException(List.of(audit.getMessage() + ". What to do: " + audit.remedy()));
            }
            if (e.kind().isPresent()) {
                throw new SettingsException(List.of(e.getMessage() + ". What to do: " + e.remedy()));
            }
            throw settings.given(place.setting())
                    .fault(e.getMessage() + ". Allowed: " + place.setting().legal());
        } catch (RuntimeException | Error e) {
            close(lock);
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

    private static StoreRules rules(
            StorePlace place, Settings settings, DataDirectory directory, boolean isRestored, TimeSource clock) {
        Duration keep = settings.optionalDuration(Setting.STORE_KEEP).orElse(null);
        return new StoreRules(
                ReleaseWiring.limits(settings),
                new AuditLog(settings.path(Setting.AUDIT_DIRECTORY), clock),
                settings.flag(Setting.MISSING_IS_SUCCESS),
                place.hasArchives() ? new ArchiveRule(directory.resolve(ArchiveWiring.FOLDER), keep) : null,
                isRestored);
    }

    @Override
    public void close() {
        try {
            assets.close();
        } finally {
            close(lock);
        }
    }

    private static void close(@Nullable ProcessLock lock) {
        if (lock != null) {
            lock.close();
        }
    }
}
