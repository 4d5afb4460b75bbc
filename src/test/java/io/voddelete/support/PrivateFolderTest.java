package io.voddelete.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivateFolderTest {
    private static final int SOMEBODY = 65533;

    @TempDir
    Path directory;

    private Path path;
    private PrivateFolder folder;

    @BeforeEach
    void name() {
        path = directory.resolve("done");
        folder = new PrivateFolder(path);
    }

    @Test
    void isMadeWhereItIsMissingAlsoLater() throws IOException {
        folder.require();
        Files.move(path, directory.resolve("away"));

        folder.require();

        assertThat(path).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"rwxr-x---, true", "rwxrwxr-x, true", "rwx---rwx, false", "rwxr-x-w-, false"})
    void mayNotBeWritableForAll(String permissions, boolean used) throws IOException {
        Files.createDirectory(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));

        if (used) {
            folder.require();
        } else {
            assertThatThrownBy(() -> folder.require()).hasMessageContaining("chmod o-w");
            assertThatThrownBy(() -> PrivateFolder.requireClosed(path)).hasMessageContaining("chmod o-w");
        }
        assertThat(path).isEmptyDirectory();
    }

    @Test
    void isNoLinkAndNoFile() throws IOException {
        Path other = Files.createDirectory(directory.resolve("other"));
        Files.createSymbolicLink(path, other);
        assertThatThrownBy(() -> folder.require()).hasMessageContaining("symbolic link");
        Files.delete(path);
        Files.createFile(path);

        assertThatThrownBy(() -> folder.require()).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(other).isEmptyDirectory();
    }

    @Test
    void oneThatIsExchangedLaterIsLookedAtAgain() throws IOException {
        folder.require();
        Files.move(path, directory.resolve("away"));
        Files.createSymbolicLink(path, directory.resolve("away"));

        assertThatThrownBy(() -> folder.require()).hasMessageContaining("symbolic link");
        Files.delete(path);
        Files.createDirectory(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> folder.require()).hasMessageContaining("chmod o-w");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-x---"));

        assertThatCode(() -> folder.require()).doesNotThrowAnyException();
    }

    @Test
    void mayNotBelongToAnotherUser() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root, to give a folder away");
        Files.createDirectory(path);
        Files.setAttribute(path, "unix:uid", SOMEBODY);

        assertThatThrownBy(() -> folder.require()).hasMessageContaining("belongs to user " + SOMEBODY);
        assertThatThrownBy(() -> PrivateFolder.requireOwnOrSticky(path)).hasMessageContaining("belongs to");
        assertThatCode(() -> PrivateFolder.requireClosed(path)).doesNotThrowAnyException();
    }

    @Test
    void aFolderOfLibrariesMayBeSharedIfItIsSticky() throws IOException {
        Files.createDirectory(path);
        Files.setAttribute(path, "unix:mode", 0777);
        assertThatThrownBy(() -> PrivateFolder.requireOwnOrSticky(path)).hasMessageContaining("chmod o-w");
        Files.setAttribute(path, "unix:mode", 01777);

        assertThatCode(() -> PrivateFolder.requireOwnOrSticky(path)).doesNotThrowAnyException();
    }
}
