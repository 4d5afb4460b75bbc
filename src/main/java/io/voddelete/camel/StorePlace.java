package io.voddelete.camel;

import io.voddelete.audit.Head;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import io.voddelete.store.AssetStore;
import io.voddelete.store.Ownership;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoreRules;
import io.voddelete.store.Target;
import io.voddelete.support.TimeSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultRegistry;

/** Where the store of the settings is. */
interface StorePlace {
    /**
     * What a store is opened for.
     *
     * @param remarks receives messages for the operator
     * @param ours checked before each commit, and before each read of something to be sent
     */
    record Opening(
            Target target,
            StoreRules rules,
            TimeSource clock,
            RandomGenerator random,
            Consumer<String> remarks,
            Ownership ours) {}

    /** The file in the data directory, or the database, that the settings name; without beans of a host. */
    static StorePlace of(Settings settings) {
        return of(settings, new DefaultRegistry());
    }

    /** @param beans has the data sources of the host */
    static StorePlace of(Settings settings, Registry beans) {
        boolean isFile = settings.text(Setting.STORE_DATA_SOURCE).isEmpty()
                && settings.text(Setting.STORE_URL).startsWith("jdbc:sqlite:");
        return isFile ? new StoreInFile(settings) : StoreInDatabase.of(settings, beans);
    }

    /** What must be held so that no other process has the store open; empty if the store sees to that itself. */
    Optional<ProcessLock> lock();

    /** The setting that says where it is. */
    Setting setting();

    /** Whether settled submissions can be moved into files. */
    boolean hasArchives();

    /**
     * @throws StoreException if it cannot be opened
     * @throws SettingsException if what it needs is not there
     */
    AssetStore open(Opening opening);

    /** Makes ready on this machine what it needs. Call before {@link #open}. */
    void load();

    /**
     * Reads up to which line the store knows the audit log, in a process that has opened it.
     *
     * @throws StoreException if it cannot be read
     */
    Head head();

    /**
     * Like {@link #head}, in another process.
     *
     * @throws StoreException also if there is no store
     */
    Head headAlone();

    /** Its files on this machine. */
    List<Path> files();
}
