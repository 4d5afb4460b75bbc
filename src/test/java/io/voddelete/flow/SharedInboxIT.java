package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.voddelete.kit.DoneFolder;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.OtherUser;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.support.FileVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An inbox that other users of the machine drop files into, set up as files.md says: one of them attacks, in his own name,
 * while another one drops lists as he should.
 */
@Tag("slow")
class SharedInboxIT {
    private static final int DROP = 64_002;
    private static final OtherUser MODULE = new OtherUser(64_001, 64_001, List.of(DROP));
    private static final OtherUser ATTACKER = new OtherUser(64_003, DROP);
    private static final OtherUser DROPPER = new OtherUser(64_004, DROP);
    private static final int LINKS = 20_000;

    @TempDir
    Path directory;

    private Path inbox;
    private Path data;

    @BeforeEach
    void setUp() throws Exception {
        assumeTrue(OtherUser.isPossible(), "needs root and setpriv");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        data = directory.resolve("data");
        inbox = directory.resolve("inbox");
        install(data, MODULE.group(), "0750");
        install(inbox, DROP, "3730");
        assumeTrue(
                MODULE.run(directory, "test -r " + ModuleProcess.JAR).exit() == 0,
                "the jar must be readable for others");
    }

    @Test
    void theAttackerReplacesReadsAndStopsNothing() throws Exception {
        List<String> ids = SampleIds.random(61, 12);
        try (VodSimulator simulator = simulator();
                ModuleProcess module = start(simulator)) {
            drop("first.txt", ids.subList(0, 4));
            await(() -> done().reports() == 1);
            Path receipt = done().folder()
                    .resolve(done().receipts().keySet().iterator().next());
            String before = Files.readString(receipt);

            forgeMoveOf(receipt);
            assertThat(ATTACKER.run(inbox, "mv done mine").exit()).isNotZero();
            assertThat(ATTACKER.run(inbox, "ln -s " + data + " done/x").exit()).isNotZero();
            assertThat(ATTACKER.run(inbox, "cat " + data + "/vod-delete.db").exit())
                    .isNotZero();
            assertThat(ATTACKER.run(inbox, "cat ../data/outcome/success.jsonl").exit())
                    .isNotZero();
            ATTACKER.run(inbox, "mkfifo pipe; mkdir folder; echo 0 > two; ln two three; touch 'a\\b'");
            Duration cpu = module.cpu();
            long begun = System.nanoTime();
            for (int i = 0; i < LINKS; i++) { // whose links they are makes no difference, and a shell would take long
                Files.createSymbolicLink(inbox.resolve("l" + i), Path.of("none"));
            }

            drop("second.txt", ids.subList(4, 8));
            await(() -> done().reports() == 2);
            drop("third.txt", ids.subList(8, 12));
            await(() -> done().reports() == 3);

            double seconds = (System.nanoTime() - begun) / 1e9;
            double used = module.cpu().minus(cpu).toMillis() / 1e3;
            System.err.printf(
                    "SharedInboxIT: %d links for %.1f s cost %.1f s of processor, %d lines of log%n",
                    LINKS,
                    seconds,
                    used,
                    module.log().lines().filter(line -> line.contains(" WARN ")).count());
            // a twentieth of the time for looks, and what three lists take
            assertThat(used).isLessThan(5 + seconds / 5);
            assertThat(Files.readString(receipt)).isEqualTo(before);
            await(() -> module.log().contains("more: links, pipes or devices"));
            assertThat(module.log().lines().filter(line -> line.contains(" WARN ")))
                    .hasSizeLessThan(10);
            assertThat(module.log()).doesNotContain(" ERROR ").contains("several names (hard links)");
            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            assertThatAllIsForOwnerAndGroup();
        }
    }

    @Test
    void aFolderThatTheAttackerMadeFirstRefusesTheStart() throws Exception {
        Path victim = Files.writeString(data.resolve("victim"), "kept");
        own(victim);
        try (VodSimulator simulator = simulator()) {
            for (String trap : List.of("mkdir -m 777 failed", "ln -s " + data + " done", "ln -s " + data + " failed")) {
                assertThat(ATTACKER.run(inbox, trap).exit()).isZero();
                try (ModuleProcess module = start(simulator)) {
                    assertThat(module.awaitExit(60)).isEqualTo(1);

                    assertThat(module.log())
                            .contains("vod.intake.file.directory", "'" + inbox)
                            .containsAnyOf("belongs to user " + ATTACKER.uid(), "symbolic link");
                }
                assertThat(victim).hasContent("kept");
                Files.deleteIfExists(inbox.resolve("done"));
                Files.deleteIfExists(inbox.resolve("failed"));
                Files.delete(directory.resolve("log.txt"));
            }
        }
    }

    /** Without the sticky bit he may give other names to folders that he cannot write to. */
    @Test
    void aFolderThatIsExchangedIsNoticedAndNothingWrittenIntoIt() throws Exception {
        List<String> ids = SampleIds.random(62, 8);
        install(inbox, DROP, "2770");
        try (VodSimulator simulator = simulator();
                ModuleProcess module = start(simulator)) {
            drop("first.txt", ids.subList(0, 4));
            await(() -> done().reports() == 1);
            assertThat(ATTACKER.run(inbox, "mv done away && mkdir -m 777 done").exit())
                    .isZero();

            drop("second.txt", ids.subList(4, 8));
            await(() -> module.log().contains("belongs to user " + ATTACKER.uid()));
            assertThat(inbox.resolve("second.txt")).exists();
            assertThat(done().names()).isEmpty();

            assertThat(ATTACKER.run(inbox, "rmdir done && mv away done").exit()).isZero();
            await(() -> done().reports() == 2);
            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
        }
    }

    /** As it was done: by the name and the time of a file alone. */
    private void forgeMoveOf(Path receipt) throws IOException {
        assertThat(ATTACKER.run(inbox, "echo forged > .forged.tmp").exit()).isZero();
        String mark = FileVersion.of(inbox.resolve(".forged.tmp")).mark();
        for (String name : List.of(
                receipt.getFileName().toString(),
                receipt.getFileName().toString().replace(".receipt.json", ".report.csv"))) {
            assertThat(ATTACKER.run(inbox, "cp -p .forged.tmp '" + name + "." + mark + ".done'")
                            .exit())
                    .isZero();
        }
    }

    private void assertThatAllIsForOwnerAndGroup() throws IOException {
        try (Stream<Path> all =
                Stream.of(data, inbox.resolve("done"), inbox.resolve("failed")).flatMap(SharedInboxIT::walk)) {
            assertThat(all.filter(path -> uid(path) == MODULE.uid()))
                    .hasSizeGreaterThan(15)
                    .allSatisfy(path -> assertThat((int) Files.getAttribute(path, "unix:mode") & 0027)
                            .as(path.toString())
                            .isZero());
        }
    }

    private static Stream<Path> walk(Path folder) {
        try {
            return Files.walk(folder);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int uid(Path path) {
        try {
            return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return -1; // gone
        }
    }

    private void drop(String name, List<String> ids) {
        String script =
                "umask 027; echo '" + String.join("\n", ids) + "' > " + name + ".tmp; mv " + name + ".tmp " + name;
        assertThat(DROPPER.run(inbox, script).exit()).isZero();
    }

    private DoneFolder done() {
        return new DoneFolder(inbox.resolve("done"));
    }

    private ModuleProcess start(VodSimulator simulator) {
        Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
        settings.put("vod.intake.file.directory", inbox.toString());
        settings.put("vod.intake.file.min-age", "100ms");
        settings.put("vod.batch.quiet-period", "200ms");
        return ModuleProcess.startBy(MODULE.starter(), directory, settings, "-Xmx128m");
    }

    private static VodSimulator simulator() throws IOException {
        return VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
    }

    private void install(Path folder, int group, String mode) throws Exception {
        assertThat(new ProcessBuilder(
                                "install",
                                "-d",
                                "-o",
                                "" + MODULE.uid(),
                                "-g",
                                "" + group,
                                "-m",
                                mode,
                                folder.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    private void own(Path file) throws IOException {
        Files.setAttribute(file, "unix:uid", MODULE.uid());
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .until(condition);
    }
}
