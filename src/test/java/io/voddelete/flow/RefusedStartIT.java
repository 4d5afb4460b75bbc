package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.voddelete.kit.Counters;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.Tool;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A part that cannot start ends the jar with one message; nothing was sent and nothing taken in by then. One of each kind, and
 * what only a process has; the others are in {@code RefusedStartTest}.
 */
@Tag("slow")
class RefusedStartIT {
    private static final int NOBODY = 65534;
    private static final String ROUTES = "file:routes/intake/*.camel.yaml,file:routes/pipeline/*.camel.yaml,"
            + "file:routes/operations/*.camel.yaml";

    @TempDir
    Path directory;

    private final VodSimulator simulator = VodSimulator.start(
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
    private final Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
    private List<String> starter = List.of();

    @BeforeEach
    void takeFilesInAtOnce() {
        settings.put("vod.intake.file.min-age", "1ms");
        settings.put("vod.batch.quiet-period", "50ms");
    }

    @AfterEach
    void closeSimulator() {
        simulator.close();
    }

    @Test
    void whereThePortIsTakenNothingIsSentThoughIdsWait() throws IOException {
        acceptWithoutSending(SampleIds.random(161, 30));
        settings.put("vod.status.enabled", "true");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            settings.put("vod.http.port", port);
            assertThat(refusal())
                    .contains("vod.http.port", "'" + port + "'", "127.0.0.1:" + port, "ss -ltnp")
                    .contains("system property vod.http.port");
        }
    }

    @Test
    void anAddressThatIsNotOfThisMachineIsNamed() {
        settings.put("vod.status.enabled", "true");
        settings.put("vod.status.token", StatusCaller.TOKEN);
        settings.put("vod.http.host", "192.0.2.7");
        settings.put("vod.http.tls", "proxy");
        assertThat(refusal()).contains("vod.http.host", "'192.0.2.7'", "not an address of this machine");
    }

    @Test
    void aPortThatTheUserMayNotUseIsNamed() throws IOException {
        assumeTrue(
                Integer.parseInt(Files.readString(Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start"))
                                .strip())
                        > 80,
                "every user may use every port here");
        asNobody();
        settings.put("vod.status.enabled", "true");
        settings.put("vod.http.port", "80");
        assertThat(refusal()).contains("vod.http.port", "'80'", "1024");
    }

    @Test
    void anInboxThatCannotBeListedIsNamed() throws IOException {
        asNobody();
        Path inbox = Files.createDirectories(directory.resolve("closed"));
        Files.setAttribute(inbox, "unix:mode", 0300);
        settings.put("vod.intake.file.directory", "closed");
        assertThat(refusal()).contains("vod.intake.file.directory", "'closed'", "AccessDenied");
    }

    @Test
    void aPasswordInAnEndpointIsNotShown() {
        settings.put("vod.outcome.success-uri", "nosuch:user:never-shown-1@host?option=never-shown-2");
        assertThat(refusal()).contains("vod.outcome.success-uri").doesNotContain("never-shown");
    }

    @Test
    void aRouteFileThatIsMissingIsToldOfByItsRoutes() throws IOException {
        copyRoutes();
        Files.delete(directory.resolve("routes/pipeline/accept.camel.yaml"));
        assertThat(refusal()).contains("routes: vod-accept-at-once, vod-accept-ids");
    }

    @Test
    void aRouteFileThatIsBrokenIsNamedWithThePlace() throws IOException {
        copyRoutes();
        Path file = directory.resolve("routes/pipeline/accept.camel.yaml");
        String whole = Files.readString(file);
        long line = whole.substring(0, whole.indexOf("uri: direct")).lines().count();
        Files.writeString(file, whole.replaceFirst("uri: direct", "uri direct"));
        assertThat(refusal()).contains("accept.camel.yaml", "line " + line, "column 7");
    }

    @Test
    void aTypingErrorInASettingOfCamelIsNamedWithTheNearest() throws IOException {
        Files.createDirectories(directory.resolve("config"));
        Files.writeString(
                directory.resolve("config/application.properties"), "camel.component.http.connectTimeot=never-shown\n");
        assertThat(refusal())
                .contains("camel.component.http.connectTimeot", "camel.component.http.connectTimeout")
                .doesNotContain("never-shown");
    }

    @Test
    void aDataDirectoryWhoseNameTheLocaleCannotEncodeIsNamed() throws IOException {
        Files.createDirectories(directory.resolve("config"));
        Files.writeString(directory.resolve("config/application.properties"), "vod.data-directory=/srv/d\u00fc\n");
        starter = List.of("env", "LC_ALL=C");
        assertThat(refusal())
                .contains("vod.data-directory", "'/srv/d", "LC_ALL=C.UTF-8", "application.properties, line 1");
    }

    @Test
    void aWorkingDirectoryWhoseNameTheLocaleCannotEncodeIsNamed() throws IOException {
        Path link = directory.resolve("link");
        Tool.run("sh", "-c", "cd " + directory + " && d=$(printf 'd\\303\\274') && mkdir $d && ln -s $d link");
        assumeTrue(Files.isDirectory(link), "no such name here");
        starter = List.of("sh", "-c", "cd -P link && exec env LC_ALL=C \"$@\"", "sh");
        assertThat(refusal()).contains("vod.data-directory", "'data'", "working directory", "LC_ALL=C.UTF-8");
    }

    @Test
    void aDataDirectoryOnADiskWithoutExecutionIsToldOfByTheKeyThatHelps() throws IOException {
        Path disk = Files.createDirectories(directory.resolve("disk"));
        boolean mounted = Tool.run("mount", "-t", "tmpfs", "-o", "noexec,size=64m", "tmpfs", disk.toString())
                .succeeded();
        assumeTrue(mounted, "no tmpfs can be mounted here, which needs root");
        try {
            settings.put("vod.data-directory", "disk/data");
            assertThat(refusal()).contains("vod.store.native-directory", "'disk/data/native'", "noexec");

            settings.put("vod.store.native-directory", "libraries");
            settings.put("vod.intake.file.directory", "data/inbox");
            try (ModuleProcess module = ModuleProcess.start(directory, settings)) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(100))
                        .until(() -> module.isAlive() && simulator.recorder().deletedCount() == 5);
            }
        } finally {
            Tool.run("umount", "-l", disk.toString());
        }
    }

    @Test
    void theDemoEndsWithTheSameMessage() throws IOException {
        Tool.run("cp", "-r", "config", directory.toString());
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String jar = ModuleProcess.JAR.toString();
            Tool demo = Tool.run(
                    "sh",
                    "-c",
                    "cd " + directory + " && exec " + System.getProperty("java.home") + "/bin/java -cp '" + jar + ":"
                            + jar.replaceFirst("\\.jar$", "-simulator.jar") + ":"
                            + Path.of("target/lib").toAbsolutePath()
                            + "/*' -Dvod.demo.keep-running=true -Dvod.http.port="
                            + taken.getLocalPort() + " io.voddelete.demo.Demo");
            assertThat(demo.exit()).isEqualTo(1);
            assertThat(demo.said())
                    .contains("vod.http.port", "'" + taken.getLocalPort() + "'")
                    .doesNotContain("\tat ");
        }
        try (Stream<Path> written = Files.walk(directory.resolve("data"))) {
            assertThat(written.filter(file -> file.toString().endsWith(".txt"))).isEmpty();
        }
    }

    /** The message of a start that ends as it should. */
    private String refusal() {
        Path waiting = directory.resolve("data/inbox/waiting.txt");
        List<String> ids = SampleIds.random(162, 5);
        try {
            Files.createDirectories(waiting.getParent());
            Files.write(waiting, ids);
            if (!starter.isEmpty()) {
                Tool.run("chown", "-R", String.valueOf(NOBODY), directory.toString());
            }
            String before = Files.exists(directory.resolve("log.txt")) ? read("log.txt") : "";
            try (ModuleProcess module = ModuleProcess.startBy(starter, directory, settings)) {
                assertThat(module.awaitExit(60)).as(module.log()).isEqualTo(1);
                String log = module.log().substring(before.length());
                assertThat(log).doesNotContain("\tat ", "SIGTERM");
                List<String> said =
                        log.lines().filter(line -> !line.contains("Z INFO ")).toList();
                assertThat(said).as("more than a message").hasSizeLessThanOrEqualTo(4);
                assertThat(simulator.recorder().calls()).isEmpty();
                assertThat(waiting).hasContent(String.join("\n", ids));
                return String.join("\n", said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read(String file) throws IOException {
        return Files.readString(directory.resolve(file));
    }

    private void acceptWithoutSending(List<String> ids) {
        Map<String, String> accepting = new HashMap<>(settings);
        accepting.put("vod.sender.enabled", "false");
        try (ModuleProcess module = ModuleProcess.start(directory, accepting)) {
            module.drop("earlier.txt", ids);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> Files.exists(directory.resolve("data/vod-delete.db"))
                            && Counters.of(directory.resolve("data")).submissions() == 1);
            module.terminate();
            module.awaitExit(30);
        }
    }

    private void copyRoutes() {
        assertThat(Tool.run("cp", "-r", "routes", directory.toString()).succeeded())
                .isTrue();
        settings.put("camel.main.routesIncludePattern", ROUTES);
    }

    private void asNobody() throws IOException {
        starter = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        boolean may = Tool.run("setpriv", "--reuid=" + NOBODY, "true").succeeded();
        assumeTrue(may, "needs root and setpriv");
    }
}
