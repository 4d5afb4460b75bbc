package io.voddelete.support;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateFilesTest {
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r-----");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwxr-x---");

    @TempDir
    Path directory;

    @Test
    void filesAndFoldersAreForOwnerAndGroup() throws IOException {
        Path folder = directory.resolve("a/b");
        PrivateFiles.makeFolders(folder);
        Path file = folder.resolve("c");
        PrivateFiles.open(file, CREATE, APPEND).close();

        assertThat(FOLDER)
                .containsAll(Files.getPosixFilePermissions(folder))
                .containsAll(Files.getPosixFilePermissions(folder.getParent()));
        assertThat(FILE).containsAll(Files.getPosixFilePermissions(file));
        assertThat(PrivateFiles.mayBeUsedByOthers(file)).isFalse();
    }

    @Test
    void whatIsThereAlreadyKeepsItsPermissions() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Set<PosixFilePermission> all = PosixFilePermissions.fromString("rw-rw-rw-");
        Files.setPosixFilePermissions(file, all);

        PrivateFiles.open(file, CREATE, APPEND).close();

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(all);
        assertThat(PrivateFiles.mayBeUsedByOthers(file)).isTrue();
        assertThat(PrivateFiles.mayBeWrittenByGroup(file)).isTrue();
    }

    @Test
    void noLinkIsFollowedHoweverAFileIsOpened() throws IOException {
        Path target = Files.writeString(directory.resolve("target"), "kept");
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);

        for (OpenOption[] options :
                new OpenOption[][] {{CREATE, APPEND}, {CREATE, WRITE, TRUNCATE_EXISTING}, {WRITE}}) {
            assertThatThrownBy(() -> PrivateFiles.open(link, options))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("symbolic link");
        }
        try (OutputStream out = PrivateFiles.writeAnew(link)) {
            out.write('x');
        }
        assertThat(target).hasContent("kept");
        assertThat(link).isRegularFile().hasContent("x");
        assertThat(Files.isSymbolicLink(link)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-x---", "rwxrwx---"})
    void aFileThatIsRenamedReplacesNothing(String permissions) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
        Path from = Files.writeString(directory.resolve("from"), "new");
        Path to = Files.writeString(directory.resolve("to"), "kept");

        assertThatThrownBy(() -> PrivateFiles.rename(from, to)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(to).hasContent("kept");
        Files.delete(to);
        Files.createSymbolicLink(to, directory.resolve("none"));
        assertThatThrownBy(() -> PrivateFiles.rename(from, to)).isInstanceOf(FileAlreadyExistsException.class);
        Files.delete(to);

        PrivateFiles.rename(from, to);

        assertThat(to).hasContent("new");
        assertThat(from).doesNotExist();
    }
}
