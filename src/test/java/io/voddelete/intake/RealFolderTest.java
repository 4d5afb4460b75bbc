package io.voddelete.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RealFolderTest {
    @TempDir
    Path directory;

    /** It was a file when it was looked at, and whoever opens a pipe waits for its writer. */
    @Test
    @Timeout(30)
    void aPipeThatIsPutInThePlaceOfAListIsNotWaitedFor() throws Exception {
        Path list = Files.writeString(directory.resolve("list.txt"), "a1");
        SourceFolder.Lister raced = folder -> exchangingBeforeTheOpening(Files.newDirectoryStream(folder), list);
        RealFolder source = new RealFolder(directory, raced, Duration.ofMillis(300));

        assertThatThrownBy(() -> source.open(list)).isInstanceOf(IOException.class);

        try (OutputStream freed = Files.newOutputStream(list)) { // lets the thread go that still waits
            assertThat(freed).isNotNull();
        }
    }

    @SuppressWarnings("unchecked")
    private static DirectoryStream<Path> exchangingBeforeTheOpening(DirectoryStream<Path> folder, Path list) {
        return (DirectoryStream<Path>) Proxy.newProxyInstance(
                RealFolderTest.class.getClassLoader(),
                new Class<?>[] {SecureDirectoryStream.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("newByteChannel")) {
                        exchange(list);
                    }
                    try {
                        return method.invoke(folder, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void exchange(Path list) {
        try {
            Files.delete(list);
            assertThat(new ProcessBuilder("mkfifo", list.toString()).start().waitFor())
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
