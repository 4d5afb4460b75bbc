package io.voddelete.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpeningTest {
    @TempDir
    Path directory;

    @Test
    void aFileIsOpened() throws IOException {
        Path file = Files.writeString(directory.resolve("ids.txt"), "a1");

        try (InputStream in = Opening.open(file)) {
            assertThat(in).hasContent("a1");
        }
    }

    @Test
    void whatCannotBeOpenedSaysWhy() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory);

        assertThatThrownBy(() -> Opening.open(link)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Opening.open(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    /** In a folder that the group may write to, or that belongs to another user than what this module has made in it. */
    @ParameterizedTest
    @CsvSource({"rwxrwx---, 0", "rwxr-x---, 65533"})
    void aPipeIsNotWaitedFor(String permissions, int owner) throws Exception {
        Files.createDirectory(directory.resolve("done"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
        if (owner > 0) {
            assumeTrue("root".equals(System.getProperty("user.name")), "needs root, to give a folder away");
            Files.setAttribute(directory, "unix:uid", owner);
        }
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThatThrownBy(() -> Opening.open(pipe, Duration.ofMillis(200))).hasMessageContaining("pipe");

        try (OutputStream freed = Files.newOutputStream(pipe)) { // lets the thread go that still waits
            assertThat(freed).isNotNull();
        }
    }
}
