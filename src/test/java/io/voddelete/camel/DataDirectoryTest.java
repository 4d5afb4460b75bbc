package io.voddelete.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.voddelete.settings.GivenSetting;
import io.voddelete.settings.Setting;
import io.voddelete.settings.SettingsException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DataDirectoryTest {
    @TempDir
    Path parent;

    private final List<Process> processes = new ArrayList<>();

    /** Another process that holds a directory, or says that it may not, and then waits. */
    static final class Holder {
        public static void main(String[] args) throws IOException {
            try {
                hold(Path.of(args[0]));
                System.out.println("held");
            } catch (SettingsException e) {
                System.out.println("refused");
            }
            System.in.read();
        }
    }

    @AfterEach
    void endProcesses() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void isMadeWithItsParents() {
        try (DataDirectory held = hold(parent.resolve("a/b"))) {
            assertThat(held.resolve("x")).isEqualTo(parent.resolve("a/b/x"));
            assertThat(parent.resolve("a/b")).isDirectory();
        }
    }

    @Test
    void isSaidToBeGoneWhenAnotherOneIsInItsPlace() throws IOException {
        Path data = parent.resolve("data");
        try (DataDirectory held = hold(data)) {
            held.requireInPlace();
            Files.move(data, parent.resolve("elsewhere"));
            assertThatThrownBy(held::requireInPlace).isInstanceOf(IOException.class);
            Files.createDirectory(data);
            Files.createFile(data.resolve("lock"));
            assertThatThrownBy(held::requireInPlace).hasMessageContaining("Restore it: ");
        }
    }

    @Test
    void isHeldNoMoreWhenItsLockFileIsAnotherOneOrGone() throws IOException {
        Path lock = parent.resolve("lock");
        try (DataDirectory held = hold(parent)) {
            held.requireInPlace();
            Files.move(lock, parent.resolve("elsewhere"));
            assertThatThrownBy(held::requireInPlace).hasMessageContaining("restart this one: " + lock);
            Files.createFile(lock);
            assertThatThrownBy(held::requireInPlace).hasMessageContaining("restart this one: " + lock);
            Files.move(parent.resolve("elsewhere"), lock, StandardCopyOption.REPLACE_EXISTING);
            held.requireInPlace();
        }
    }

    @Test
    void aSecondHoldInTheSameProcessIsRefused() {
        try (DataDirectory first = hold(parent)) {
            assertRefused(ProcessHandle.current().pid());
            assertThat(first.resolve("lock")).exists();
        }
    }

    @Test
    void isFreeAfterItsRelease() {
        hold(parent).close();

        hold(parent).close();
    }

    @Test
    void anotherProcessIsRefusedAlsoAfterASecondHoldWasRefusedHere() throws Exception {
        try (DataDirectory first = hold(parent)) {
            assertRefused(ProcessHandle.current().pid());

            assertThat(start().readLine()).as("of %s", first).isEqualTo("refused");
        }
    }

    @Test
    void isRefusedWhileAnotherProcessHoldsItAndFreeOnceThatIsKilled() throws Exception {
        assertThat(start().readLine()).isEqualTo("held");
        Process holder = processes.get(0);

        assertRefused(holder.pid());

        holder.destroyForcibly(); // SIGKILL
        assertThat(holder.waitFor(10, TimeUnit.SECONDS)).isTrue();
        hold(parent).close();
    }

    @Test
    void aLockFileOfSomebodyElseIsNotQuoted() throws Exception {
        Files.writeString(parent.resolve("lock"), "process 1\nand more");

        hold(parent).close();

        assertThat(parent.resolve("lock"))
                .hasContent("process " + ProcessHandle.current().pid());
    }

    @Test
    void aPathThatIsAFileIsRefused() throws Exception {
        Path file = Files.writeString(parent.resolve("file"), "");

        assertThatThrownBy(() -> hold(file))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("vod.data-directory", "'" + file + "'", "not writable");
    }

    @Test
    void aDirectoryThatMayNotBeWrittenIsRefused() throws Exception {
        Path denied = Files.createDirectory(parent.resolve("denied"));
        Files.setPosixFilePermissions(denied, PosixFilePermissions.fromString("r-x------"));
        assumeThat(Files.isWritable(denied)).as("root may write anywhere").isFalse();

        assertThatThrownBy(() -> hold(denied))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("not writable");
    }

    /** As emptyDir of Kubernetes and local-path of k3s are, of which nobody in the container can change the permissions. */
    @Test
    void aVolumeThatEverybodyMayWriteToIsRefusedAndAFolderInItThatIsNamedThenIsTaken() throws Exception {
        Path volume = Files.createDirectory(parent.resolve("volume"));
        Files.setAttribute(volume, "unix:mode", 0777);
        Path inIt = volume.resolve("vod");

        assertThatThrownBy(() -> hold(volume))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("'" + volume + "'", "chmod o-w", "'" + inIt + "'");

        try (DataDirectory held = hold(inIt)) {
            held.makeFolder("outcome").require();
        }
    }

    /** As volumes of Docker (755), of systemd (755), with a group of Kubernetes or OpenShift (2775, 2770) are. */
    @ParameterizedTest
    @ValueSource(strings = {"0755", "0700", "0775", "0770", "02775", "02770", "03775"})
    void aVolumeThatNotEverybodyMayWriteToIsTaken(String mode) throws Exception {
        Path volume = Files.createDirectory(parent.resolve("volume"));
        Files.setAttribute(volume, "unix:mode", Integer.parseInt(mode, 8));

        try (DataDirectory held = hold(volume)) {
            held.makeFolder("outcome").require();
        }
    }

    private void assertRefused(long pid) {
        assertThatThrownBy(() -> hold(parent))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("vod.data-directory", "'" + parent + "'", "process " + pid);
    }

    private BufferedReader start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        parent.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        return process.inputReader(StandardCharsets.UTF_8);
    }

    private static DataDirectory hold(Path directory) {
        return DataDirectory.hold(new GivenSetting(Setting.DATA_DIRECTORY, directory.toString(), Optional.empty()));
    }
}
