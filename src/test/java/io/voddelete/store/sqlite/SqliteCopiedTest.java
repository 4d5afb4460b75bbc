package io.voddelete.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.Ids;
import io.voddelete.kit.StoreFile;
import io.voddelete.store.AssetStore;
import io.voddelete.store.DamagedStoreException;
import io.voddelete.store.StoreException;
import io.voddelete.store.Submission;
import io.voddelete.store.Target;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores that were copied or put back in part: one that misses what was committed is not taken for whole. */
class SqliteCopiedTest {
    @TempDir
    Path directory;

    private final List<String> remarks = new ArrayList<>();
    private final Random random = new Random(1);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCopyOfAStoreInUseWithoutItsLogIsRefusedAndGoesOnWithIt(boolean laterRound) throws IOException {
        int ids = 0;
        try (AssetStore store = open("used")) {
            DatabaseHeader first = DatabaseHeader.read(at("used", "")).orElseThrow();
            do {
                accept(store, ids + ".txt", ids, ids + 5_000);
                ids += 5_000;
                quiet(store);
            } while (laterRound
                    && DatabaseHeader.read(at("used", "")).orElseThrow().isOfSameRound(first));
            copy("used", "whole", "", "-wal");
            copy("used", "cut", "");
        }
        for (int start = 0; start < 2; start++) {
            assertRefused("cut", "vod-delete.db-wal", "missing or empty");
            assertThat(at("cut", "-wal")).doesNotExist();
        }
        Files.createFile(at("cut", "-wal"));
        assertRefused("cut", "vod-delete.db-wal", "missing or empty");
        copy("whole", "cut", "-wal");
        assertOpens("cut", ids);
        assertOpens("whole", ids);
        assertThat(remarks).isEmpty();
    }

    @Test
    void eachCopyOfTheFileAloneIsRefusedAtWhateverTimeItIsMadeFromTheFirstStartOn() throws IOException {
        int ids = 0;
        for (int start = 0; start < 3; start++) {
            try (AssetStore store = open("used")) {
                for (int i = 0; i < 5; i++) {
                    quiet(store);
                    copy("used", "alone", "");
                    assertRefused("alone", "vod-delete.db-wal", "missing or empty");
                    accept(store, start + "-" + i, ids, ids + 3_000);
                    ids += 3_000;
                }
            }
            copy("used", "alone", "");
            assertOpens("alone", ids);
            deleteFiles("alone");
        }
    }

    @Test
    void whatTheOperatorKnowsToBeWholeGoesOnWithoutItsMark() throws IOException {
        open("used").close();
        try (AssetStore store = open("used")) {
            accept(store, "a.txt", 0, 10);
            copy("used", "cut", "");
        }
        assertRefused("cut", "PRAGMA application_id = 0");
        store("cut").change("PRAGMA application_id = 0");
        assertOpens("cut", 0);
        assertThat(remarks).singleElement().asString().contains("copied without its log");
    }

    @Test
    void aBackupMadeBySqliteWhileTheStoreIsInUseIsWhole() throws IOException, SQLException {
        try (AssetStore store = open("used")) {
            accept(store, "a.txt", 0, 10);
            backup("used", "backup");
            accept(store, "b.txt", 10, 20);
        }
        assertOpens("backup", 10);
        assertThat(remarks).isEmpty();
        try (AssetStore second = open("backup")) {
            accept(second, "c.txt", 20, 30);
            backup("backup", "again");
        }
        assertOpens("again", 20);
    }

    @Test
    void aBackupMadeBySqliteDuringACheckpointIsWhole() throws IOException, SQLException {
        open("used").close();
        try (Connection other = store("used").change();
                Statement statement = other.createStatement()) {
            int version =
                    Integer.parseInt(store("used").rows("PRAGMA schema_version").get(0));
            statement.execute("PRAGMA application_id = " + DatabaseHeader.continued(7, version));
            backup("used", "backup");
            copy("used", "file", "");
        }
        copy("used", "file", "");
        assertRefused("file", "missing or empty");
        assertOpens("backup", 0);
    }

    @Test
    void theFileAloneOfAStoreThatWasClosedIsWhole() throws IOException {
        try (AssetStore store = open("used")) {
            accept(store, "a.txt", 0, 10);
        }
        assertThat(at("used", "-wal")).doesNotExist();
        copy("used", "alone", "");
        assertOpens("alone", 10);
        assertThat(remarks).isEmpty();
    }

    @Test
    void aLogThatAnotherProgramTookOverIsNotMissing() throws IOException {
        try (AssetStore store = open("used")) {
            accept(store, "a.txt", 0, 10);
            copy("used", "killed", "", "-wal");
        }
        store("killed").change("PRAGMA user_version");
        assertThat(at("killed", "-wal")).doesNotExist();
        copy("killed", "alone", "");
        assertOpens("killed", 10);
        assertThat(remarks).isEmpty();
        assertOpens("alone", 10);
    }

    @Test
    void aStoreWhoseLogAnotherProgramTookOverWhileItRanIsMarkedAnew() throws IOException {
        try (AssetStore store = open("used")) {
            accept(store, "a.txt", 0, 10);
            quiet(store);
            store("used").change("PRAGMA wal_checkpoint(PASSIVE)");
            accept(store, "b.txt", 10, 20);
            quiet(store);
            copy("used", "alone", "");
        }
        assertRefused("alone", "vod-delete.db-wal", "missing or empty");
        assertOpens("used", 20);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theLogOfAnotherStoreIsRefusedBesideOneThatWasClosedAndOneThatWasKilled(boolean killed) throws IOException {
        try (AssetStore store = open("used")) {
            accept(store, "a.txt", 0, 10);
            copy("used", "killed", "", "-wal");
        }
        String here = killed ? "killed" : "used";
        try (AssetStore store = open("other")) {
            accept(store, "b.txt", 500, 520);
            copy("other", here, "-wal");
        }
        assertRefused(here, "vod-delete.db-wal", "does not belong to");
        Files.delete(at(here, "-wal"));
        if (killed) {
            assertRefused(here, "missing or empty");
        } else {
            assertOpens(here, 10);
        }
    }

    @Test
    void aBackupThatWasPutBackBesideTheLogOfALaterRoundIsRefused() throws IOException, SQLException {
        try (AssetStore store = open("used")) {
            accept(store, "a.txt", 0, 10);
            backup("used", "backup");
        }
        try (AssetStore store = open("used")) {
            accept(store, "b.txt", 10, 20);
            copy("used", "backup", "-wal");
        }
        assertRefused("backup", "vod-delete.db-wal", "does not belong to");
    }

    @Test
    void aLogWhoseDatabaseIsGoneOrEmptyIsRefused() throws IOException {
        try (AssetStore store = open("used")) {
            accept(store, "a.txt", 0, 10);
            copy("used", "log", "-wal");
        }
        assertRefused("log", "missing or empty", "vod-delete.db-wal");
        Files.createFile(at("log", ""));
        assertRefused("log", "missing or empty", "vod-delete.db-wal");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id\n", "asset_id,title\n0123456789abcdef0123456789abcdef,one of a list\n"})
    void aFileThatIsNoDatabaseIsRefusedAndLeftAsItIs(String text) throws IOException {
        Path file = Files.writeString(folder("text").resolve("vod-delete.db"), text.repeat(3));
        assertRefused("text", "is not an SQLite database", "vod.store.url");
        assertThat(file).hasContent(text.repeat(3));
        assertThat(at("text", "-wal")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-wal"})
    void aDirectoryInThePlaceOfAFileIsNamed(String suffix) throws IOException {
        if (!suffix.isEmpty()) {
            open("used").close();
        }
        Path folder = Files.createDirectories(at("folders", suffix));
        if (!suffix.isEmpty()) {
            copy("used", "folders", "");
        }
        assertThatThrownBy(() -> open("folders"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(folder + " is a directory");
    }

    @Test
    void anEmptyFileIsANewStore() throws IOException {
        Files.createFile(folder("empty").resolve("vod-delete.db"));
        assertOpens("empty", 0);
    }

    @Test
    void aLogThatIsNoneIsNotBelieved() throws IOException {
        try (AssetStore store = open("used")) {
            accept(store, "a.txt", 0, 10);
        }
        Files.writeString(at("used", "-wal"), "no log ".repeat(2000));
        assertRefused("used", "vod-delete.db-wal", "frame 0");
    }

    /** By a version that made no marks: in its first run, with everything in the log; closed; killed in its second run. */
    @Test
    void aStoreOfTheVersionBeforeOpensAsItDidAndIsRefusedWhereItsLogIsMissing() throws IOException {
        unpack();
        copy("first", "tables", "", "-sums");
        copy("killed", "cut", "", "-sums");
        copy("killed", "alone", "");
        assertRefused("tables", "vod-delete.db-wal", "missing or empty");
        assertRefused("cut", "vod-delete.db-wal", "missing or empty");
        assertOpens("first", 10);
        assertOpens("closed", 10);
        assertOpens("killed", 20);
        assertThat(remarks).singleElement().asString().contains("version 1");
        assertThat(at("killed", "-sums")).doesNotExist();
        assertOpens("alone", 10);
        assertThat(remarks).hasSize(2);
        assertThat(remarks.get(0)).contains("copied without its log");
    }

    private void assertRefused(String name, String... words) {
        assertThatThrownBy(() -> open(name))
                .isInstanceOf(DamagedStoreException.class)
                .hasMessageContainingAll(words)
                .hasMessageContaining("not sent");
    }

    private void assertOpens(String name, long accepted) {
        remarks.clear();
        try (AssetStore store = open(name)) {
            assertThat(store.queries().totals().accepted()).isEqualTo(accepted);
        }
    }

    private AssetStore open(String name) {
        Target target = new Target("https://vod.example.com", "project");
        return Sqlite.open(
                "jdbc:sqlite:" + folder(name).resolve("vod-delete.db"),
                target,
                TimeSource.system(),
                random,
                remarks::add);
    }

    private static void accept(AssetStore store, String name, int from, int to) {
        Submission submission = store.submissions().open(name, "file:" + name);
        store.submissions().accept(submission, Ids.lines(from, to));
        store.submissions().seal(submission, Ids.sealing(to - from));
    }

    /** The writer has done one more piece of work: so the checkpoint that followed the last commit, if any, is over. */
    private static void quiet(AssetStore store) {
        store.claims().releaseUnbegun();
    }

    private StoreFile store(String name) {
        return StoreFile.of(folder(name));
    }

    private void backup(String from, String to) throws SQLException {
        try (Connection connection = store(from).read();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("backup to '" + folder(to).resolve("vod-delete.db") + "'");
        }
    }

    private Path folder(String name) {
        try {
            return Files.createDirectories(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path at(String name, String suffix) {
        return directory.resolve(name).resolve("vod-delete.db" + suffix);
    }

    private void copy(String from, String to, String... suffixes) throws IOException {
        folder(to);
        for (String suffix : suffixes) {
            Files.copy(at(from, suffix), at(to, suffix), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void deleteFiles(String name) throws IOException {
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(at(name, suffix));
        }
    }

    private void unpack() {
        StoreFile.unpack("unmarked", directory);
    }
}
