package io.voddelete.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.Tool;
import io.voddelete.settings.Settings;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A part that cannot start refuses the start with one message; nothing was sent and nothing taken in by then. How the process
 * ends is in {@code RefusedStartIT}, with one of each kind.
 */
@Timeout(60)
class RefusedStartTest {
    /** Left out by the log configuration of the jar, as {@code JarLogTest} shows: why a start failed is said once. */
    private static final Pattern LEFT_OUT =
            Pattern.compile("(?s)(ERROR Error starting CamelContext|WARN Lifecycle strategy \\S+ failed "
                    + "(initializing|starting) ).*");

    @TempDir
    Path directory;

    private final VodSimulator simulator = VodSimulator.start(
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
    private final Properties settings = new Properties();
    private Path file;

    @BeforeEach
    void takeFilesInAtOnce() {
        file = directory.resolve("application.properties");
        ModuleProcess.settingsFor(simulator).forEach(settings::setProperty);
        settings.setProperty("vod.data-directory", directory.resolve("data").toString());
        settings.setProperty("vod.intake.file.min-age", "1ms");
        settings.setProperty("vod.batch.quiet-period", "50ms");
    }

    @AfterEach
    void closeSimulator() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7, not an address of this machine", "no-such-host.invalid, cannot be resolved"})
    void anAddressThatIsNotOfThisMachineIsNamed(String host, String why) throws IOException {
        settings.setProperty("vod.status.enabled", "true");
        settings.setProperty("vod.status.token", StatusCaller.TOKEN);
        settings.setProperty("vod.http.host", host);
        settings.setProperty("vod.http.tls", "proxy");
        assertThat(refusal()).contains("vod.http.host", "'" + host + "'", why);
    }

    @Test
    void whatWouldCrossTheNetworkUnencryptedIsNamed() throws IOException {
        settings.setProperty("vod.status.enabled", "true");
        settings.setProperty("vod.status.token", StatusCaller.TOKEN);
        settings.setProperty("vod.http.host", "0.0.0.0");
        assertThat(refusal())
                .contains("vod.http.tls is off", "vod.http.host is '0.0.0.0'", "system property vod.http.host");
    }

    @Test
    void anInboxThatIsAFileIsNamed() throws IOException {
        Path list = Files.writeString(directory.resolve("list.txt"), "");
        settings.setProperty("vod.intake.file.directory", list.toString());
        assertThat(refusal()).contains("vod.intake.file.directory", "'" + list + "'");
    }

    /** The log says what the store must know, so nothing is sent that it does not show. */
    @Test
    void anAuditLogThatDoesNotFitTheStoreIsNamedWithALine() throws IOException {
        Path audit = Files.createDirectories(directory.resolve("data/audit")).resolve("audit-000001.jsonl");
        Files.writeString(audit, "one\ntwo\n");
        assertThat(refusal()).contains("line 1 of '" + audit + "'", "begin-anew");
        assertThat(audit).hasContent("one\ntwo\n");
    }

    @Test
    void anAuditDirectoryThatIsAFileIsNamed() throws IOException {
        Path list = Files.writeString(directory.resolve("list.txt"), "");
        settings.setProperty("vod.audit.directory", list.toString());
        assertThat(refusal()).contains("vod.audit.directory", "'" + list + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "vod.outcome.success-uri, nosuch:place, nosuch:place",
        "vod.outcome.failure-uri, file:failures?fileNam=x, fileNam",
        "vod.outcome.rejected-uri, bean:nosuchbean, nosuchbean",
        "vod.intake.schedule.source-uri, nosuch:place, nosuch",
    })
    void anEndpointThatCannotBeUsedIsNamedByItsKey(String key, String uri, String what) throws IOException {
        settings.setProperty("vod.intake.schedule.enabled", String.valueOf(key.contains("schedule")));
        settings.setProperty(key, uri);
        assertThat(refusal()).contains(key, what);
    }

    @ParameterizedTest
    @CsvSource({
        "pipeline/accept, vod-accept-at-once; vod-accept-ids",
        "pipeline/batch, vod-claim-pending; vod-fill-batch",
        "intake/file, vod-take-in-file"
    })
    void aRouteFileThatIsMissingIsToldOfByItsRoutes(String missing, String routes) throws IOException {
        Files.delete(copyOfRoutes().resolve(missing + ".camel.yaml"));
        assertThat(refusal()).contains("routes: " + routes.replace(";", ","));
    }

    @Test
    void aCopyOfOneFileThatLacksARouteIsToldOfByThatRoute() throws IOException {
        Path copy = Files.createDirectories(directory.resolve("own/pipeline")).resolve("accept.camel.yaml");
        String packed = Files.readString(Path.of("routes/pipeline/accept.camel.yaml"));
        Files.writeString(copy, packed.substring(0, packed.lastIndexOf("- route:")));
        settings.setProperty("vod.routes.directory", directory.resolve("own").toString());

        assertThat(refusal()).contains("routes: vod-accept-at-once.");
    }

    @ParameterizedTest
    @CsvSource({
        "uri: direct, uri direct, accept.camel.yaml; line %d; column 7",
        "- setVariable:, - setVarible:, accept.camel.yaml; line %d; setVarible",
        "ref: vodAcceptIds, ref: vodAcceptIdz, vod-accept-at-once; vodAcceptIdz"
    })
    void aRouteFileThatIsBrokenIsNamedWithThePlace(String right, String wrong, String told) throws IOException {
        Path broken = copyOfRoutes().resolve("pipeline/accept.camel.yaml");
        String whole = Files.readString(broken);
        long line = whole.substring(0, whole.indexOf(right)).lines().count();
        Files.writeString(broken, whole.replaceFirst(right, wrong));
        assertThat(refusal()).contains(told.replace("%d", String.valueOf(line)).split("; "));
    }

    /** Camel 4.18 names the endpoint and its option, 4.22 the file and the line. */
    @Test
    void anOptionThatAnEndpointDoesNotHaveIsNamedOrItsPlace() throws IOException {
        Path broken = copyOfRoutes().resolve("pipeline/accept.camel.yaml");
        Files.writeString(broken, Files.readString(broken).replaceFirst("name: vod-accept-ids", "nam: vod-accept-ids"));

        assertThat(refusal())
                .satisfiesAnyOf(
                        told -> assertThat(told).contains("direct", "nam"),
                        told -> assertThat(told).contains("accept.camel.yaml, line "));
    }

    @ParameterizedTest
    @CsvSource({
        "camel.main.shutdownTimeot, camel.main.shutdownTimeout",
        "camel.component.http.connectTimeot, camel.component.http.connectTimeout",
        "camel.component.nosuch.timeout, nosuch",
        "camel.server.maxBodySiz, camel.server.maxBodySize"
    })
    void aTypingErrorInASettingOfCamelIsNamedWithTheNearest(String key, String nearest) throws IOException {
        Files.writeString(file, key + "=never-shown\n");
        settings.setProperty("vod.status.enabled", "true");
        settings.setProperty("vod.http.port", "0");
        assertThat(refusal()).contains(key, nearest).doesNotContain("never-shown");
    }

    /** The message of a start that is refused as it should be. */
    private String refusal() throws IOException {
        Path waiting = directory.resolve("data/inbox/waiting.txt");
        List<String> ids = SampleIds.random(162, 5);
        Files.createDirectories(waiting.getParent());
        Files.write(waiting, ids);
        try (CapturedLog log = CapturedLog.ofAll()) {
            Throwable fault = catchThrowable(this::start);

            assertThat(fault).as("the start").isNotNull();
            assertThat(log.lines())
                    .allMatch(line ->
                            line.startsWith("INFO ") || LEFT_OUT.matcher(line).matches());
            assertThat(simulator.recorder().calls()).isEmpty();
            assertThat(waiting).hasContent(String.join("\n", ids));
            String message = StartFault.message(fault);
            assertThat(message.lines()).as(message).hasSizeLessThanOrEqualTo(4);
            assertThat(message).doesNotContain("\tat ");
            return message;
        }
    }

    private void start() throws Exception {
        Application.Running running = new Application.Running(Settings.load(List.of(file), Map.of(), settings), file);
        try {
            running.start();
        } finally {
            running.stop();
        }
    }

    private Path copyOfRoutes() throws IOException {
        assertThat(Tool.run("cp", "-r", "routes", directory.toString()).succeeded())
                .isTrue();
        Path routes = directory.resolve("routes");
        Files.writeString(
                file,
                "camel.main.routesIncludePattern="
                        + Stream.of("intake", "release", "pipeline", "operations")
                                .map(folder -> "file:" + routes.resolve(folder) + "/*.camel.yaml")
                                .collect(Collectors.joining(",")));
        return routes;
    }
}
