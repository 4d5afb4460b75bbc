package io.voddelete.camel;

import io.voddelete.audit.Head;
import io.voddelete.settings.AgreedSettings;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import io.voddelete.store.AssetStore;
import io.voddelete.store.StoreException;
import io.voddelete.store.postgresql.PostgresStore;
import io.voddelete.store.postgresql.TablesAtStart;
import io.voddelete.support.AtomicFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.apache.camel.spi.Registry;

/** A store in PostgreSQL. */
record StoreInDatabase(Settings settings, Setting setting, DataSource dataSource) implements StorePlace {
    private static final String DRIVER = "org.postgresql.Driver";
    /** A file in the data directory that tells its audit log from those of other machines, whatever their names are. */
    private static final String ID = "node-id";

    /** @throws SettingsException if the driver, or the data source of the host, is not there */
    static StoreInDatabase of(Settings settings, Registry beans) {
        String name = settings.text(Setting.STORE_DATA_SOURCE);
        if (name.isEmpty()) {
            return new StoreInDatabase(settings, Setting.STORE_URL, ownConnections(settings));
        }
        DataSource found = beans.lookupByNameAndType(name, DataSource.class);
        if (found == null) {
            throw settings.given(Setting.STORE_DATA_SOURCE)
                    .fault(
                            "the host has no bean of this name that is a javax.sql.DataSource. Allowed: the name of one");
        }
        return new StoreInDatabase(settings, Setting.STORE_DATA_SOURCE, found);
    }

    private static DataSource ownConnections(Settings settings) {
        try {
            Class.forName(DRIVER, false, StoreInDatabase.class.getClassLoader());
            return PostgresStore.dataSource(
                    settings.text(Setting.STORE_URL),
                    settings.text(Setting.STORE_USER),
                    settings.text(Setting.STORE_PASSWORD),
                    settings.duration(Setting.STORE_TIMEOUT));
        } catch (ClassNotFoundException e) {
            throw settings.given(Setting.STORE_URL)
                    .fault(
                            "org.postgresql:postgresql is not on the class path. Add that dependency, or use a store in a file");
        } catch (IllegalArgumentException e) {
            throw settings.given(Setting.STORE_URL).fault(e.getMessage() + ". Allowed: " + Setting.STORE_URL.legal());
        }
    }

    /** The store is kept by a row in it. */
    @Override
    public Optional<ProcessLock> lock() {
        return Optional.empty();
    }

    @Override
    public boolean hasArchives() {
        return false;
    }

    @Override
    public AssetStore open(Opening opening) {
        return database(id().orElseGet(() -> newId(opening.random())))
                .open(
                        name(),
                        opening.target(),
                        opening.rules(),
                        opening.clock(),
                        opening.random(),
                        opening.remarks(),
                        opening.ours());
    }

    private PostgresStore database(String node) {
        return new PostgresStore(
                dataSource,
                setting == Setting.STORE_DATA_SOURCE,
                node,
                AgreedSettings.lines(settings),
                settings.text(Setting.STORE_SCHEMA),
                TablesAtStart.valueOf(settings.text(Setting.STORE_CREATE_TABLES).toUpperCase(Locale.ROOT)),
                settings.text(Setting.STORE_REPLICATION).equals("required"),
                settings.duration(Setting.STORE_TIMEOUT),
                settings.duration(Setting.STORE_WAIT));
    }

    private String name() {
        String name = settings.text(Setting.NODE_NAME);
        try {
            return name.isEmpty() ? InetAddress.getLocalHost().getHostName() : name;
        } catch (UnknownHostException e) {
            return "a machine without a name";
        }
    }

    private Path idFile() {
        return settings.path(Setting.DATA_DIRECTORY).resolve(ID);
    }

    private Optional<String> id() {
        Path file = idFile();
        try {
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    ? Optional.of(
                            UUID.fromString(Files.readString(file).strip()).toString())
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            throw new StoreException(
                    "the file " + file + " cannot be read: " + e + ". Restore it from a backup of the data directory",
                    e);
        }
    }

    private String newId(RandomGenerator random) {
        String id = new UUID(random.nextLong(), random.nextLong()).toString();
        try {
            new AtomicFile(random).write(idFile(), out -> out.write((id + "\n").getBytes(StandardCharsets.UTF_8)));
            return id;
        } catch (IOException e) {
            throw new StoreException("the file " + idFile() + " cannot be written: " + e, e);
        }
    }

    @Override
    public void load() {
        return; // the driver is there
    }

    @Override
    public Head head() {
        String id = id().orElseThrow(() -> new StoreException(
                "the data directory has no file " + ID + ", so it has never been used with a store in PostgreSQL",
                null));
        return database(id).head();
    }

    @Override
    public Head headAlone() {
        return head();
    }

    @Override
    public List<Path> files() {
        return List.of();
    }
}
