package io.voddelete.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.audit.Head;
import io.voddelete.store.Sql;
import io.voddelete.store.StoreException;
import io.voddelete.support.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class StoredHeadTest {
    private static final String HASH = "0123456789abcdef".repeat(4);

    @TempDir
    Path directory;

    @Test
    void isReadWhileTheStoreIsOpenAndAfterwards() throws Exception {
        Path file = directory.resolve("store.db");
        try (Connection module = opened(file)) {
            assertThat(StoredHead.read(url(file))).isEqualTo(Head.BEGINNING);

            know(module, 17);
            assertThat(StoredHead.read(url(file))).isEqualTo(Head.BEGINNING); // not committed
            module.commit();
            assertThat(StoredHead.read(url(file))).isEqualTo(new Head(17, HASH));
        }
        assertThat(StoredHead.read(url(file))).isEqualTo(new Head(17, HASH));
    }

    /** Its log holds the last commits, and stays as it is. */
    @Test
    void isReadFromTheFilesOfAKilledModuleWithoutChangingThem() throws Exception {
        Path file = directory.resolve("store.db");
        Path killed = Files.createDirectory(directory.resolve("killed"));
        try (Connection module = opened(file)) {
            know(module, 9_000_000_000L);
            module.commit();
            for (String name : new String[] {"store.db", "store.db-wal"}) {
                Files.copy(directory.resolve(name), killed.resolve(name));
            }
        }
        Map<String, String> before = content(killed);

        assertThat(StoredHead.read(url(killed.resolve("store.db")))).isEqualTo(new Head(9_000_000_000L, HASH));

        assertThat(before).hasSize(2);
        assertThat(content(killed)).isEqualTo(before);
    }

    @Test
    void aFileThatIsNoStoreIsNamed() throws Exception {
        Path file = directory.resolve("store.db");
        Files.writeString(file, "no database, and longer than the header of one. ".repeat(9));

        assertThatThrownBy(() -> StoredHead.read(url(file)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> StoredHead.read(url(directory.resolve("none.db"))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("none.db");
        assertThat(directory.resolve("none.db")).doesNotExist();
    }

    private static Connection opened(Path file) throws Exception {
        Connection module = Sqlite.dataSource(url(file)).getConnection();
        Sqlite.setUp(module);
        Sqlite.createTables(new Sql(module));
        module.commit();
        return module;
    }

    private static void know(Connection module, long number) throws Exception {
        try (Statement sql = module.createStatement()) {
            sql.execute("INSERT INTO setting (name, value) VALUES ('audit-head-number', '" + number
                    + "'), ('audit-head-sha256', '" + HASH + "')");
        }
    }

    private static String url(Path file) {
        return "jdbc:sqlite:" + file;
    }

    /** The shared memory beside the log is made anew by whoever opens it. */
    private static Map<String, String> content(Path folder) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(each -> !each.toString().endsWith("-shm")).toList()) {
                content.put(file.getFileName().toString(), Sha256.hex(Files.readAllBytes(file)));
            }
        }
        return content;
    }
}
