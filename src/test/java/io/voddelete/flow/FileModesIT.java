package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The permissions of all that a process of its own writes during a run, whatever its umask. */
@Tag("slow")
@Timeout(120)
class FileModesIT {
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r-----");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwxr-x---");

    @TempDir
    Path directory;

    private Path data;
    private Path inbox;

    @BeforeEach
    void makeFolder() {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
        data = directory.resolve("data");
        inbox = data.resolve("inbox");
    }

    /** An ordinary umask takes nothing from the group; a permissive one gives nothing to others. */
    @ParameterizedTest
    @ValueSource(strings = {"000", "022"})
    void whatIsWrittenIsForItsOwnerAndItsGroup(String umask) throws Exception {
        run(umask);

        Map<String, String> others = new TreeMap<>();
        int files = 0;
        for (Path path : written()) {
            boolean folder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
            files += folder ? 0 : 1;
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
            if (!mode.equals(folder ? FOLDER : FILE) && !isDropped(path) && !isLibrary(path, mode)) {
                others.put(data.relativize(path).toString(), PosixFilePermissions.toString(mode));
            }
        }
        assertThat(others).isEmpty();
        assertThat(files).isGreaterThan(12);
    }

    /** A umask that takes more away is the operator's wish. */
    @ParameterizedTest
    @ValueSource(strings = {"027", "077"})
    void aUmaskThatTakesMoreAwayIsObeyed(String umask) throws Exception {
        run(umask);

        Set<PosixFilePermission> taken = umask.equals("077")
                ? EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_EXECUTE)
                : EnumSet.of(PosixFilePermission.GROUP_WRITE);
        for (Path path : written()) {
            assertThat(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS))
                    .as(path.toString())
                    .satisfies(
                            mode -> assertThat(isDropped(path) || mode.stream().noneMatch(taken::contains))
                                    .isTrue());
        }
    }

    /** What an operator made before keeps its mode, so that his group can drop files and approve plans. */
    @ParameterizedTest
    @ValueSource(strings = {"000", "077"})
    void foldersThatAreThereKeepTheirs(String umask) throws Exception {
        Set<PosixFilePermission> shared = PosixFilePermissions.fromString("rwxrwx---");
        for (Path folder : List.of(inbox, inbox.resolve("approve"), inbox.resolve("done"))) {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, shared);
        }

        run(umask);

        for (Path folder : List.of(inbox, inbox.resolve("approve"), inbox.resolve("done"))) {
            assertThat(Files.getPosixFilePermissions(folder)).isEqualTo(shared);
        }
    }

    /** Two lists, one of them held until its plan is moved to be approved, and a file that cannot be read. */
    private void run(String umask) throws Exception {
        SimulatorOptions options =
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
        try (VodSimulator simulator = VodSimulator.start(options)) {
            try (ModuleProcess module = start(umask, simulator)) {
                await(module, () -> Files.isDirectory(inbox.resolve("done")));
                drop("first.txt", String.join("\n", SampleIds.random(1, 3)) + "\nno-id\n");
                drop("unreadable.txt", "{\"a\":");
                drop("held.txt", String.join("\n", SampleIds.random(2, 12)));
                await(module, () -> files(inbox.resolve("held"), ".plan.txt").size() == 1);
                Path plan = files(inbox.resolve("held"), ".plan.txt").get(0);
                await(module, () -> Files.isDirectory(inbox.resolve("approve")));
                Files.move(plan, inbox.resolve("approve").resolve(plan.getFileName()));
                await(module, () -> files(inbox.resolve("done"), ".report.csv").size() == 2);
                await(module, () -> files(inbox.resolve("failed"), ".txt").size() == 1);
            }
        }
    }

    private ModuleProcess start(String umask, VodSimulator simulator) {
        Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
        settings.put("vod.batch.quiet-period", "100ms");
        settings.put("vod.intake.file.min-age", "50ms");
        settings.put("vod.limit.submission", "10");
        settings.put("vod.approval.required", "over-limit");
        return ModuleProcess.startBy(
                List.of("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh"), directory, settings);
    }

    private void drop(String name, String content) throws IOException {
        Path half = Files.writeString(directory.resolve(name), content);
        Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rw-rw-r--"));
        Files.move(half, inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Moved files keep their modes. */
    private static boolean isDropped(Path path) {
        return path.getFileName().toString().matches("(first|held|unreadable).*(?<!\\.(receipt|plan))\\.txt");
    }

    /** The library that is loaded may be run by its owner and read by its group. */
    private static boolean isLibrary(Path path, Set<PosixFilePermission> mode) {
        return path.getParent().endsWith("native")
                && Stream.of(PosixFilePermission.values())
                        .filter(permission ->
                                permission.name().startsWith("OTHERS") || permission == PosixFilePermission.GROUP_WRITE)
                        .noneMatch(mode::contains);
    }

    private List<Path> written() throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            return all.toList();
        }
    }

    private static List<Path> files(Path folder, String end) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().endsWith(end))
                    .toList();
        }
    }

    private void await(ModuleProcess module, Callable<Boolean> condition) throws IOException {
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(40))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> !module.isAlive() || condition.call());
        } catch (RuntimeException e) {
            throw new AssertionError(Files.readString(directory.resolve("log.txt")), e);
        }
        assertThat(module.isAlive())
                .as(Files.readString(directory.resolve("log.txt")))
                .isTrue();
    }
}
