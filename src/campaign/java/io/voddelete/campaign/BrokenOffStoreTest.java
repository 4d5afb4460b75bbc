package io.voddelete.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Counters;
import io.voddelete.kit.StoreFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a run goes on whose module died while it created its store. */
class BrokenOffStoreTest {
    @TempDir
    Path directory;

    @Test
    void aStoreWhoseCreationWasBrokenOffIsNone() throws Exception {
        Path broken = Files.createDirectory(directory.resolve("broken"));
        Path whole = Files.createDirectory(directory.resolve("whole"));
        try (Connection connection = StoreFile.of(whole).change();
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
            statement.execute("CREATE TABLE submission (id)");
            for (String end : new String[] {"", "-journal"}) { // as a kill leaves them
                Files.copy(whole.resolve("vod-delete.db" + end), broken.resolve("vod-delete.db" + end));
            }
            statement.execute("COMMIT");
        }

        assertThat(Counters.checked(broken)).isEqualTo(new Counters(0, 0, 0, 0, 0));
        assertThat(StoreFile.of(broken).exists()).isFalse();
        assertThat(StoreFile.of(whole).exists()).isTrue();
    }
}
