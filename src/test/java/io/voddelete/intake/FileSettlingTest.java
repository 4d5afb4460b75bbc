package io.voddelete.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FileSettlingTest {
    private static final FileTime OLD = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

    /** What programs do to a file that they have not written to its end. */
    private enum Writing {
        /** As by {@code cp -p}, {@code rsync -t --inplace}, {@code unzip} or a Windows client through a share. */
        APPEND_AND_KEEP_THE_OLD_TIME {
            @Override
            void write(Path file) throws IOException {
                Files.writeString(file, "more", StandardOpenOption.APPEND);
                Files.setLastModifiedTime(file, OLD);
            }
        },
        /** As where the room of a file is taken beforehand. */
        OVERWRITE_AND_KEEP_SIZE_AND_OLD_TIME {
            @Override
            void write(Path file) throws IOException {
                Files.writeString(file, "IDS", StandardOpenOption.WRITE);
                Files.setLastModifiedTime(file, OLD);
            }
        },
        RENAME_ANOTHER_ONE_TO_ITS_NAME {
            @Override
            void write(Path file) throws IOException {
                Path other = Files.writeString(file.resolveSibling("other"), "ids");
                Files.setLastModifiedTime(other, OLD);
                Files.delete(file);
                Files.move(other, file);
            }
        },
        LINK_IT {
            @Override
            void write(Path file) throws IOException {
                Files.createLink(file.resolveSibling("link"), file);
            }
        },
        CHANGE_ITS_MODE {
            @Override
            void write(Path file) throws IOException {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
            }
        };

        abstract void write(Path file) throws IOException;
    }

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 10); // it may overflow
    private final FileSettling quiet = new FileSettling(Duration.ofSeconds(2), nanoTime::get);

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(directory.resolve("ids.txt"), "ids");
        Files.setLastModifiedTime(file, OLD);
    }

    @ParameterizedTest
    @EnumSource
    void whoIsSeenToWriteIsWaitedFor(Writing writing) throws IOException {
        assertThat(quiet.isQuiet(file)).isFalse();
        for (int i = 0; i < 10; i++) {
            writing.write(file);
            Files.deleteIfExists(directory.resolve("link"));
            pass(Duration.ofMillis(1_900));
            assertThat(quiet.isQuiet(file)).as("after write %d", i).isFalse();
            pass(Duration.ofMillis(100));
            if (i == 9) {
                pass(Duration.ofMillis(1_900));
                assertThat(quiet.isQuiet(file)).isTrue();
            }
        }
    }

    /** The inbox may be a relative path, and Camel hands its files over as it likes. */
    @Test
    void aFileIsTheSameHoweverItsPathIsSpelled() throws IOException {
        Path relative = Path.of("").toAbsolutePath().relativize(file);
        Path roundabout = directory.resolve("away").resolve("..").resolve(file.getFileName());
        quiet.isQuiet(file);
        pass(Duration.ofSeconds(2));

        assertThat(quiet.isQuiet(relative)).isTrue();
        assertThat(quiet.isQuiet(roundabout)).isTrue();
    }

    /** A scan comes late where large files are read between two of them, and a schedule looks once and after min-age. */
    @Test
    void aLongMinAgeIsNotForgottenBetweenTwoLooks() throws IOException {
        FileSettling patient = new FileSettling(Duration.ofHours(1), nanoTime::get);
        patient.isQuiet(file);
        pass(Duration.ofHours(1));

        assertThat(patient.isQuiet(file)).isTrue();
    }

    @Test
    void aFileThatIsGoneIsForgotten() throws IOException {
        quiet.isQuiet(file);
        Path away = Files.move(file, directory.resolve("away"));
        assertThat(quiet.isQuiet(file)).isFalse();
        pass(Duration.ofSeconds(65));
        quiet.isQuiet(away);
        Files.move(away, file);

        assertThat(quiet.isQuiet(file)).isFalse();
    }

    private void pass(Duration time) {
        nanoTime.addAndGet(time.toNanos());
    }
}
