package io.voddelete.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.store.Ownership;
import io.voddelete.store.StoreRules;
import io.voddelete.store.Target;
import io.voddelete.support.TimeSource;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Properties;
import java.util.Random;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** The store with the SQLite that a host's BOM may set: real drivers, each with its own native library. */
class SqliteVersionTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"3.49.1.0, 3.49.1, false", "3.50.3.0, 3.50.3, false", "3.51.3.0, 3.51.3, true"})
    void aLibraryThatCannotCountTheLogIsRefusedBeforeAnythingIsOpened(String jar, String version, boolean opens)
            throws Exception {
        try (URLClassLoader host = hostWith(jar)) {
            assertThat(countsWithoutTaking(host)).isEqualTo(opens);

            String fault = open(host);

            if (opens) {
                assertThat(fault).isEmpty();
            } else {
                assertThat(fault).contains("OldSqliteException", version, "3.51.0", "org.xerial:sqlite-jdbc");
                assertThat(directory).isEmptyDirectory();
            }
        }
    }

    /** What the version stands for: whether the checkpoint that only counts leaves the log as it is. */
    private boolean countsWithoutTaking(ClassLoader host) throws Exception {
        Path file = Files.createTempDirectory("probe").resolve("probe.db");
        Driver driver = (Driver)
                host.loadClass("org.sqlite.JDBC").getDeclaredConstructor().newInstance();
        try (Connection connection = driver.connect("jdbc:sqlite:" + file, new Properties());
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA wal_autocheckpoint = 0");
            statement.execute("CREATE TABLE t (a)");
            try (ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(NOOP)")) {
                row.next();
                assertThat(row.getInt(2)).isPositive();
                return row.getInt(3) == 0;
            }
        }
    }

    /** Empty if the store could be opened, else why not. */
    private String open(ClassLoader host) throws Exception {
        Class<?> target = host.loadClass(Target.class.getName());
        Object bound =
                target.getConstructor(String.class, String.class).newInstance("https://vod.example.com", "project");
        Class<?> ownership = host.loadClass(Ownership.class.getName());
        Class<?> policy = host.loadClass(StoreRules.class.getName());
        Class<?> time = host.loadClass(TimeSource.class.getName());
        Object ours = Proxy.newProxyInstance(host, new Class<?>[] {ownership}, (proxy, method, given) -> null);
        try {
            AutoCloseable store = (AutoCloseable) host.loadClass(Sqlite.class.getName())
                    .getMethod(
                            "open",
                            String.class,
                            target,
                            policy,
                            time,
                            RandomGenerator.class,
                            Consumer.class,
                            ownership)
                    .invoke(
                            null,
                            "jdbc:sqlite:" + directory.resolve("vod-delete.db"),
                            bound,
                            policy.getField("NONE").get(null),
                            time.getMethod("system").invoke(null),
                            new Random(1),
                            (Consumer<String>) remark -> {},
                            ours);
            store.close();
            return "";
        } catch (java.lang.reflect.InvocationTargetException e) {
            return e.getCause().toString();
        }
    }

    private static URLClassLoader hostWith(String version) throws Exception {
        Path jar = Path.of("target", "old-sqlite", "sqlite-jdbc-" + version + ".jar");
        assertThat(jar).exists();
        URL[] path = {jar.toUri().toURL(), location(Sqlite.class), location(LoggerFactory.class)};
        return new URLClassLoader(path, ClassLoader.getPlatformClassLoader());
    }

    private static URL location(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
